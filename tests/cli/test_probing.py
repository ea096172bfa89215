"""`ratsgraph probe`: what it prints, saves and keeps."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from etl.cli.app import main
from etl.demo import demo_source
from etl.demo.server import serve_demo
from etl.model.capabilities import from_data
from etl.settings import Settings
from etl.store import open_store
from etl.store.capabilities import known_capabilities
from etl.store.status import last_contacts, source_statuses

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The source file of the demo council, whose server is running."""
    path = tmp_path_factory.mktemp("council") / "demo.yml"
    with serve_demo() as url:
        source = demo_source(url)
        keys = {name: getattr(source, name) for name in ("id", "name", "adapter", "ags", "system", "reach", "requests_per_second")}
        path.write_text(yaml.safe_dump(keys), encoding="utf-8")
        yield path


def _call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["ratsgraph", "probe", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_probe_of_a_source_is_kept_with_it(monkeypatch: pytest.MonkeyPatch, capsys: Capture, council: Path, tmp_path: Path) -> None:
    assert _call(monkeypatch, council, "--data", tmp_path / "d") == 0
    assert "modified since" in capsys.readouterr().out
    kept = known_capabilities(open_store(Settings(data=tmp_path / "d")), "demo")
    assert kept
    assert (kept.modified_since, kept.missing_object) == ("heeded", "HTTP 404")


@pytest.mark.parametrize("result_format", ["json", "yaml"])
def test_a_probe_is_data(monkeypatch: pytest.MonkeyPatch, capsys: Capture, council: Path, tmp_path: Path, result_format: str) -> None:
    assert _call(monkeypatch, council, "--format", result_format, "--data", tmp_path) == 0
    assert from_data(yaml.safe_load(capsys.readouterr().out)).bodies[0].name == "Stadt Musterstadt"


@pytest.mark.parametrize("name", ["found.json", "found.yml"])
def test_a_probe_is_saved(monkeypatch: pytest.MonkeyPatch, council: Path, tmp_path: Path, name: str) -> None:
    assert _call(monkeypatch, council, "--save", tmp_path / name, "--data", tmp_path) == 0
    assert from_data(yaml.safe_load((tmp_path / name).read_text(encoding="utf-8"))).versions == ("1.1",)


def test_a_server_that_is_not_there_is_exit_3(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("etl.harvest.client._FIRST_PAUSE_S", 0.0)

    assert _call(monkeypatch, "http://127.0.0.1:9/oparl/system") == 3
    assert "there is no OParl System (no answer" in capsys.readouterr().err


def test_a_folder_has_no_server(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("id: x\nname: X\nadapter: folder\npath: .\n")

    assert _call(monkeypatch, tmp_path / "x.yml") == 2
    assert "adapter oparl" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Capture, council: Path, tmp_path: Path) -> None:
    assert _call(monkeypatch, council, "--save", tmp_path / "nowhere" / "x.yml", "--data", tmp_path) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_probe_that_fails_marks_the_source(monkeypatch: pytest.MonkeyPatch, council: Path, tmp_path: Path) -> None:
    monkeypatch.setattr("etl.harvest.client._FIRST_PAUSE_S", 0.0)
    keys = yaml.safe_load(council.read_text(encoding="utf-8")) | {"reach": {}, "system": "http://127.0.0.1:9/oparl"}
    dead = tmp_path / "demo.yml"
    dead.write_text(yaml.safe_dump(keys), encoding="utf-8")
    assert _call(monkeypatch, dead, "--data", tmp_path / "d") == 3
    assert "there is no OParl System" in last_contacts(open_store(Settings(data=tmp_path / "d")))["demo"]


def test_a_probe_that_succeeds_marks_the_source_as_reached(monkeypatch: pytest.MonkeyPatch, council: Path, tmp_path: Path) -> None:
    _call(monkeypatch, council, "--data", tmp_path / "d")
    store = open_store(Settings(data=tmp_path / "d"))
    assert last_contacts(store)["demo"].endswith(": reached")
    assert source_statuses(store) == []

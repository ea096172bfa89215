"""The commands as a person calls them: what they print, and how they end."""

import json
import sys
from pathlib import Path

import pytest

from etl.cli.app import main
from tests.conftest import DemoRun

Capture = pytest.CaptureFixture[str]


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["ratsgraph", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def last_line(captured: str) -> str:
    return captured.strip().splitlines()[-1]


def test_an_unknown_source_is_one_line_and_exit_2(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert call(monkeypatch, "run", "nowhere") == 2
    assert capsys.readouterr().err.startswith("ratsgraph: no source of this name [nowhere]")


def test_an_unknown_command_is_exit_2(monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(monkeypatch, "fly") == 2


def test_a_wrong_key_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "x.yml"
    file.write_text("id: x\nname: X\nadapter: folder\npath: .\ncolour: red\n")

    assert call(monkeypatch, "harvest", str(file), "--data", str(tmp_path)) == 2
    assert "unknown key 'colour'" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_exit_3(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    monkeypatch.setattr("etl.harvest.client._FIRST_PAUSE_S", 0.0)
    file = tmp_path / "x.yml"
    file.write_text("id: x\nname: X\nadapter: oparl\nsystem: http://127.0.0.1:9/oparl\nrequests_per_second: 0\n")

    assert call(monkeypatch, "harvest", str(file), "--data", str(tmp_path / "d")) == 3
    assert "cannot be used: no answer" in capsys.readouterr().err


def test_building_before_harvesting_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    assert call(monkeypatch, "build", "karlsruhe", "--data", str(tmp_path)) == 1
    assert "run `ratsgraph harvest karlsruhe` first" in capsys.readouterr().err


def test_sources_are_listed_as_json(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert call(monkeypatch, "sources", "--format", "json") == 0
    assert "karlsruhe" in {source["id"] for source in json.loads(capsys.readouterr().out)}


def test_what_is_published_is_valid(monkeypatch: pytest.MonkeyPatch, capsys: Capture, demo: DemoRun) -> None:
    assert call(monkeypatch, "validate", str(demo.folder)) == 0
    assert last_line(capsys.readouterr().out).endswith(": valid")


def test_validating_nothing_is_exit_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert call(monkeypatch, "validate", str(tmp_path)) == 1


def test_a_query_is_answered_as_csv(monkeypatch: pytest.MonkeyPatch, capsys: Capture, demo: DemoRun) -> None:
    sparql = "SELECT (COUNT(?paper) AS ?papers) { ?paper a rg:Paper }"

    assert call(monkeypatch, "query", sparql, "--format", "csv", "--output", str(demo.settings.output)) == 0
    assert capsys.readouterr().out.split() == ["papers", "15"]


def test_a_broken_query_is_exit_2(monkeypatch: pytest.MonkeyPatch, capsys: Capture, demo: DemoRun) -> None:
    assert call(monkeypatch, "query", "SELECT", "--output", str(demo.settings.output)) == 2
    assert "cannot be parsed" in capsys.readouterr().err


def test_a_query_before_anything_is_published_says_so(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    assert call(monkeypatch, "query", "ASK {}", "--output", str(tmp_path)) == 2
    assert "nothing is published here" in capsys.readouterr().err


def test_status_counts_per_list(monkeypatch: pytest.MonkeyPatch, capsys: Capture, demo: DemoRun) -> None:
    assert call(monkeypatch, "status", "--data", str(demo.settings.data), "--format", "json") == 0
    assert [one["gate"] for one in json.loads(capsys.readouterr().out)] == ["passed"]


def test_a_folder_without_shapes_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    assert call(monkeypatch, "validate", str(tmp_path), "--shapes", str(tmp_path)) == 2
    assert "there are no shapes in Turtle here" in capsys.readouterr().err

"""The flow: all stages of the demo council under Prefect, in a throw-away Prefect database."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.demo import demo_source
from etl.demo.server import serve_demo
from etl.errors import RatsgraphError
from etl.run import harvest_source, silent
from etl.settings import Settings
from etl.sources import load_source
from tests.conftest import NOW

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.enable_socket]


def test_the_flow_runs_every_source_and_tells_which_failed(prefect_api: None, tmp_path: Path) -> None:
    from flows.run import Job, run_sources  # noqa: PLC0415

    settings = Settings(data=tmp_path / "data", output=tmp_path / "output", workers=1)
    with serve_demo() as url:
        good = demo_source(url)
        empty = replace(good, id="empty", adapter="folder", path=tmp_path / "nothing")
        runs = run_sources([empty, good], Job(settings, now=lambda: NOW))

    assert [(run.error is not None, len(run.lines)) for run in runs] == [(True, 0), (False, 3)]


def test_telemetry_is_off(prefect_api: None) -> None:
    assert (os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"], os.environ["DO_NOT_TRACK"]) == ("false", "1")


def test_failures_gates_and_silence_are_told(
    prefect_api: None, receiver: tuple[str, list[dict[str, str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.run import run_scheduled  # noqa: PLC0415

    url, told = receiver
    monkeypatch.setenv("RATSGRAPH_WEBHOOK", url)
    monkeypatch.setenv("RATSGRAPH_WORKERS", "1")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "1.html").write_text("<p>Die Verwaltung sagt zu, den Radweg zu bauen.</p>", encoding="utf-8")
    files = {
        "broken": folder_source(tmp_path, "broken", "path: nothing"),
        "small": folder_source(tmp_path, "small", "path: papers\nexpect: {papers: 1000}"),
        "silent": folder_source(tmp_path, "silent", "path: papers"),
    }
    settings = Settings(data=tmp_path / "data", output=tmp_path / "output")
    harvest_source(load_source(files["silent"]), settings, now=datetime(2020, 1, 1, tzinfo=UTC), progress=silent)
    for _ in range(2):
        with pytest.raises(RatsgraphError):
            run_scheduled(list(files.values()), str(settings.data), str(settings.output))
    assert [(one["source"], one["condition"]) for one in told] == [("broken", "failed"), ("small", "held back"), ("silent", "silent")]
    assert (settings.output / "silent" / "datapackage.json").exists()
    assert not (settings.output / "small").exists()


def folder_source(folder: Path, source_id: str, more: str) -> str:
    """A source file."""
    path = folder / f"{source_id}.yml"
    path.write_text(f"id: {source_id}\nname: {source_id}\nadapter: folder\n{more}\n", encoding="utf-8")
    return str(path)


def test_artifacts_are_as_many_however_many_documents_there_are(prefect_api: None, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client  # noqa: PLC0415

    from flows.run import Job, run_sources  # noqa: PLC0415

    sources = []
    for count in (1, 12):
        (tmp_path / f"{count}").mkdir()
        for number in range(count):
            (tmp_path / f"{count}" / f"{number}.html").write_text(f"<p>Vorlage {number}</p>", encoding="utf-8")
        sources.append(load_source(folder_source(tmp_path, f"with-{count}", f"path: '{count}'")))
    run_sources(sources, Job(Settings(data=tmp_path / "data", output=tmp_path / "output", workers=1), now=lambda: NOW))
    with get_client(sync_client=True) as client:
        keys = [str(one.key) for one in client.read_artifacts()]
    made = [sorted(key.removeprefix(f"{one.id}-") for key in keys if key.startswith(f"{one.id}-")) for one in sources]
    assert made == [["counts", "release", "runs"]] * 2

"""The flow on a Dask cluster of real processes, with PostgreSQL and an S3 server; and what is said where one is not there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import UsageError
from etl.publish.files import record
from etl.run.elsewhere import WorkerError, read_elsewhere, terms
from etl.settings import Settings
from tests.conftest import NOW, DemoRun
from tools.services import DaskCluster, Database, dask_cluster, free_port

pytest.importorskip("prefect_dask", reason="needs the extra `cluster`")

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.enable_socket]


@pytest.fixture
def settings(database: Database, bucket: dict[str, str], tmp_path: Path) -> Settings:
    at = f"s3://ratsgraph/{tmp_path.name}"
    return Settings(
        data=tmp_path / "data", output=tmp_path / "output", index_url=database.new(), blobs_url=f"{at}/blobs", rows_url=f"{at}/rows"
    )


def _environment(settings: Settings) -> dict[str, str]:
    return {"RATSGRAPH_INDEX_URL": settings.index_url, "RATSGRAPH_BLOBS_URL": settings.blobs_url}


@pytest.fixture
def cluster(settings: Settings) -> Iterator[DaskCluster]:
    with dask_cluster(_environment(settings)) as running:
        yield running


def test_a_cluster_publishes_the_bytes_of_one_machine_though_a_worker_is_killed(
    prefect_api: None, demo: DemoRun, settings: Settings, cluster: DaskCluster
) -> None:
    from flows.run import Job, run_sources  # noqa: PLC0415

    steps: list[str] = []

    def kill_once(step: str, _done: int, _total: int) -> None:
        steps.append(step)
        if steps.count("reading documents") == 1 and step == "reading documents":
            cluster.kill_worker()

    (run,) = run_sources([demo.source], Job(replace(settings, dask_address=cluster.address), now=lambda: NOW, progress=kill_once))
    assert run.error is None
    assert {"reading documents", "reading facts"} <= set(steps)
    assert not (settings.data / "index.sqlite").exists()
    assert not (settings.data / "blobs").exists()
    assert record(settings.output / demo.source.id) == record(demo.folder)


def _said(demo: DemoRun, settings: Settings) -> str:
    from flows.run import Job, run_sources  # noqa: PLC0415

    (run,) = run_sources([demo.source], Job(settings, now=lambda: NOW))
    return str(run.error)


def test_a_scheduler_that_does_not_answer_is_told_in_one_line(prefect_api: None, demo: DemoRun, settings: Settings) -> None:
    from dask import config  # noqa: PLC0415

    address = f"tcp://127.0.0.1:{free_port()}"
    with config.set({"distributed.comm.timeouts.connect": "1s"}):
        said = _said(demo, replace(settings, dask_address=address))
    assert said.startswith(f"the Dask scheduler does not answer [{address}]: start `dask scheduler` there")


def test_a_scheduler_without_workers_is_told_in_one_line(
    prefect_api: None, demo: DemoRun, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.cluster._PATIENCE_S", 1.0)
    monkeypatch.setattr("flows.cluster._LOOKS_EVERY_S", 0.5)
    with dask_cluster({}, workers=0) as cluster:
        said = _said(demo, replace(settings, dask_address=cluster.address))
    assert said.startswith(f"the Dask scheduler has no workers [{cluster.address}]: start `dask worker`")


def test_workers_of_another_store_are_told_in_one_line(prefect_api: None, demo: DemoRun, settings: Settings, tmp_path: Path) -> None:
    with dask_cluster({"RATSGRAPH_DATA": str(tmp_path / "worker")}, workers=1) as cluster:
        said = _said(demo, replace(settings, dask_address=cluster.address))
    assert said.startswith("a worker has another store [worker on ")
    assert "geheim" not in said


@pytest.mark.parametrize("name", ["index_url", "blobs_url"])
def test_a_cluster_needs_a_store_that_all_reach(name: str) -> None:
    from flows.cluster import runner  # noqa: PLC0415

    settings = Settings(index_url="postgresql://db/rats", blobs_url="s3://rats/blobs", dask_address="tcp://scheduler:8786")
    with pytest.raises(UsageError, match=f"out of reach of other machines \\[RATSGRAPH_{name.upper()}\\]"):
        runner(replace(settings, **{name: ""}))  # type: ignore[arg-type]


def _nothing(*_: object) -> Iterator[tuple[str, str]]:
    yield from ()


@pytest.mark.parametrize(
    ("change", "daemon", "says"),
    [
        ({"reader": "other"}, False, "another version of ratsgraph"),
        ({"store": "other"}, False, "another store"),
        ({}, True, "may start no processes .*--no-nanny"),
    ],
)
def test_a_worker_that_is_not_set_up_as_the_others_refuses(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: dict[str, str], daemon: bool, says: str
) -> None:
    for name in ("INDEX_URL", "BLOBS_URL"):
        monkeypatch.delenv(f"RATSGRAPH_{name}", raising=False)
    monkeypatch.setattr("multiprocessing.process.BaseProcess.daemon", daemon)
    mine = terms(Settings())
    with pytest.raises(WorkerError, match=says):
        read_elsewhere(replace(mine, **change), _nothing, [])


def test_passwords_are_not_among_what_settings_show() -> None:
    settings = Settings(index_url="postgresql://rats:geheim@db/rats", blobs_url="s3://rats:geheim@x", rows_url="s3://rats:geheim@y")
    assert "geheim" not in f"{settings} {terms(settings)}"

"""The flow: all stages of the demo council under Prefect, in a throw-away Prefect database."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from etl.demo import demo_source
from etl.demo.server import serve_demo
from etl.settings import Settings
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

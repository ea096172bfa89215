"""Schedules: a Prefect server of our own makes runs of them; and what an operator is told."""

import os
import threading
from pathlib import Path

import pytest

from etl.run.conditions import Condition
from etl.settings import Settings

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.enable_socket]

_WAITS_S = 60.0


def test_a_failure_is_told_once(receiver: tuple[str, list[dict[str, str]]], tmp_path: Path) -> None:
    from flows.notify import notify  # noqa: PLC0415

    url, told = receiver
    settings = Settings(data=tmp_path, webhook=url)
    for _ in range(3):
        notify("musterstadt", Condition("failed", "HTTP 500"), settings)
    notify("musterstadt", Condition("well"), settings)
    assert [(one["source"], one["condition"], one["message"]) for one in told] == [
        ("musterstadt", "failed", "HTTP 500"),
        ("musterstadt", "well", ""),
    ]


def test_what_the_webhook_does_not_take_is_told_again(receiver: tuple[str, list[dict[str, str]]], tmp_path: Path) -> None:
    import httpx  # noqa: PLC0415

    from flows.notify import notify  # noqa: PLC0415

    url, told = receiver
    for _ in range(2):
        with pytest.raises(httpx.HTTPError):
            notify("deaf", Condition("failed"), Settings(data=tmp_path, webhook=url))
    assert len(told) == 2


def test_a_schedule_makes_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setenv("PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS", "0.2")
    from prefect.client.orchestration import get_client  # noqa: PLC0415
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415

    from flows.schedule import Plan, deployment, prefect_server  # noqa: PLC0415

    plan = Plan("musterstadt", "musterstadt.yml", "* * * * *")
    with prefect_server() as url, temporary_settings({PREFECT_API_URL: url}), get_client(sync_client=True) as client:
        deployment(plan, Settings(data=tmp_path / "data")).apply()
        waiting, waited = threading.Event(), 0.0
        while not (runs := client.read_flow_runs()) and waited < _WAITS_S:
            waiting.wait(0.25)  # for the server's scheduler, which looks again and again
            waited += 0.25
    assert {run.state_name for run in runs} == {"Scheduled"}
    assert runs[0].parameters["sources"] == ["musterstadt.yml"]
    assert "PREFECT_API_URL" not in os.environ

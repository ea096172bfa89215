"""Run sources on their schedules: a Prefect server of our own, one deployment per source, and a runner that starts what is due."""

import os
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.types.entrypoint import EntrypointType

from etl.errors import RatsgraphError
from etl.settings import Settings
from etl.sources import load_source
from flows.limits import set_limits
from flows.run import run_scheduled

_STARTS_WITHIN_S = 300.0
_LOOKS_EVERY_S = 0.5


class PrefectServerError(RatsgraphError):
    """Prefect's server cannot be used."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """When a source is run: its id, how `load_source` finds it from anywhere, and a schedule (cron, UTC)."""

    source_id: str
    source: str
    cron: str


def deployment(plan: Plan, settings: Settings) -> Any:
    """A source as a deployment. A run that is due while the one before goes on is left out: the next one brings what it would have."""
    return run_scheduled.to_deployment(
        name=plan.source_id,
        cron=plan.cron,
        parameters={"sources": [plan.source], "data": str(settings.data.absolute()), "output": str(settings.output.absolute())},
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,
        tags=["ratsgraph"],
    )


def serve_schedule(plans: Sequence[Plan], settings: Settings, *, at_once: int) -> None:
    """Run sources when they are due, until the process is ended. at_once: how many at the same time.

    Uses the server of `PREFECT_API_URL`, or starts one for itself on the loopback interface.

    Raises:
        PrefectServerError: if the server does not start.
    """
    with prefect_server() as url, temporary_settings({PREFECT_API_URL: url}):
        # Prefect's handler of SIGTERM forgets to await its own stop, and says so in a log that people read
        warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")
        set_limits(load_source(plan.source) for plan in plans)
        serve(*(deployment(plan, settings) for plan in plans), limit=at_once, print_starting_message=False)


@contextmanager
def prefect_server() -> Iterator[str]:
    """The URL of a Prefect server's API: of one that runs already, or of one that lives as long as the context.

    Raises:
        PrefectServerError: if it does not start.
    """
    known = os.environ.get("PREFECT_API_URL")
    if known:
        yield known
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    url = f"http://127.0.0.1:{port}/api"
    with subprocess.Popen(  # noqa: S603 — our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait(server, url)
            yield url
        finally:
            server.terminate()


def _wait(server: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{url}/health", timeout=_LOOKS_EVERY_S).is_success:
                return
        except httpx.TransportError:
            time.sleep(_LOOKS_EVERY_S)
    todo = "run `prefect server start` to see why, or name a server that runs in PREFECT_API_URL"
    raise PrefectServerError("Prefect's server does not start", where=url, todo=todo)

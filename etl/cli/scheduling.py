"""The command that runs sources on their schedules."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import err
from etl.cli.options import Data, Output, Sources, settings_of
from etl.cli.prefect import quiet_prefect

Cron = Annotated[
    str,
    typer.Option(
        "--cron", help="When, in cron's five fields, UTC [default: every night, each source at its own minute].", show_default=False
    ),
]


def schedule(
    sources: Sources,
    cron: Cron = "",
    at_once: Annotated[int, typer.Option("--at-once", min=1, help="How many sources may run at the same time.")] = 2,
    data: Data = None,
    output: Output = None,
) -> None:
    """Run sources on their schedules until this process is ended; run it under systemd or the like."""
    from etl.run.calendar import keep_schedule, next_run, nightly
    from etl.run.status import write_status
    from etl.sources import known_sources, load_source
    from etl.store import open_store

    settings, now = settings_of(data, output), datetime.now(UTC)
    store = open_store(settings)
    plans = []
    for name in sources:
        source = load_source(name)
        when = cron or nightly(source.id)
        due = next_run(when, now)
        keep_schedule(store, source.id, when)
        plans.append((source.id, name if name in known_sources() else str(Path(name).absolute()), when))
        err.print(f"{source.id}: next run {due.isoformat(timespec='minutes')}, then {when}", markup=False)
    write_status(settings, now=now)
    quiet_prefect(settings)
    from flows.schedule import Plan, serve_schedule

    try:
        serve_schedule([Plan(*plan) for plan in plans], settings, at_once=at_once)
    finally:
        for source_id, _, _ in plans:
            keep_schedule(store, source_id, "")
        write_status(settings, now=datetime.now(UTC))

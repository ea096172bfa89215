"""How each source stands, with what its schedule has to say: when it runs next, and whether it should have succeeded long ago."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from etl.run.calendar import next_run, schedules
from etl.settings import Settings
from etl.store import Store, open_store
from etl.store.explained import explained
from etl.store.files import write_whole
from etl.store.status import SourceStatus, source_statuses
from etl.store.store import stamp

_MISSED = 2  # intervals without success, after which a source is overdue: one may fail on a bad night
FILE = "status.json"


def statuses(store: Store, *, now: datetime) -> Iterator[SourceStatus]:
    """The status of every source that was run or is to be run."""
    known = {one.source_id: one for one in source_statuses(store)}
    planned = schedules(store)
    for source_id in sorted(known.keys() | planned.keys()):
        one = known.get(source_id, SourceStatus(source_id))
        cron = planned.get(source_id)
        yield _with_schedule(one, cron, now) if cron else one


def write_status(settings: Settings, *, now: datetime) -> None:
    """Write the status of all sources to `output/status.json`, whole or not at all.

    Raises:
        StoreError: if it cannot be written.
    """
    sources = [one.as_json() for one in statuses(open_store(settings), now=now)]
    text = json.dumps({"written_at": stamp(now), "sources": sources}, ensure_ascii=False, indent=1)
    with explained():
        write_whole(settings.output / FILE, f"{text}\n".encode())


def _with_schedule(one: SourceStatus, cron: str, now: datetime) -> SourceStatus:
    following = next_run(cron, now)
    interval = next_run(cron, following) - following
    overdue_at = datetime.fromisoformat(one.last_success_at) + _MISSED * interval if one.last_success_at else now
    return replace(
        one,
        schedule=cron,
        next_run_at=stamp(following),
        overdue_at=stamp(overdue_at) if one.last_run_at else "",
        is_overdue=bool(one.last_run_at) and (not one.last_success_at or overdue_at < now),
    )

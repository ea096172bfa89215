"""How each source stands, with what its schedule has to say: when it runs next, and whether it should have succeeded long ago."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from etl.run.calendar import next_run, schedules
from etl.store import Store
from etl.store.status import SourceStatus, source_statuses

_MISSED = 2  # intervals without success, after which a source is overdue: one may fail on a bad night


def statuses(store: Store, *, now: datetime) -> Iterator[SourceStatus]:
    """The status of every source that was run or is to be run."""
    known = {one.source_id: one for one in source_statuses(store)}
    planned = schedules(store)
    for source_id in sorted(known.keys() | planned.keys()):
        one = known.get(source_id, SourceStatus(source_id))
        cron = planned.get(source_id)
        yield _with_schedule(one, cron, now) if cron else one


def _with_schedule(one: SourceStatus, cron: str, now: datetime) -> SourceStatus:
    following = next_run(cron, now)
    interval = next_run(cron, following) - following
    is_overdue = bool(one.last_run_at) and (
        not one.last_success_at or datetime.fromisoformat(one.last_success_at) < now - _MISSED * interval
    )
    return replace(one, schedule=cron, next_run_at=following.isoformat(timespec="seconds"), is_overdue=is_overdue)

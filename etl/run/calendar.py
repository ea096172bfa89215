"""When sources are run: at night, each at a minute of its own, so that a hundred of them do not start at once."""

import hashlib
from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

from etl.errors import UsageError
from etl.store import Store

_SPACE = "schedule"
_FIRST_HOUR, _HOURS = 1, 4  # from one o'clock UTC on, when nobody works in a town hall


def nightly(source_id: str) -> str:
    """The schedule of a source that says none: every night, at a time that its id draws.

    >>> nightly("musterstadt") == nightly("musterstadt")
    True
    """
    drawn = int.from_bytes(hashlib.sha256(source_id.encode()).digest()[:4])
    return f"{drawn % 60} {_FIRST_HOUR + drawn // 60 % _HOURS} * * *"


def next_run(cron: str, now: datetime) -> datetime:
    """When a schedule (cron, UTC) is due next.

    >>> next_run("30 2 * * *", datetime(2024, 6, 1, 3, tzinfo=UTC)).isoformat()
    '2024-06-02T02:30:00+00:00'

    Raises:
        UsageError: if it is no schedule.
    """
    try:
        return next(CronSim(cron, now.astimezone(UTC)))
    except (CronSimError, StopIteration) as error:
        raise UsageError("this is no schedule", where=cron, todo="five fields, as cron has them, such as '30 2 * * *'") from error


def keep_schedule(store: Store, source_id: str, cron: str) -> None:
    """Remember when a source is run, "" = no longer."""
    store.keep_derived(_SPACE, [(source_id, cron.encode())])


def schedules(store: Store) -> dict[str, str]:
    """The remembered schedules, by source."""
    known = store.derived(_SPACE, sorted(store.derived_keys(_SPACE)))
    return {source_id: cron.decode() for source_id, cron in known.items() if cron}

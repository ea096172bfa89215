"""When sources are run, and how they stand against that."""

from datetime import UTC, datetime, timedelta

import pytest

from etl.errors import UsageError
from etl.run.calendar import keep_schedule, next_run, nightly, schedules
from etl.run.status import statuses
from etl.settings import Settings
from etl.store import Store, open_store
from tests.conftest import NOW

NIGHTLY = "30 2 * * *"


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(Settings(data=tmp_path_factory.mktemp("data")))


def _succeeded(store: Store, at: datetime) -> None:
    store.end_run(store.begin_run("x", "run", now=at.isoformat()), outcome="unchanged", stats={}, now=at.isoformat())


def test_sources_are_run_at_night_and_not_all_at_once() -> None:
    times = {nightly(f"council-{number}") for number in range(100)}
    assert {int(cron.split()[1]) for cron in times} == {1, 2, 3, 4}
    assert len(times) > 60


@pytest.mark.parametrize("cron", ["nonsense", "61 2 * * *", ""])
def test_what_is_no_schedule_is_refused(cron: str) -> None:
    with pytest.raises(UsageError, match="this is no schedule"):
        next_run(cron, NOW)


def test_a_schedule_is_remembered_until_it_ends(store: Store) -> None:
    keep_schedule(store, "x", NIGHTLY)
    assert schedules(store) == {"x": NIGHTLY}
    keep_schedule(store, "x", "")
    assert schedules(store) == {}


def test_a_source_that_was_never_run_has_a_next_run(store: Store) -> None:
    keep_schedule(store, "x", NIGHTLY)
    (one,) = statuses(store, now=datetime(2024, 6, 1, 3, tzinfo=UTC))
    assert (one.next_run_at, one.last_run_at, one.is_overdue) == ("2024-06-02T02:30:00+00:00", "", False)


@pytest.mark.parametrize(("ago", "is_overdue"), [(timedelta(days=1), False), (timedelta(days=3), True)])
def test_a_source_without_success_for_two_nights_is_overdue(store: Store, ago: timedelta, *, is_overdue: bool) -> None:
    keep_schedule(store, "x", NIGHTLY)
    _succeeded(store, NOW - ago)
    assert [one.is_overdue for one in statuses(store, now=NOW)] == [is_overdue]


def test_a_source_without_schedule_is_never_overdue(store: Store) -> None:
    _succeeded(store, NOW - timedelta(days=300))
    (one,) = statuses(store, now=NOW)
    assert (one.is_overdue, one.next_run_at, one.last_outcome) == (False, "", "unchanged")

"""Runs on record: how they end, and that runs of a source never overlap."""

import errno
from datetime import datetime

import pytest
import sqlalchemy as sa

from etl.errors import BusyError, GateError, StoreError
from etl.store import Store
from etl.store.locks import hold, is_free
from etl.store.runs import noted_run
from etl.store.status import source_statuses
from tests.conftest import NOW


def last(store: Store) -> tuple[str, str]:
    run = next(store.runs("x"))
    return run["stage"], run["outcome"]


def test_a_run_says_how_it_ended(store: Store) -> None:
    with noted_run(store, "x", "build", now=NOW) as run:
        run.outcome, run.stats = "unchanged", {"n": 1}
    found = next(store.runs("x"))
    assert (found["outcome"], found["stats"]) == ("unchanged", {"n": 1})
    assert datetime.fromisoformat(found["finished_at"]) >= NOW.replace(microsecond=0)


def test_an_error_is_how_a_run_ended(store: Store) -> None:
    with pytest.raises(GateError), noted_run(store, "x", "publish", now=NOW):
        raise GateError("too few papers")
    assert last(store) == ("publish", "too few papers")


def test_a_run_that_goes_on_is_running_and_keeps_others_out(store: Store) -> None:
    with noted_run(store, "x", "harvest", now=NOW):
        assert source_statuses(store)[0].last_outcome == "running"
        with hold(store.index, "x", tries=1) as is_mine:
            assert not is_mine


def test_a_second_run_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.store.locks._PAUSE_S", 0.0)
    refused = pytest.raises(BusyError, match="another run of this source goes on")
    with noted_run(store, "x", "harvest", now=NOW), refused, noted_run(store, "x", "build", now=NOW):
        pass


def test_other_sources_run_meanwhile(store: Store) -> None:
    with noted_run(store, "x", "harvest", now=NOW):
        assert is_free(store.index, "y")


def test_a_run_that_never_ended_was_killed(store: Store) -> None:
    store.begin_run("x", "harvest", now="2026-01-01T00:00:00+00:00")
    assert source_statuses(store)[0].last_outcome == "killed"
    with noted_run(store, "x", "build", now=NOW):
        pass
    assert [run["outcome"] for run in store.runs("x")] == ["done", "killed"]


@pytest.mark.parametrize(
    ("number", "line"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "no right to write"), (errno.EIO, "reading or writing failed")]
)
def test_what_the_disk_does_not_take_is_said_in_a_line(store: Store, number: int, line: str) -> None:
    with pytest.raises(StoreError, match=line), noted_run(store, "x", "build", now=NOW):
        raise OSError(number, "as the system says", "rows.csv")
    assert last(store)[1].startswith(line)


@pytest.mark.parametrize("index_url", ["sqlite"], indirect=True)
def test_a_full_index_is_said_in_a_line(store: Store) -> None:
    with store.index.engine.connect() as connection:
        pages = connection.scalar(sa.text("PRAGMA page_count"))
        connection.execute(sa.text(f"PRAGMA max_page_count = {pages}"))  # a disk without space, as SQLite sees it
    with pytest.raises(StoreError, match="the disk is full"), noted_run(store, "x", "build", now=NOW):
        store.keep_derived("space", [(str(number), bytes(range(256)) * 64) for number in range(64)])


def test_an_index_that_nobody_may_write_is_said_in_a_line(store: Store) -> None:
    with store.index.engine.begin() as connection:
        if store.index.engine.dialect.name == "sqlite":
            connection.execute(sa.text("PRAGMA query_only = ON"))
        else:
            name = store.index.engine.url.database
            connection.execute(sa.text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    if store.index.engine.dialect.name == "postgresql":
        store.index.engine.dispose()  # the setting is for new connections
    with pytest.raises(StoreError, match="no right to write"), noted_run(store, "x", "build", now=NOW):
        pass

"""Runs of stages on record: that one goes on, how it ended, and that no other one goes on meanwhile."""

import errno
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from etl.errors import BusyError, RatsgraphError, StoreError
from etl.store import index as t
from etl.store.locks import hold
from etl.store.store import Store, stamp

#: What a run says that never came to its end.
KILLED = "killed"


@dataclass(slots=True)
class Run:
    """What a run is to say when it has ended: "done", "unchanged", or another outcome, and its counts."""

    outcome: str = "done"
    stats: Mapping[str, Any] = field(default_factory=dict)


@contextmanager
def noted_run(store: Store, source_id: str, stage: str, *, now: datetime) -> Iterator[Run]:
    """Note that a stage of a source begins now, and how it ends and when; earlier runs of the source that never ended were killed.

    Raises:
        BusyError: if another run of this source goes on.
        StoreError: if the disk, or the index, does not take what is written in the context: what is there stays.
    """
    run, began = Run(), time.monotonic()
    with explained(), hold(store.index, source_id) as is_mine:
        if not is_mine:
            raise BusyError("another run of this source goes on", where=source_id, todo="wait until it ends")
        _note_killed(store, source_id, now)
        number = store.begin_run(source_id, stage, now=stamp(now))

        def end() -> None:
            finished = now + timedelta(seconds=time.monotonic() - began)
            store.end_run(number, outcome=run.outcome, stats=run.stats, now=stamp(finished))

        try:
            with explained():
                yield run
        except RatsgraphError as error:
            run.outcome = str(error)
            with suppress(sa.exc.SQLAlchemyError):  # where the disk is full, this cannot be noted either
                end()
            raise
        end()


def _note_killed(store: Store, source_id: str, now: datetime) -> None:
    """No other run goes on: those that never ended were killed."""
    with store.index.engine.begin() as connection:
        left = t.runs.update().where(t.runs.c.source_id == source_id, t.runs.c.finished_at == "")
        connection.execute(left.values(outcome=KILLED, finished_at=stamp(now)))


@contextmanager
def explained() -> Iterator[None]:
    """Say in words what a full disk or a folder without rights makes of writing.

    Raises:
        StoreError: if the disk, or the index, does not take what is written in the context.
    """
    try:
        yield
    except (OSError, sa.exc.DBAPIError) as error:
        raise _in_words(error) from error


def _in_words(error: OSError | sa.exc.DBAPIError) -> StoreError:
    where = str(error.filename or "") if isinstance(error, OSError) else ""
    if _is_full(error):
        return StoreError("the disk is full", where=where, todo="free some space and run again; what is published is as it was")
    if _is_readonly(error):
        return StoreError("no right to write", where=where, todo="check the folder's owner and rights, and how its disk is mounted")
    what = error.strerror if isinstance(error, OSError) else str(error.orig)
    return StoreError(f"reading or writing failed ({what or type(error).__name__})", where=where, todo="check the disk and run again")


def _is_full(error: OSError | sa.exc.DBAPIError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def _is_readonly(error: OSError | sa.exc.DBAPIError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY

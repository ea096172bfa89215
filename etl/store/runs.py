"""Runs of stages on record: that one goes on, how it ended, and that no other one goes on meanwhile."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from etl.errors import BusyError, RatsgraphError
from etl.store import index as t
from etl.store.explained import explained
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

"""One run of a source at a time, on one machine or on many: a lock that ends with the process that holds it, however that ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from etl.store.index import Index

try:
    import fcntl
except ImportError:  # not a POSIX system: nothing keeps runs apart
    fcntl = None  # type: ignore[assignment]

_TRIES, _PAUSE_S = 20, 0.1  # who only looks whether a lock is free holds it for a moment


@contextmanager
def hold(index: Index, name: str, *, tries: int = _TRIES) -> Iterator[bool]:
    """Whether the lock of this name could be had; where it could, it is held as long as the context lasts.

    In PostgreSQL a lock of the database (advisory), else a lock on a file beside it.
    """
    take = _in_postgresql if index.engine.dialect.name == "postgresql" else _in_file
    for left in reversed(range(tries)):
        with take(index, name) as is_mine:
            if is_mine or not left:
                yield is_mine
                return
        time.sleep(_PAUSE_S)


def is_free(index: Index, name: str) -> bool:
    """Whether nobody holds the lock of this name."""
    with hold(index, name, tries=1) as is_mine:
        return is_mine


@contextmanager
def _in_file(index: Index, name: str) -> Iterator[bool]:
    database = index.engine.url.database
    if fcntl is None or not database:
        yield True
        return
    with Path(f"{database}.{name}.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _in_postgresql(index: Index, name: str) -> Iterator[bool]:
    key = sa.func.hashtextextended(f"ratsgraph {name}", 0)
    with index.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_mine = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))))
        try:
            yield is_mine
        finally:
            if is_mine:
                connection.scalar(sa.select(sa.func.pg_advisory_unlock(key)))

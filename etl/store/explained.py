"""What a full disk, a folder without rights or a broken database makes of writing, said in one line."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from etl.errors import StoreError


@contextmanager
def explained() -> Iterator[None]:
    """Say in words what a full disk or a folder without rights makes of writing.

    Raises:
        StoreError: if the disk, or the index, does not take what is written in the context.
    """
    try:
        yield
    except (OSError, sa.exc.DBAPIError) as error:
        raise in_words(error) from error


def in_words(error: OSError | sa.exc.DBAPIError, *, failed: str = "reading or writing failed", where: str = "") -> StoreError:
    """What an error of the disk or the index means. failed: what to say if nothing better is known; where: if the error does not tell."""
    where = str(error.filename or where) if isinstance(error, OSError) else where
    if _is_full(error):
        return StoreError("the disk is full", where=where, todo="free some space and run again; what is published is as it was")
    if _is_readonly(error):
        return StoreError("no right to write", where=where, todo="check the folder's owner and rights, and how its disk is mounted")
    todo = "check that it is there and has space, and who may write to it; the next run goes on from here"
    return StoreError(f"{failed} ({why(error)})", where=where, todo=todo)


def why(error: Exception) -> str:
    """The kind of an error, and what it, or the driver of the database, says in the first line: others may show what nobody should see."""
    cause = getattr(error, "orig", None) or error
    said = error.strerror if isinstance(error, OSError) else str(cause).partition("\n")[0]
    return f"{type(cause).__name__}: {said}" if said else type(cause).__name__


def _is_full(error: OSError | sa.exc.DBAPIError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL or getattr(error.orig, "sqlstate", "") == "53100"


def _is_readonly(error: OSError | sa.exc.DBAPIError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY or getattr(error.orig, "sqlstate", "") == "25006"

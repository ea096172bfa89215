"""Reading on another machine: it opens the store by its own settings, and nothing but keys and metadata came to it."""

import multiprocessing
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from etl.errors import RatsgraphError
from etl.fingerprint import code_fingerprint, fingerprint
from etl.run.reading import Item, Outcome
from etl.run.texts import SPACES
from etl.settings import Settings, from_environment
from etl.store import Store, open_store


class WorkerError(RatsgraphError):
    """A machine that is to read for another one is not set up as that one is."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What machines that read for each other have in common: hashes of where the store lies, and of what reading depends on."""

    store: str
    reader: str


def terms(settings: Settings) -> Terms:
    """The terms of this machine."""
    return Terms(fingerprint(settings.index_url, settings.blobs_url), fingerprint(code_fingerprint("decode", "extract", "model"), SPACES))


def read_elsewhere(agreed: Terms, read: Callable[[Store, Sequence[Item], int], Iterator[Outcome]], items: Sequence[Item]) -> list[Outcome]:
    """Read items on this machine for another one, in a process of their own with the usual limits.

    Raises:
        WorkerError: if this machine has another store or another version, or may start no processes.
        StoreError: if the store cannot be reached.
    """
    settings = from_environment()
    _check(agreed, terms(settings))
    store = open_store(settings)
    try:
        return list(read(store, items, 1))
    finally:
        store.index.engine.dispose()


def _check(agreed: Terms, mine: Terms) -> None:
    where = f"worker on {socket.gethostname()}"
    if mine.store != agreed.store:
        todo = "give it the RATSGRAPH_INDEX_URL and RATSGRAPH_BLOBS_URL of the machine that runs the flows, letter for letter"
        raise WorkerError("a worker has another store", where=where, todo=todo)
    if mine.reader != agreed.reader:
        todo = "install the same version there, and the extra `ocr` on all machines or on none"
        raise WorkerError("a worker has another version of ratsgraph", where=where, todo=todo)
    if multiprocessing.current_process().daemon:
        todo = "start it with `dask worker --no-nanny`: each document is read in a process that can be ended"
        raise WorkerError("a worker may start no processes", where=where, todo=todo)

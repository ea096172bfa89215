"""A process that holds the triples and does nothing but fork: every worker is a copy of it, warm at once, that shares its memory.

The server itself has threads and must not fork; a new process that read the triples for itself would need seconds and memory of its own.
"""

import multiprocessing
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from threading import Lock

import pyoxigraph as ox

from etl.serve.answering import work
from etl.serve.questions import Limits
from etl.serve.store import open_store

_START_S = 600.0  # to load what is published
_STOP_S = 1.0


class Keeper:
    """This side of the process. held: published folders whose triples it holds in memory; without them workers read the store on disk."""

    def __init__(self, store: Path, held: Sequence[Path], limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self._control, there = context.Pipe()
        self._process = context.Process(target=_keep, args=(there, store, tuple(held), limits), daemon=True, name="keeper")
        self._process.start()
        there.close()
        self._one_at_a_time = Lock()
        if not self._control.poll(_START_S):
            raise TimeoutError("the triples could not be loaded in time")
        self._control.recv()

    def fork(self) -> tuple[int, Connection]:
        """A new worker: its process id, and the pipe to ask it.

        Raises:
            OSError: if the process is gone (as EOFError if it goes at this moment).
        """
        here, there = multiprocessing.Pipe()
        with self._one_at_a_time:
            self._control.send(None)
            send_handle(self._control, there.fileno(), self._process.pid)
            pid: int = self._control.recv()
        there.close()
        return pid, here

    def end(self, worker: int) -> None:
        """End a worker, whatever it is doing."""
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)  # the id is its own until the keeper takes note of its end
        with self._one_at_a_time, suppress(OSError):
            self._control.send(worker)

    def close(self) -> None:
        """End the process and all workers."""
        self._control.close()
        self._process.join(_STOP_S)
        self._process.kill()


def _keep(control: Connection, store: Path, held: Sequence[Path], limits: Limits) -> None:
    """The life of the keeper: fork when told None, take note of an ended worker when told its id, end with the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the server stops the workers
    in_memory = open_store(held) if held else None
    workers: set[int] = set()
    with suppress(EOFError, OSError):
        control.send(None)
        while True:
            ended = control.recv()
            if ended is None:
                worker = _forked(control, store, in_memory, limits)
                workers.add(worker)
                control.send(worker)
            else:
                os.waitpid(ended, 0)
                workers.remove(ended)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)


def _forked(control: Connection, store: Path, in_memory: ox.Store | None, limits: Limits) -> int:
    """Fork a worker at the pipe whose handle comes next; only the keeper returns, with the worker's process id."""
    handle = recv_handle(control)
    if worker := os.fork():
        os.close(handle)
        return worker
    try:
        control.close()
        work(Connection(handle), lambda: in_memory or ox.Store.read_only(str(store)), limits)
    finally:
        os._exit(0)

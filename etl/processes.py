"""Worker processes: how they start and end, and a few of them for a few large pieces of work."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from etl.errors import RatsgraphError

Out = TypeVar("Out")

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

Aside = Callable[..., Callable[[], Any]]
"""Begins work, a function of a module with its arguments, and gives back what waits for its result."""


def context(*preload: str) -> BaseContext:
    """How worker processes start: from a server that has imported what they need, once; never by a fork of this process and its threads.

    There is a process for each core; threads of numpy in each would only wait for each other.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    chosen = multiprocessing.get_context("forkserver")
    chosen.set_forkserver_preload(["__main__", *preload])
    return chosen


def get_ready(*preload: str) -> None:
    """Start what worker processes come from, so that it loads what they need while this process goes on."""
    if context(*preload).get_start_method() == "forkserver":
        forkserver.ensure_running()


_LARGE = 8 << 20  # bytes; to work through less takes no longer than to start processes


@contextmanager
def helpers(count: int, *preload: str, size: int) -> Iterator[Aside]:
    """Processes for large pieces of work.

    count: of processes, 0 = one per core; preload: modules that they need; size: bytes that are worked through. With one process, or
    little work, each piece is done here and at once.

    Raises:
        RatsgraphError: if a process dies; and whatever the work raises.
    """
    count = count or os.cpu_count() or 1
    if count == 1 or size < _LARGE:
        yield _at_once
        return
    executor = ProcessPoolExecutor(count, mp_context=context(*preload), initializer=_end_with_parent)
    try:
        for _ in range(count):
            executor.submit(os.getpid)  # so that they start while this process does its own work
        yield lambda work, *arguments: executor.submit(work, *arguments).result
    except BrokenProcessPool as error:
        raise RatsgraphError("a worker process died", todo="free memory, or set RATSGRAPH_WORKERS=1") from error
    finally:
        executor.shutdown(cancel_futures=True)


def _at_once(work: Callable[..., Out], *arguments: object) -> Callable[[], Out]:
    result = work(*arguments)
    return lambda: result


def _end_with_parent() -> None:
    """A process whose parent was killed waits for work for ever, as it holds both ends of the queue."""
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()

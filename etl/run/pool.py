"""Work through many documents in several processes; what hangs, crashes or eats memory costs that one document and no more."""

import logging
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.pool import AsyncResult, Pool
from typing import Any, Generic, TypeVar

from etl import processes
from etl.errors import RatsgraphError

try:
    import resource
except ImportError:  # not a POSIX system: no limit on memory
    resource = None  # type: ignore[assignment]

In = TypeVar("In")
Out = TypeVar("Out")

logger = logging.getLogger(__name__)

_MEMORY_LIMIT = 6 << 30  # address space of a worker, bytes; OCR of a large page needs about one gigabyte
_AHEAD = 50  # items handed out per worker before the oldest is waited for; who waits may do other work for a while
_START_S = 120.0  # a worker that is not there by then will never be
_END_S = 10.0
# What workers have then before they start: where their work is found, and what reads documents and dossiers
_PRELOAD = ("etl.run.texts", "etl.run.facts", "etl.decode.pdf", "etl.extract")


@dataclass(frozen=True, slots=True)
class Failed(Generic[In]):
    """An item whose work did not end: it took too long, or its process died."""

    item: In
    reason: str


def each(
    work: Callable[[In], Out], items: Iterable[In], *, workers: int, timeout_s: float, few: int = 8
) -> Iterator[tuple[In, Out | Failed[In]]]:
    """Each item with what `work` makes of it, in order.

    work: a function of a module, given to worker processes; workers: 0 = one per core; few: for less than so many items, one will do.
    A worker that takes longer than `timeout_s` for one item is ended, and so is one that dies; the items after it go on in a new pool.

    Raises:
        RatsgraphError: if no worker process can be started, or `work` raises one.
    """
    waiting = _Waiting(iter(items))
    workers = (workers or os.cpu_count() or 1) if waiting.has(few) else 1
    while waiting.has(1):
        pool = processes.context(*_PRELOAD).Pool(workers, initializer=_limit_memory)
        try:
            _wait_for_start(pool)
            yield from _until_failure(pool, work, waiting, ahead=workers * _AHEAD, timeout_s=timeout_s)
        finally:
            _end(pool)


@dataclass(slots=True)
class _Waiting(Generic[In]):
    """Items that are still to be done: those that were handed out in vain before those that never were."""

    source: Iterator[In]
    first: deque[In] = field(default_factory=deque)

    def has(self, count: int) -> bool:
        self.first.extend(islice(self.source, max(0, count - len(self.first))))
        return len(self.first) >= count

    def take(self, count: int) -> list[In]:
        self.has(count)
        return [self.first.popleft() for _ in range(min(count, len(self.first)))]

    def give_back(self, items: Iterable[In]) -> None:
        self.first.extendleft(reversed(list(items)))


def _until_failure(
    pool: Pool, work: Callable[[In], Out], waiting: _Waiting[In], *, ahead: int, timeout_s: float
) -> Iterator[tuple[In, Out | Failed[In]]]:
    """Work until a worker is lost or nothing is left; items that were handed out, but not done, are given back."""
    running: deque[tuple[In, AsyncResult[Any]]] = deque()
    while True:
        running.extend((item, pool.apply_async(work, (item,))) for item in waiting.take(ahead - len(running)))
        if not running:
            return
        item, result = running.popleft()
        try:
            yield item, result.get(timeout_s)
        except multiprocessing.TimeoutError:
            waiting.give_back(item for item, _ in running)
            yield item, Failed(item, f"took longer than {timeout_s:g} s, or its process died")
            return
        except RatsgraphError:  # of the store, not of the item
            raise
        except MemoryError:
            yield item, Failed(item, "needs more memory than a document may take")
        # a defect met in one document must not stop a nightly run of all; it is quarantined and told
        except Exception as error:
            logger.warning("a defect of ratsgraph", exc_info=error)
            yield item, Failed(item, f"met a defect of ratsgraph ({type(error).__name__}: {error}); please report it")


def _wait_for_start(pool: Pool) -> None:
    """Wait until a worker is there, so that its start does not count as work: it imports much."""
    try:
        pool.apply_async(os.getpid).get(_START_S)
    except multiprocessing.TimeoutError as error:
        raise RatsgraphError("no worker process starts", todo="free memory, or raise its limit (`ulimit -v`)") from error


def _end(pool: Pool) -> None:
    """End the workers. If one was killed while it waited for work, `terminate` waits for ever for a lock that died with it."""
    ending = threading.Thread(target=pool.terminate, daemon=True)
    ending.start()
    ending.join(_END_S)


def _limit_memory() -> None:
    if resource is None:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY_LIMIT if most == resource.RLIM_INFINITY else min(_MEMORY_LIMIT, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))

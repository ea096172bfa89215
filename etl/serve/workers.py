"""Queries in processes of their own, so that one that takes too long or too much is ended for good and harms nobody else."""

import multiprocessing
import os
import queue
import signal
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from etl.errors import QueryError, RatsgraphError
from etl.serve.formats import GRAPHS, ROWS, Format, write_graph, write_rows
from etl.serve.query import EVERYTHING, Dataset, QueryResult, ask

try:
    import resource
except ImportError:  # not a POSIX system: no limit on memory
    resource = None  # type: ignore[assignment]

_NICE = 10  # pages and downloads come before queries when the machine is busy
_START_S = 60.0
_STOP_S = 1.0
_LESS = "make it ask for less"


class QueryLimitError(RatsgraphError):
    """A query was ended because it took more time, memory or room than one may; it has no answer, not even a part of one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take, and how many may run.

    seconds: of wall time; memory, result: bytes; workers: queries that run at once; waiting: queries that may wait for one of them to
    end, and wait_s: how long.
    """

    seconds: float = 20.0
    memory: int = 1 << 30
    result: int = 64 << 20
    workers: int = 2
    waiting: int = 32
    wait_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it was asked. rows, graph: the formats of its answer, whichever of the two it has; base_iri: of its relative IRIs."""

    sparql: str
    dataset: Dataset = EVERYTHING
    rows: Format = ROWS["json"]
    graph: Format = GRAPHS["ttl"]
    base_iri: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whole."""

    media_type: str
    body: bytes


class Pool:
    """Worker processes that hold one store open for reading."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self._store, self._limits = store, limits
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in [_Worker(store, limits) for _ in range(limits.workers)]:
            self._idle.put(worker)

    def ask(self, question: Question) -> Reply:
        """Wait for an idle worker, and for its answer.

        Raises:
            QueryError: if the query is refused or wrong.
            QueryLimitError: if it was ended.
        """
        worker = self._idle.get()
        try:
            return worker.ask(question)
        finally:
            self._idle.put(worker if worker.is_usable else _Worker(self._store, self._limits))

    def close(self) -> None:
        """End all workers; nobody asks any more."""
        while not self._idle.empty():
            self._idle.get().close()


@dataclass(slots=True)
class _Worker:
    """One process, and this side of the pipe to it."""

    store: Path
    limits: Limits
    process: BaseProcess = field(init=False)
    pipe: Connection = field(init=False)
    is_usable: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        context = _context()
        self.pipe, other = context.Pipe()
        self.process = context.Process(  # type: ignore[attr-defined]
            target=_work, args=(other, str(self.store), self.limits), daemon=True, name="sparql"
        )
        self.process.start()
        other.close()

    def ask(self, question: Question) -> Reply:
        try:
            answer = self._exchange(question)
        except (EOFError, ConnectionError) as error:
            self.close()
            memory = self.limits.memory >> 20
            raise QueryLimitError(f"the query was stopped: it needs more than {memory} MiB of memory", todo=_LESS) from error
        except QueryLimitError:
            self.close()
            raise
        if isinstance(answer, RatsgraphError):
            raise answer
        return Reply(*answer)

    def _exchange(self, question: Question) -> tuple[str, bytes] | RatsgraphError:
        if not self.pipe.poll(_START_S):  # a worker says first that it is ready: its start is not the query's time
            raise QueryLimitError("no worker came up for the query", todo="try again later")
        self.pipe.recv()
        self.pipe.send(question)
        if not self.pipe.poll(self.limits.seconds):
            raise QueryLimitError(f"the query was stopped after {self.limits.seconds:g} s", todo=_LESS)
        answer: tuple[str, bytes] | RatsgraphError = self.pipe.recv()
        return answer

    def close(self) -> None:
        self.is_usable = False
        self.process.kill()
        self.process.join(_STOP_S)
        self.pipe.close()


def _work(pipe: Connection, folder: str, limits: Limits) -> None:
    """The life of a worker: answer what is asked until nobody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the server stops the workers
    os.nice(_NICE)
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), 2
    )  # a process that runs out of memory says so at length; the error that is raised says enough
    store = ox.Store.read_only(folder)
    if resource:
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        pipe.send(None)
        try:
            question = pipe.recv()
        except (EOFError, ConnectionError):
            return
        pipe.send(_answer(store, question, limits))


def _answer(store: ox.Store, question: Question, limits: Limits) -> tuple[str, bytes] | RatsgraphError:
    out = _Limited(limits.result)
    try:
        media_type = _write(ask(store, question.sparql, question.dataset, question.base_iri), question, out)
    except MemoryError:
        return QueryLimitError(f"the query needs more than {limits.memory >> 20} MiB of memory", todo=_LESS)
    except OSError as error:
        if out.is_full:
            return QueryLimitError(
                f"the answer has more than {limits.result >> 20} MiB", todo="use LIMIT and OFFSET, or take the dump at /datasets"
            )
        return QueryError(f"the query cannot be evaluated: {error}", todo="correct the query")
    except (RatsgraphError, ValueError, RuntimeError) as error:
        return error if isinstance(error, RatsgraphError) else QueryError(f"the query cannot be evaluated: {error}", todo="correct it")
    return media_type, b"".join(out.parts)


def _write(result: QueryResult, question: Question, out: "_Limited") -> str:
    target = cast("IO[bytes]", out)
    if isinstance(result.answer, ox.QueryTriples):
        write_graph(result.answer, question.graph, target)
        return question.graph.media_type
    write_rows(result.answer, question.rows, target)
    return question.rows.media_type


@dataclass(slots=True)
class _Limited:
    """Something to write to that is full at some time."""

    room: int
    parts: list[bytes] = field(default_factory=list)
    is_full: bool = False

    def write(self, data: bytes) -> int:
        self.room -= len(data)
        if self.room < 0:
            self.is_full = True
            self.parts.clear()
            raise OSError
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def _context() -> BaseContext:
    """How workers start: from a server that has imported what they need, once; never by a fork of this process and its threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "etl.serve.workers"])
    return context

"""The life of a query worker, a process of its own: answer what is asked until nobody asks, within its limits."""

import gzip
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from etl.errors import QueryError, RatsgraphError
from etl.serve.formats import write_graph, write_rows
from etl.serve.query import QueryResult, ask
from etl.serve.questions import Limits, QueryLimitError, Question, Reply

try:
    import resource
except ImportError:  # not a POSIX system: no limit on memory
    resource = None  # type: ignore[assignment]

LESS = "make it ask for less"

_NICE = 10  # pages and downloads come before queries when the machine is busy
_WORTH_IT = 1000  # bytes of an answer that is compressed
_QUICK = 1  # of gzip's levels: five times as fast as the usual one


def work(pipe: Connection, open_store: Callable[[], ox.Store], limits: Limits) -> None:
    """Say None when ready, answer a question with a Reply or an error, and again; end when nobody asks, or memory was not given back."""
    os.nice(_NICE)
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), 2
    )  # a process that runs out of memory says so at length; the error that is raised says enough
    store, before = open_store(), _held_bytes()
    if resource:
        resource.setrlimit(resource.RLIMIT_DATA, (before + limits.memory, before + limits.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(EOFError, ConnectionError):
        while _held_bytes() <= before + limits.memory // 2:
            pipe.send(None)
            pipe.send(_answer(store, pipe.recv(), limits))


def _answer(store: ox.Store, question: Question, limits: Limits) -> Reply | RatsgraphError:
    out = _Limited(limits.result)
    try:
        media_type = _write(ask(store, question.sparql, question.dataset, question.base_iri), question, out)
        body = b"".join(out.parts)
        is_gzip = question.takes_gzip and len(body) >= _WORTH_IT
        return Reply(media_type, gzip.compress(body, _QUICK, mtime=0) if is_gzip else body, is_gzip)
    except MemoryError:
        return QueryLimitError(f"the query needs more than {limits.memory >> 20} MiB of memory", todo=LESS)
    except OSError as error:
        if out.is_full:
            return QueryLimitError(
                f"the answer has more than {limits.result >> 20} MiB", todo="use LIMIT and OFFSET, or take the dump at /datasets"
            )
        return QueryError(f"the query cannot be evaluated: {error}", todo="correct the query")
    except (RatsgraphError, ValueError, RuntimeError) as error:
        return error if isinstance(error, RatsgraphError) else QueryError(f"the query cannot be evaluated: {error}", todo="correct it")


def _write(result: QueryResult, question: Question, out: "_Limited") -> str:
    target = cast("IO[bytes]", out)
    if isinstance(result.answer, ox.QueryTriples):
        write_graph(result.answer, question.graph, target)
        return question.graph.media_type
    write_rows(result.answer, question.rows, target)
    return question.rows.media_type


def _held_bytes() -> int:
    """Bytes of data that this process holds, shared with its parent or not; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


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

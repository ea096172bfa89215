"""Queries in processes of their own, so that one that takes too long or too much is ended for good and harms nobody else."""

import queue
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

from etl.errors import RatsgraphError
from etl.serve.answering import LESS
from etl.serve.keeper import Keeper
from etl.serve.questions import Limits, QueryLimitError, Question, Reply

_START_S = 60.0


class Pool:
    """Worker processes that answer from one store, read from disk or held in memory (see `Keeper`)."""

    def __init__(self, store: Path, held: Sequence[Path], limits: Limits) -> None:
        self._store, self._held, self._limits = store, held, limits
        self._keeper, self._one_at_a_time = Keeper(store, held, limits), Lock()
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()  # None: a place for a worker
        for _ in range(limits.workers):
            self._idle.put(self._forked())

    def ask(self, question: Question) -> Reply:
        """Wait for an idle worker, and for its answer.

        Raises:
            QueryError: if the query is refused or wrong.
            QueryLimitError: if it was ended.
        """
        worker = self._idle.get()
        try:
            if worker is None or not worker.is_ready():
                worker = self._forked()
            return worker.ask(question, self._limits)
        except OSError as error:
            raise QueryLimitError("no worker came up for the query", todo="try again later") from error
        finally:
            self._idle.put(worker if worker and worker.is_usable else None)

    def close(self) -> None:
        """End all workers; nobody asks any more."""
        self._keeper.close()

    def _forked(self) -> "_Worker":
        """A new worker that is ready; if the keeper has died, of a new one.

        Raises:
            OSError: if none can be had.
        """
        with self._one_at_a_time:
            try:
                worker = _Worker(self._keeper, *self._keeper.fork())
            except (OSError, EOFError):
                self._keeper.close()
                self._keeper = Keeper(self._store, self._held, self._limits)
                worker = _Worker(self._keeper, *self._keeper.fork())
        if not worker.is_ready():
            raise OSError("a worker ended before it began")
        return worker


@dataclass(slots=True)
class _Worker:
    """One process, and this side of the pipe to it. has_said: that it is ready for a question."""

    keeper: Keeper
    process: int
    pipe: Connection
    has_said: bool = False
    is_usable: bool = True

    def is_ready(self) -> bool:
        """Whether it is ready for a question, as it says before each; one that ended, or does not say so in time, is done with."""
        with suppress(EOFError, ConnectionError):
            if self.has_said or self.pipe.poll(_START_S):
                self.has_said = self.has_said or self.pipe.recv() is None
                return True
        self._close()
        return False

    def ask(self, question: Question, limits: Limits) -> Reply:
        answer: Reply | RatsgraphError | None = None
        self.has_said = False
        try:
            self.pipe.send(question)
            if self.pipe.poll(limits.seconds):
                answer = self.pipe.recv()
        except (EOFError, ConnectionError) as error:
            self._close()
            memory = limits.memory >> 20
            raise QueryLimitError(f"the query was stopped: it needs more than {memory} MiB of memory", todo=LESS) from error
        if answer is None:
            self._close()
            raise QueryLimitError(f"the query was stopped after {limits.seconds:g} s", todo=LESS)
        if isinstance(answer, RatsgraphError):
            raise answer
        return answer

    def _close(self) -> None:
        self.is_usable = False
        self.keeper.end(self.process)
        self.pipe.close()

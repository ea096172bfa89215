"""The snapshot that is served now, and how it gives way to the next one without a request that notices."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from etl.errors import RatsgraphError
from etl.serve.questions import Limits, QueryLimitError, Question, Reply
from etl.serve.snapshot import Published, Snapshot, find_published, key_of, open_snapshot, remove_others
from etl.serve.web.keeping import Kept
from etl.serve.workers import Pool

logger = logging.getLogger(__name__)


class Asker(Protocol):
    """Something that answers SPARQL queries."""

    def ask(self, question: Question) -> Reply:
        """Answer, or raise a QueryError or QueryLimitError."""

    def close(self) -> None:
        """End it; nobody asks any more."""


@dataclass(slots=True)
class Live:
    """A snapshot while it is served. users: requests that read it; answers: what was made of it already, by what was asked."""

    snapshot: Snapshot
    asker: Asker
    users: int = 0
    is_retired: bool = False
    answers: Kept = field(default_factory=Kept)


class Serving:
    """What requests read.

    output: the published folders; cache: where snapshots are made, of this server alone; remote: answers queries in place of the
    snapshot's own store.
    """

    def __init__(self, output: Path, cache: Path, limits: Limits, remote: Asker | None = None) -> None:
        self.output, self.cache, self.limits, self.remote = output, cache, limits, remote
        self._lock = threading.Lock()
        self._seen: tuple[tuple[Path, int], ...] = ()
        self._waiting = 0
        self._slots = asyncio.Semaphore(limits.workers)
        self._threads = ThreadPoolExecutor(limits.workers, thread_name_prefix="sparql")
        self._live = self._open()
        remove_others(cache, frozenset({self._live.snapshot.key}))  # what a server before this one left behind

    @property
    def sources(self) -> tuple[Published, ...]:
        """The sources that are served."""
        return self._live.snapshot.sources

    @contextmanager
    def use(self) -> Iterator[Live]:
        """What is served now; it stays until its last user is done."""
        with self._lock:
            live = self._live
            live.users += 1
        try:
            yield live
        finally:
            with self._lock:
                live.users -= 1
            self._close_if_done(live)

    def refresh(self) -> bool:
        """Serve what is published now, if it is something else; whether it was."""
        if self._stamps() == self._seen:
            return False
        seen = self._stamps()
        if key_of(find_published(self.output)) == self._live.snapshot.key:
            self._seen = seen
            return False
        live = self._open()
        with self._lock:
            old, self._live = self._live, live
            old.is_retired = True
        self._close_if_done(old)
        logger.info("now serving %s", ", ".join(f"{source.id} {source.release}" for source in self.sources))
        return True

    async def watch(self, every_s: float) -> None:
        """Look for new releases again and again; a release that cannot be served is told, and the one before it stays."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await asyncio.to_thread(self.refresh)
            except (RatsgraphError, OSError, ValueError, KeyError) as error:
                logger.warning("the new release is not served: %s", error)

    async def ask(self, live: Live, question: Question) -> Reply:
        """Answer a query as soon as a worker is free.

        Raises:
            QueryError: if the query is refused or wrong.
            QueryLimitError: if too many wait, or the query was ended.
        """
        if self._waiting >= self.limits.waiting:
            raise QueryLimitError("too many queries are waiting", todo="try again later")
        self._waiting += 1
        try:
            await asyncio.wait_for(self._slots.acquire(), self.limits.wait_s)
        except TimeoutError as error:
            raise QueryLimitError(f"no worker was free within {self.limits.wait_s:g} s", todo="try again later") from error
        finally:
            self._waiting -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, live.asker.ask, question)
        finally:
            self._slots.release()

    def close(self) -> None:
        """End the workers."""
        self._live.asker.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _open(self) -> Live:
        self._seen = self._stamps()
        snapshot = open_snapshot(self.output, self.cache)
        held = [source.folder for source in snapshot.sources] if snapshot.counts["triples"] <= self.limits.held else []
        return Live(snapshot, self.remote or Pool(snapshot.store_folder, held, self.limits))

    def _stamps(self) -> tuple[tuple[Path, int], ...]:
        """What is cheap to look at and changes with every release."""
        return tuple((path, path.stat().st_mtime_ns) for path in sorted(self.output.glob("[!.]*/datapackage.json")))

    def _close_if_done(self, live: Live) -> None:
        if live.is_retired and not live.users:
            if live.asker is not self.remote:
                live.asker.close()
            remove_others(self.cache, frozenset({self._live.snapshot.key}))

"""Documents and dossiers are read by the workers of a Dask cluster, which share nothing but the index and the blobs with this machine."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prefect.context import FlowRunContext

from etl.errors import RatsgraphError, UsageError
from etl.run.elsewhere import read_elsewhere, terms
from etl.run.reading import Item, Outcome, Spread, Work
from etl.settings import Settings

if TYPE_CHECKING:
    from distributed import Client, Future
    from prefect_dask import DaskTaskRunner

_FEWEST, _MOST = 10, 100  # items of a batch: some seconds of work
_BATCHES_PER_THREAD = 4  # so that threads end at about the same time
_TRIES_MORE = 2  # of a batch that met an error; what a lost worker had in hand is done again anyway
_PATIENCE_S = 120.0  # without any worker
_LOOKS_EVERY_S = 5.0


class ClusterError(RatsgraphError):
    """The Dask cluster cannot be used."""


def runner(settings: Settings) -> "DaskTaskRunner":
    """What connects a flow with the cluster of the settings.

    Raises:
        UsageError: if workers could not reach the store, or the extra is not installed.
    """
    for name in ("index_url", "blobs_url"):
        if not getattr(settings, name):
            todo = "name a database and a bucket that the workers of RATSGRAPH_DASK_ADDRESS reach, too"
            raise UsageError("a store in the data folder is out of reach of other machines", where=f"RATSGRAPH_{name.upper()}", todo=todo)
    try:
        from prefect_dask import DaskTaskRunner  # noqa: PLC0415 — of an extra, and slow to import
    except ImportError as error:
        raise UsageError("Dask is not installed", where="RATSGRAPH_DASK_ADDRESS", todo="install ratsgraph[cluster]") from error
    return DaskTaskRunner(address=settings.dask_address)


def spread_of(settings: Settings) -> Spread | None:
    """Who reads for the flow that runs now: the workers of its cluster, or None, if it has none.

    Raises:
        ClusterError: if the scheduler does not answer.
    """
    flow_run = FlowRunContext.get()
    if not settings.dask_address or flow_run is None:
        return None
    try:
        return OnCluster(flow_run.task_runner.client, settings)  # type: ignore[attr-defined]
    except (OSError, ValueError) as error:
        todo = "start `dask scheduler` there, or unset RATSGRAPH_DASK_ADDRESS to read on this machine"
        raise ClusterError("the Dask scheduler does not answer", where=settings.dask_address, todo=todo) from error


@dataclass(frozen=True, slots=True)
class OnCluster:
    """Sends batches of keys to workers. A worker that is lost costs its batch, which another one does again."""

    client: "Client"
    settings: Settings

    def __call__(self, work: Work[Item], items: Sequence[Item]) -> Iterator[Outcome]:
        """Say of each item how it went, batch by batch as they end.

        Raises:
            RatsgraphError: if a batch cannot be done, or no worker is there for two minutes.
        """
        if not items:
            return
        size = min(_MOST, max(_FEWEST, len(items) // (_BATCHES_PER_THREAD * max(1, self._threads()))))
        pending = {self._submit(work, items[start : start + size]) for start in range(0, len(items), size)}
        try:
            while pending:
                done = self._some(pending)
                pending -= done
                for batch in done:
                    yield from self._outcomes(batch)
        finally:
            self.client.cancel(list(pending))

    def _submit(self, work: Work[Item], batch: Sequence[Item]) -> "Future":
        slim = [work.slim(item) for item in batch]
        return self.client.submit(read_elsewhere, terms(self.settings), work.read, slim, pure=False, retries=_TRIES_MORE)

    def _some(self, pending: set["Future"]) -> set["Future"]:
        """The batches that have ended, one at least."""
        from distributed import wait  # noqa: PLC0415 — of an extra

        seen = time.monotonic()
        while time.monotonic() < seen + _PATIENCE_S:
            with self.client.as_current(), suppress(TimeoutError):
                ended: set[Future] = wait(pending, timeout=_LOOKS_EVERY_S, return_when="FIRST_COMPLETED").done
                return ended
            if self._threads():
                seen = time.monotonic()
        todo = "start `dask worker` with this scheduler; the next run goes on from here"
        raise ClusterError("the Dask scheduler has no workers", where=self.settings.dask_address, todo=todo)

    def _outcomes(self, batch: "Future") -> list[Outcome]:
        error: Any = batch.exception()
        if isinstance(error, RatsgraphError):
            raise error
        if error is not None or batch.status != "finished":
            todo = "look into the worker's log; the next run goes on from here"
            what = f"a batch was not read ({type(error).__name__ if error else batch.status}: {error})"
            raise ClusterError(what, where=self.settings.dask_address, todo=todo)
        outcomes: list[Outcome] = batch.result()
        return outcomes

    def _threads(self) -> int:
        """How many batches the cluster can do at once."""
        try:
            return sum(self.client.nthreads().values())
        except (OSError, ValueError) as error:
            todo = "see that it runs; the next run goes on from here"
            raise ClusterError("the Dask scheduler is lost", where=self.settings.dask_address, todo=todo) from error

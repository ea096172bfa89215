"""One stage of one source, from settings to result: each opens the store, does its work, and notes the run.

A stage is imported when it is run: what reads documents, checks rows and writes RDF takes seconds that other commands need not wait.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from etl import __version__
from etl.errors import StoreError
from etl.model.progress import Progress
from etl.run.rows import fetch_rows
from etl.run.state import is_whole
from etl.settings import Settings
from etl.sources import Source
from etl.store import Store, open_store
from etl.store.capabilities import known_capabilities
from etl.store.objects import newest_change
from etl.store.runs import noted_run

if TYPE_CHECKING:
    from etl.harvest import HarvestReport
    from etl.publish.release import PublishResult, ReleaseInfo
    from etl.run.build import BuildReport
    from etl.run.reading import Spread


def harvest_source(source: Source, settings: Settings, *, now: datetime, progress: Progress, full: bool = False) -> "HarvestReport":
    """Network (or folder) to raw store. full: every list is walked from end to end, whatever the server says has changed.

    Raises:
        SourceUnreachableError: if the source cannot be reached or broke off.
    """
    from etl.harvest import harvest

    return harvest(source, open_store(settings), settings, now=now, progress=progress, full=full)


def build_source(source: Source, settings: Settings, *, now: datetime, progress: Progress, spread: "Spread | None" = None) -> "BuildReport":
    """Raw store to checked rows. spread: reads documents and dossiers, by default on this machine.

    Raises:
        StoreError: if nothing of this source was harvested yet.
    """
    from etl.run.build import build

    store = open_store(settings)
    if not newest_change(store, source.id):
        raise StoreError("nothing was harvested yet", where=source.id, todo=f"run `ratsgraph harvest {source.id}` first")
    return build(source, store, settings, now=now, progress=progress, spread=spread)


def publish_source(source: Source, settings: Settings, *, now: datetime, progress: Progress, accept: str = "") -> "PublishResult":
    """Checked rows to `output/<source>/`. accept: why a release is published although its counts collapsed; kept on record in it.

    Raises:
        GateError: if a check fails; what is published stays as it was.
        StoreError: if there are no rows yet, or those of an unfinished build.
    """
    from etl.publish.publisher import publish

    store = open_store(settings)
    folder = fetch_rows(source.id, settings)
    if not folder.is_dir():
        raise StoreError("there are no rows yet", where=source.id, todo=f"run `ratsgraph build {source.id}` first")
    if not is_whole(folder):
        raise StoreError("the last build did not come to its end", where=source.id, todo=f"run `ratsgraph build {source.id}` first")
    with noted_run(store, source.id, "publish", now=now) as run:
        result = publish(folder, source, settings, release_of(source, store), progress, accept=accept)
        run.outcome = "done" if result.changed else "unchanged"
        run.stats = {"rows": dict(result.counts), "triples": result.triples}
    return result


def release_of(source: Source, store: Store) -> "ReleaseInfo":
    """What the next release of a source says of itself: it is as new as the newest thing in it, not as the clock."""
    from etl.publish.release import ReleaseInfo

    capabilities = known_capabilities(store, source.id)
    return ReleaseInfo(newest_change(store, source.id), __version__, DATA_VERSION, capabilities)


#: Semantic version of the published tables: major = columns go or change meaning, minor = columns or tables come, patch = corrections.
DATA_VERSION = "0.2.0"


def note_unchanged(source: Source, settings: Settings, *, now: datetime) -> None:
    """Note that a source was looked at and had nothing new."""
    with noted_run(open_store(settings), source.id, "run", now=now) as run:
        run.outcome = "unchanged"

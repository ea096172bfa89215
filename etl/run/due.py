"""Whether a run of a source would do anything: asked first, so that a night without news costs next to nothing.

What each question needs is imported when it is asked: neither what reads documents nor what checks rows.
"""

from datetime import datetime

from etl.normalise import Partitions
from etl.run.rows import fetch_rows
from etl.run.stages import release_of
from etl.run.state import STATE, build_state, corrections_of
from etl.settings import Settings
from etl.sources import Source
from etl.store import open_store
from etl.store.status import GOOD_ENDS


def why_due(source: Source, settings: Settings, *, now: datetime) -> str:
    """Why a source is to be run, "" if all is as it was.

    Raises:
        SourceUnreachableError: if the source cannot be asked.
    """
    store = open_store(settings)
    last = next(store.runs(source.id, "harvest"), None)
    if last is None:
        return "it was never harvested"
    if last["outcome"] not in GOOD_ENDS:
        return "the last harvest did not come to its end"
    folder = fetch_rows(source.id, settings)
    if Partitions(folder).manifest().get(STATE) != build_state(source, store, corrections_of(source, settings)):
        return "the rows are not built from what is in the store"
    from etl.publish.publisher import is_published

    if not is_published(folder, source, settings, release_of(source, store)):
        return "what is published is not what was built"
    from etl.harvest.peek import something_new

    return "the source has something new" if something_new(source, store, settings, now=now) else ""

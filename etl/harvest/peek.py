"""Look whether a source has anything new, without keeping anything: what a run asks before it starts anything heavy."""

from datetime import datetime

from etl.harvest.bodies import BodyList, raw_object
from etl.harvest.client import Client, client_for
from etl.harvest.failures import FetchError
from etl.harvest.folder import folder_objects
from etl.harvest.pages import walk
from etl.harvest.walking import changes_since
from etl.settings import Settings
from etl.sources import Source
from etl.store import Store
from etl.store.lists import ListState, list_states
from etl.store.objects import is_known, objects


def something_new(source: Source, store: Store, settings: Settings, *, now: datetime) -> bool:
    """Whether a harvest would find anything to do. When in doubt, yes: the harvest itself knows better.

    Asks an OParl server one page per list at most; reads a folder's files.
    """
    if source.adapter == "folder":
        raw = list(folder_objects(source))
        known = {one.url for one in objects(store, source.id)}
        return known != {one.url for one in raw} or not is_known(store, source.id, raw)
    states = list_states(store, source.id)
    if not states or any(state.is_crawl_due(now, source.crawl_every) or not state.stamps_tell for state in states.values()):
        return True
    client = client_for(source, settings)
    try:
        return any(_list_has_news(client, store, source, state) for state in states.values())
    except FetchError:
        return True


def _list_has_news(client: Client, store: Store, source: Source, state: ListState) -> bool:
    page = next(walk(client, state.url, changes_since(state)))
    raw = [raw_object(value, BodyList("", state.kind, state.url)) for value in page.objects]
    known = [one for one in raw if one]
    return bool(page.next_url) or len(known) < len(raw) or not is_known(store, source.id, known)

"""Walk the lists of a body, each as far as it must be: for what changed, from its newest end, or whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from etl.harvest.bodies import BodyList
from etl.harvest.client import Client
from etl.harvest.failures import FetchError
from etl.harvest.keeping import Keeper
from etl.harvest.newest import from_newest_end
from etl.harvest.pages import ListPage, Shown, modified, walk
from etl.model.capabilities import Capabilities
from etl.model.progress import Progress
from etl.store.lists import ListState, keep_list_state

_OVERLAP = timedelta(days=1)  # servers' clocks and caches lag behind
_STEP = timedelta(seconds=1)  # what bears the newest stamp itself was seen
_CURSOR_LASTS = timedelta(days=1)
_CHEAP_PAGES = 200  # a list of so few is walked whole where nothing else shows what changed: some minutes a night, for complete data
_QUIET_PAGES = 2  # in a row that hold nothing new, after which a walk from the newest end is at what is known


@dataclass(slots=True)
class Walker:
    """Walks lists in one harvest.

    capabilities: what is known of the server, None = nothing; is_full: whether every list is to be walked whole;
    has_crawled: whether a list was.
    """

    keeper: Keeper
    client: Client
    progress: Progress
    capabilities: Capabilities | None = None
    is_full: bool = False
    has_crawled: bool = False

    def walk(self, body_list: BodyList, state: ListState) -> None:
        """Walk a list for what changed, if it was walked whole lately; whole, if that is due.

        Where all objects bear the same stamp, for what changed and then for the rest: only the filter shows tombstones, and only the
        list itself shows changes.

        Raises:
            FetchError: if the list breaks off; what came is kept.
        """
        if self.is_full or state.is_crawl_due(self.keeper.now, self.keeper.source.crawl_every):
            self._whole(body_list, state)
            return
        if not (self.capabilities and self.capabilities.modified_since == "refused"):
            try:
                is_told = self._changes(body_list, state)
            except FetchError as error:
                if not error.status:
                    raise
            else:
                if is_told:
                    return
        if _is_long(state):
            self._newest(body_list, state)
        else:
            self._whole(body_list, state)

    def _changes(self, body_list: BodyList, state: ListState) -> bool:
        """Walk what a list shows as changed since its last walk; gives whether that tells all that changed."""
        params = changes_since(state)
        is_whole: bool | None = None
        shown = Shown()
        for page in self._pages(body_list, walk(self.client, state.url, params)):
            shown.add(page)
            if is_whole is None:  # a server that ignores the filter shows the whole list, from its first page on
                is_whole = _is_older(page, params["modified_since"])
                if is_whole and _is_long(state):
                    return False
        now = self.keeper.now.isoformat()
        if is_whole:
            self.keeper.report.whole_lists.add(body_list.url)
        self.keeper.missing(body_list, shown if is_whole else None, since=now)
        state = replace(state, walked_at=now, complete_at=now if is_whole else state.complete_at)
        self._walked(body_list, state, shown, "whole" if is_whole else "changes")
        return bool(is_whole) or state.stamps_tell

    def _newest(self, body_list: BodyList, state: ListState) -> None:
        """Walk a list from its newest end until its pages hold nothing new; what changed further back waits for the next whole walk."""
        quiet, shown = 0, Shown()
        for page in from_newest_end(self.client, state.url, state.order):
            shown.add(page)
            counts = self.keeper.page(body_list, page)
            if counts.seen:  # none are counted on a page that this harvest has seen already
                quiet = quiet + 1 if counts.seen == counts.unchanged and not page.gaps else 0
            if quiet >= _QUIET_PAGES:
                break
        self.keeper.missing(body_list, None, since="")
        self._walked(body_list, replace(state, walked_at=self.keeper.now.isoformat()), shown, "newest end")

    def _whole(self, body_list: BodyList, state: ListState) -> None:
        now = self.keeper.now
        goes_on = bool(state.cursor) and datetime.fromisoformat(state.cursor_started_at) > now - _CURSOR_LASTS
        started_at = state.cursor_started_at if goes_on else now.isoformat()
        shown = Shown()
        for page in self._pages(body_list, walk(self.client, state.cursor if goes_on else state.url)):
            shown.add(page)
            state = replace(state, cursor=page.next_url, cursor_started_at=started_at)
            keep_list_state(self.keeper.store, self.keeper.source.id, state)
        self.has_crawled = True
        if not goes_on:
            self.keeper.report.whole_lists.add(body_list.url)
            state = replace(state, stamps_tell=shown.stamps_tell, pages=shown.pages, order=shown.order)
        self.keeper.missing(body_list, None if goes_on else shown, since=started_at)  # of a walk in two parts only the second is known
        state = replace(state, complete_at=started_at, walked_at=started_at, cursor="", cursor_started_at="")
        self._walked(body_list, state, shown, "whole")

    def _walked(self, body_list: BodyList, state: ListState, shown: Shown, how: str) -> None:
        if shown.newest and (not state.newest or shown.newest > datetime.fromisoformat(state.newest)):
            state = replace(state, newest=shown.newest.isoformat())
        keep_list_state(self.keeper.store, self.keeper.source.id, state)
        self.keeper.report.walks[body_list.name] = how

    def _pages(self, body_list: BodyList, pages: Iterator[ListPage]) -> Iterator[ListPage]:
        """The pages, each kept before it is given."""
        done = 0
        for page in pages:
            self.keeper.page(body_list, page)
            done += len(page.objects)
            self.progress(f"{self.keeper.source.id}: {body_list.name}", done, page.total or 0)
            yield page


def _is_long(state: ListState) -> bool:
    """Whether a list is too long to be walked whole each time, and its newest end is known."""
    return state.pages > _CHEAP_PAGES and state.order != "unknown"


def changes_since(state: ListState) -> Mapping[str, str]:
    """The parameters that ask a list for what changed since its last walk.

    With an overlap; and by the server's clock, not by ours, where its newest stamp lies further back: what it shows only now may well
    bear the stamp of a time when it was not there to be seen.
    """
    since = datetime.fromisoformat(state.walked_at) - _OVERLAP
    if state.newest and state.stamps_tell:
        since = min(since, datetime.fromisoformat(state.newest) + _STEP)
    return {"modified_since": since.isoformat(timespec="seconds")}


def _is_older(page: ListPage, since: str) -> bool:
    """Whether a page that was asked for changes holds an object that did not change since: the server ignores the filter."""
    limit = datetime.fromisoformat(since)
    return any(stamp and stamp < limit for stamp in map(modified, page.objects))

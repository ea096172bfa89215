"""Harvest the objects of an OParl server: system, bodies, their external lists, and what is known only by reference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from etl.errors import SourceUnreachableError
from etl.harvest.bodies import BodyList, body_lists, raw_object
from etl.harvest.client import Client, FetchError
from etl.harvest.pages import ListPage, Shown, walk
from etl.harvest.report import HarvestReport
from etl.issues import Issue
from etl.model import oparl
from etl.model.progress import Progress
from etl.sources import Source
from etl.store import Store
from etl.store.absence import count_absences, count_missing
from etl.store.lists import ListState, keep_list_state, list_states
from etl.store.objects import ObjectCounts, keep_objects, object_hashes, objects

_OVERLAP = timedelta(days=1)  # servers' clocks and caches lag behind
_CURSOR_LASTS = timedelta(days=1)
_GONE = frozenset((404, 410))
_INDISPENSABLE = "Paper"  # some servers answer 404 for a list that is empty; one without papers is no source
_GONE_REASON = "named by another object, but gone"
_TABLES = {"File": "documents", "AgendaItem": "agenda_items", "Consultation": "consultations"}

_REFERENCES = "references"  # what objects name and no list shows, counted like a list

STAGE = "harvest"  # the name of the stage, under which its issues and runs are kept


@dataclass(slots=True)
class OparlHarvest:
    """One harvest of one OParl source at one time."""

    source: Source
    store: Store
    client: Client
    now: datetime
    report: HarvestReport
    progress: Progress
    _is_crawl: bool = False  # whether a list was walked whole, not for changes only

    def run(self) -> None:
        """Fetch what is new and keep it.

        Raises:
            SourceUnreachableError: if the system or its bodies cannot be had, or a list broke off.
        """
        states = list_states(self.store, self.source.id)
        broken = []
        for body_list in body_lists(self.source, self.client, self._keep_whole):
            try:
                self._walk(body_list, states.get(body_list.url, ListState(body_list.url, body_list.kind)))
            except FetchError as error:
                if error.status in _GONE and error.url == body_list.url and body_list.kind != _INDISPENSABLE:
                    reason = f"the body names this list, but the server has none ({error.reason})"
                    self.report.note(body_list.url, [Issue(body_list.name, body_list.url, reason)])
                else:
                    broken.append(f"{body_list.name}: {error.reason} at {error.url}")
        if broken:
            todo = "what came is kept; run again to go on from there"
            raise SourceUnreachableError(f"the server broke off ({'; '.join(broken)})", where=self.source.id, todo=todo)
        self._fetch_references()

    def _walk(self, body_list: BodyList, state: ListState) -> None:
        """Walk a list for what changed, if it was walked whole lately; whole, if that is due or the server cannot tell what changed.

        Where all objects bear the same stamp, both: only the filter shows tombstones, and only the whole list shows changes.
        """
        if not state.is_crawl_due(self.now):
            try:
                is_whole = self._walk_changes(body_list, state)
            except FetchError as error:
                if not error.status:
                    raise
            else:
                if state.stamps_tell or is_whole:
                    return
        self._walk_whole(body_list, state)

    def _walk_changes(self, body_list: BodyList, state: ListState) -> bool:
        """Walk what a list shows as changed since its last walk; gives whether that was the whole list."""
        params = changes_since(state)
        is_whole: bool | None = None
        shown = Shown()
        for page in self._pages(body_list, state.url, params):
            shown.add(page)
            if is_whole is None:  # a server that ignores the filter shows the whole list, from its first page on
                is_whole = _is_older(page, params["modified_since"])
        now = self.now.isoformat()
        if is_whole:
            self.report.whole_lists.add(body_list.url)
        self._count_missing(body_list, shown if is_whole else None, since=now)
        state = replace(state, walked_at=now, complete_at=now if is_whole else state.complete_at, filter_works=not is_whole)
        keep_list_state(self.store, self.source.id, state)
        return bool(is_whole)

    def _walk_whole(self, body_list: BodyList, state: ListState) -> None:
        goes_on = bool(state.cursor) and datetime.fromisoformat(state.cursor_started_at) > self.now - _CURSOR_LASTS
        started_at = state.cursor_started_at if goes_on else self.now.isoformat()
        shown = Shown()
        for page in self._pages(body_list, state.cursor if goes_on else state.url):
            shown.add(page)
            state = replace(state, cursor=page.next_url, cursor_started_at=started_at)
            keep_list_state(self.store, self.source.id, state)
        self._is_crawl = True
        if not goes_on:
            self.report.whole_lists.add(body_list.url)
        self._count_missing(body_list, None if goes_on else shown, since=started_at)  # of a walk in two parts only the second is known
        tell = shown.stamps_tell if not goes_on else state.stamps_tell
        state = replace(state, complete_at=started_at, walked_at=started_at, cursor="", cursor_started_at="", stamps_tell=tell)
        keep_list_state(self.store, self.source.id, state)

    def _count_missing(self, body_list: BodyList, shown: Shown | None, *, since: str) -> None:
        """Count the objects that the list does not show any more; a walk that shows less than the server counts proves nothing."""
        if shown and not shown.gaps and shown.count < shown.total:
            reason = f"the list shows {shown.count} of the {shown.total} objects that it counts"
            self.report.note(body_list.url, [Issue(body_list.name, body_list.url, reason)])
        if shown and shown.is_complete:
            counts = count_absences(self.store, self.source.id, body_list.url, since=since, now=self.now.isoformat())
        else:
            counts = ObjectCounts(missing=count_missing(self.store, self.source.id, body_list.url))
        self.report.count(body_list.name, counts)

    def _pages(self, body_list: BodyList, url: str, params: Mapping[str, str] | None = None) -> Iterator[ListPage]:
        """The pages of a list, each kept before it is given."""
        done = 0
        for page in walk(self.client, url, params):
            self._keep(body_list, page.objects)
            self.report.note(body_list.url, _gaps(body_list, page))
            failed = sum(gap.count for gap in page.gaps)
            self.report.count(body_list.name, ObjectCounts(seen=failed, failed=failed))
            done += len(page.objects)
            self.progress(f"{self.source.id}: {body_list.name}", done, page.total or 0)
            yield page

    def _keep(self, body_list: BodyList, values: Sequence[oparl.Json]) -> None:
        raw, issues = [], []
        for value in values:
            one = raw_object(value, body_list)
            if one:
                raw.append(one)
            else:
                reason = "the id is no URL" if oparl.identifier(value) else "the object has no id"
                issues.append(Issue(body_list.name, oparl.identifier(value) or body_list.url, reason, "id", str(dict(value))))
        self.report.note(body_list.url, issues)
        self.report.count(body_list.name, ObjectCounts(seen=len(issues), failed=len(issues)))
        self.report.count(body_list.name, keep_objects(self.store, self.source.id, raw, now=self.now.isoformat()))

    def _keep_whole(self, body_list: BodyList, values: Sequence[oparl.Json]) -> None:
        self._keep(body_list, values)
        self.report.whole_lists.add(body_list.url)

    def _fetch_references(self) -> None:
        """Fetch the parts of papers and meetings that their lists only name; what cannot be had is noted as missing.

        What was gone before is asked for again with the next crawl.
        """
        missing = dict(self._unresolved())
        noted = () if self._is_crawl else self.store.issues(self.source.id, STAGE)
        gone = {issue.source_url: issue for issue, _ in noted if issue.reason == _GONE_REASON}
        self.report.issues += [gone[url] for url in missing if url in gone]
        self._count_references(missing=sum(url in gone for url in missing))
        due = [(url, kind) for url, kind in missing.items() if url not in gone]
        for done, (url, kind) in enumerate(due, 1):
            self.progress(f"{self.source.id}: references", done, len(due))
            try:
                value = self.client.get_json(url)
            except FetchError as error:
                reason = _GONE_REASON if error.status in _GONE else f"named by another object, but {error.reason}"
                self.report.issues.append(Issue(_TABLES[kind], url, reason))
                self._count_references(missing=reason == _GONE_REASON, failed=reason != _GONE_REASON)
                continue
            if isinstance(value, Mapping) and oparl.identifier(value):
                self._keep(BodyList(_REFERENCES, kind, url), ({**value, "id": url},))
            else:
                self.report.issues.append(Issue(_TABLES[kind], url, "named by another object, but the answer is no object"))
                self._count_references(failed=1)

    def _count_references(self, *, missing: int = 0, failed: int = 0) -> None:
        if missing or failed:
            self.report.count(_REFERENCES, ObjectCounts(seen=failed, failed=failed, missing=missing))

    def _unresolved(self) -> Iterator[tuple[str, str]]:
        known = {url for url, _, _ in object_hashes(self.store, self.source.id)}
        for one in objects(self.store, self.source.id, tuple(oparl.PARTS)):
            for part_kind, part in oparl.parts(one.json, one.kind):
                if isinstance(part, str) and part not in known:
                    yield part, part_kind


def _gaps(body_list: BodyList, page: ListPage) -> list[Issue]:
    reason = "the server cannot deliver {} object(s) of its list: {}"
    return [Issue(body_list.name, gap.url, reason.format(gap.count, gap.reason)) for gap in page.gaps]


def changes_since(state: ListState) -> dict[str, str]:
    """The parameters that ask a list for what changed since its last walk, with an overlap."""
    since = datetime.fromisoformat(state.walked_at) - _OVERLAP
    return {"modified_since": since.isoformat(timespec="seconds")}


def _is_older(page: ListPage, since: str) -> bool:
    """Whether a page that was asked for changes holds an object that did not change since: the server ignores the filter."""
    limit = datetime.fromisoformat(since)
    return any(stamp and stamp < limit for stamp in (_stamp(one) for one in page.objects))


def _stamp(value: oparl.Json) -> datetime | None:
    try:
        stamp = datetime.fromisoformat(oparl.text(value.get("modified")))
    except ValueError:
        return None
    return stamp if stamp.tzinfo else None

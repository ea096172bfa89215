"""Harvest the objects of an OParl server: system, bodies, their external lists, and what is known only by reference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from etl.errors import SourceUnreachableError
from etl.harvest.client import Client, FetchError
from etl.harvest.pages import ListPage, walk
from etl.harvest.report import HarvestReport, Progress
from etl.issues import Issue
from etl.model import oparl
from etl.sources import Source
from etl.store import Store
from etl.store.lists import ListState, keep_list_state, list_states
from etl.store.objects import RawObject, keep_objects, objects

_OVERLAP = timedelta(days=1)  # servers' clocks and caches lag behind
_FULL_CRAWL_EVERY = timedelta(days=7)
_CURSOR_LASTS = timedelta(days=1)
_GONE = frozenset((404, 410))


@dataclass(frozen=True, slots=True)
class BodyList:
    """One external list to walk: its name for people, the kind of its objects, its URL."""

    name: str
    kind: str
    url: str


@dataclass(slots=True)
class OparlHarvest:
    """One harvest of one OParl source at one time."""

    source: Source
    store: Store
    client: Client
    now: datetime
    report: HarvestReport
    progress: Progress

    def run(self) -> None:
        """Fetch what is new and keep it.

        Raises:
            SourceUnreachableError: if the system or its bodies cannot be had, or a list broke off.
        """
        states = list_states(self.store, self.source.id)
        for body_list in body_lists(self.source, self.client, self._keep):
            state = states.get(body_list.url, ListState(body_list.url, body_list.kind))
            try:
                self._walk(body_list, state)
            except FetchError as error:
                self.report.broken_lists.append(f"{body_list.name}: {error.reason} at {error.url}")
                self.report.issues.append(Issue("lists", error.url, error.reason, field=body_list.name))
        if self.report.broken_lists:
            broken = "; ".join(self.report.broken_lists)
            raise SourceUnreachableError(
                f"the server broke off ({broken})", where=self.source.id, todo="what came is kept; run again to go on from there"
            )
        self._fetch_references()

    def _walk(self, body_list: BodyList, state: ListState) -> None:
        whole, params, start = self._plan(state)
        started_at = state.cursor_started_at if whole and state.cursor == start else self.now.isoformat()
        state = replace(state, cursor_started_at=started_at if whole else state.cursor_started_at)
        done, issues = 0, []
        for page in walk(self.client, start, params):
            issues += self._keep(body_list, page.objects) + _gaps(body_list, page)
            done += len(page.objects)
            self.progress(f"{self.source.id}: {body_list.name}", done, page.total or 0)
            if whole:
                state = replace(state, cursor=page.next_url)
                keep_list_state(self.store, self.source.id, state)
            elif state.filter_works and _is_older(page, params["modified_since"]):
                state = replace(state, filter_works=False)
        walked_at = started_at if whole else self.now.isoformat()
        state = replace(state, walked_at=walked_at, cursor="", cursor_started_at="")
        if whole or not state.filter_works:  # a server that ignores the filter has just been walked whole
            state = replace(state, complete_at=walked_at)
            self.report.list_issues[body_list.name] = issues
        else:
            self.report.issues += issues
        keep_list_state(self.store, self.source.id, state)

    def _plan(self, state: ListState) -> tuple[bool, dict[str, str], str]:
        """Whether to walk a list whole, with which parameters, and from which URL on."""
        if state.cursor and datetime.fromisoformat(state.cursor_started_at) > self.now - _CURSOR_LASTS:
            return True, {}, state.cursor
        if not state.complete_at or datetime.fromisoformat(state.complete_at) < self.now - _FULL_CRAWL_EVERY:
            return True, {}, state.url
        return False, changes_since(state), state.url

    def _keep(self, body_list: BodyList, values: tuple[oparl.Json, ...]) -> list[Issue]:
        raw, issues = [], []
        for value in values:
            one = raw_object(value, body_list)
            if one:
                raw.append(one)
            else:
                reason = "the id is no URL" if oparl.identifier(value) else "the object has no id"
                issues.append(Issue(body_list.name, oparl.identifier(value) or body_list.url, reason, "id", str(dict(value))))
        self.report.count(body_list.name, keep_objects(self.store, self.source.id, raw, now=self.now.isoformat()))
        return issues

    def _fetch_references(self) -> None:
        """Fetch the parts of papers and meetings that their lists only name; what cannot be had is noted as missing."""
        missing = dict(self._unresolved())
        for done, (url, kind) in enumerate(missing.items(), 1):
            self.progress(f"{self.source.id}: references", done, len(missing))
            try:
                value = self.client.get_json(url)
            except FetchError as error:
                reason = "named by another object, but gone" if error.status in _GONE else f"named by another object, but {error.reason}"
                self.report.issues.append(Issue(kind, url, reason))
                continue
            if isinstance(value, Mapping) and oparl.identifier(value):
                self._keep(BodyList("references", kind, url), ({**value, "id": url},))
            else:
                self.report.issues.append(Issue(kind, url, "named by another object, but the answer is no object"))

    def _unresolved(self) -> Iterator[tuple[str, str]]:
        known = {one.url for one in objects(self.store, self.source.id, ("File", "Consultation", "AgendaItem"))}
        for one in objects(self.store, self.source.id, tuple(oparl.PARTS)):
            for part_kind, part in oparl.parts(one.json, one.kind):
                if isinstance(part, str) and part not in known:
                    yield part, part_kind


def _gaps(body_list: BodyList, page: ListPage) -> list[Issue]:
    reason = "the server cannot deliver {} object(s) of its list: {}"
    return [Issue(body_list.name, gap.url, reason.format(gap.count, gap.reason)) for gap in page.gaps]


def body_lists(source: Source, client: Client, keep: Any = None) -> Iterator[BodyList]:
    """The external lists of a source's bodies; `keep` is given the system and the bodies on the way.

    Raises:
        SourceUnreachableError: if the system or its bodies cannot be had.
    """
    todo = "check the URL with a browser; if the server moved, map the old prefix with `reach` in the source file"
    try:
        system = client.get_json(source.system)
        if not isinstance(system, Mapping) or not oparl.text(system.get("body")):
            raise SourceUnreachableError("the system's URL does not answer with an OParl System", where=source.system, todo=todo)
        bodies = [body for page in walk(client, oparl.text(system["body"])) for body in page.objects]
    except FetchError as error:
        raise SourceUnreachableError(f"the OParl server cannot be used: {error.reason}", where=error.url, todo=todo) from error
    if keep:
        keep(BodyList("system", "System", source.system), ({**system, "id": oparl.identifier(system) or source.system},))
        keep(BodyList("bodies", "Body", oparl.text(system["body"])), tuple(bodies))
    for body in bodies:
        for kind, names in oparl.LISTS.items():
            url = next((oparl.text(body.get(name)) for name in names if oparl.text(body.get(name))), "")
            if url:
                yield BodyList(f"{kind.lower()}s", kind, url)


def changes_since(state: ListState) -> dict[str, str]:
    """The parameters that ask a list for what changed since its last walk, with an overlap."""
    since = datetime.fromisoformat(state.walked_at) - _OVERLAP
    return {"modified_since": since.isoformat(timespec="seconds")}


def raw_object(value: oparl.Json, body_list: BodyList) -> RawObject | None:
    """An object of a list as it is kept; None if it has no id that is a URL."""
    url = oparl.identifier(value)
    if "://" not in url:
        return None
    kind = oparl.kind(value) or body_list.kind
    deleted_at = (oparl.text(value.get("modified")) or "unknown") if oparl.is_deleted(value) else ""
    return RawObject(url, kind, body_list.url, value, deleted_at)


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

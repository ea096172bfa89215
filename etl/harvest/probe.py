"""Find out in a few polite requests what an OParl server can and cannot do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from etl.errors import SourceUnreachableError
from etl.harvest import findings
from etl.harvest.client import Client
from etl.harvest.failures import FetchError
from etl.harvest.findings import Reply, SeenPage
from etl.harvest.gaps import with_query
from etl.model import oparl
from etl.model.capabilities import Capabilities, EmptyWindow, FileAccess, Heed, ServedBody
from etl.model.media_types import sniffed_type
from etl.sources import Source

MOST_REQUESTS = 15

_FUTURE, _PAST = "2100-01-01T00:00:00+00:00", "1990-01-01T00:00:00+00:00"  # windows that hold nothing, and everything
_PROBED = ("paper", "meeting", "organization", "person")  # the list to ask is the first of these that there is
_FEW = 5  # objects a page, where the server heeds a limit
_LEFT_FOR_A_SECOND_TRY = 4  # requests; with fewer left, the next question is worth more than a second try of this one
_NOT_FOUND = 404


@dataclass(slots=True)
class _Probe:
    source: Source
    client: Client
    now: datetime
    found: Capabilities
    samples: list[oparl.Json] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def ask(self, url: str) -> Reply:
        left = self.client.most_requests - self.client.requests_made
        try:
            return Reply(url, self.client.get_json(url, tries=2 if left > _LEFT_FOR_A_SECOND_TRY else 1))
        except FetchError as error:
            return Reply(url, status=error.status, reason=error.reason)

    def note(self, question: str, reply: Reply) -> None:
        self.notes.append(f"{question}: {reply.reason or 'the answer is no OParl list'}")

    def learn(self, **found: Any) -> None:
        self.found = replace(self.found, **found)

    def system(self) -> Sequence[ServedBody]:
        """The System and its bodies.

        Raises:
            SourceUnreachableError: if there is no System.
        """
        reply = self.ask(self.source.system)
        system = reply.value
        if not isinstance(system, Mapping) or not oparl.text(system.get("body")):
            what = f"there is no OParl System ({reply.reason or 'the answer has no link to its bodies'})"
            raise SourceUnreachableError(what, where=self.source.system, todo="check the URL with a browser")
        self.samples.append(system)
        others = [oparl.identifier(one) for one in oparl.items(system.get("otherOparlVersions"))]
        self.learn(
            versions=findings.versions(self.samples),
            other_systems=tuple(filter(None, others)),
            **{name: oparl.text(system.get(name)) for name in ("name", "vendor", "product")},
            license=oparl.text(system.get("license")) or oparl.text(system.get("licence")),
        )
        bodies = self.ask(oparl.text(system["body"]))
        if bodies.page is None:
            self.note("bodies", bodies)
            return ()
        self.samples += bodies.page.objects
        self.learn(bodies=tuple(map(findings.served_body, bodies.page.objects)))
        return self.found.bodies

    def lists(self, bodies: Sequence[ServedBody]) -> None:
        """All that the first paper list (or another, if there is none) tells."""
        urls = (body.lists[name] for name in _PROBED for body in bodies if name in body.lists)
        url = next(urls, "")
        pages = self.pages(url) if url else None
        if pages is None:
            self.notes.append("no list could be probed")
            return
        self.learn(probed_list=url)
        self.limit(url, pages)
        self.filters(url)
        self.file()
        self.missing()

    def pages(self, url: str) -> SeenPage | None:
        """The first page of a list, after what its first, second and last page tell; None if the list cannot be had."""
        reply = self.ask(url)
        first = reply.page
        if first is None:
            self.note("list", reply)
            return None
        second = self._second_page(url, first)
        last_url = first.last_url or (with_query(url, page=first.page_count) if second and first.page_count else "")
        last = (self.ask(last_url).page if last_url and second else None) or second or first
        shown = [one for page in (first, second, last) if page for one in page.objects]
        self.samples += shown
        stamps = findings.stamps_of(shown, self.now.date())
        self.learn(
            total=first.total,
            page_size=len(first.objects),
            links=first.links,
            links_past_end=bool(last_url and last.next_url),
            order=findings.order_of(first.objects, last.objects, stamps) if last is not first else "unknown",
            stamps=stamps,
            has_tombstones=any(map(oparl.is_deleted, shown)),
        )
        return first

    def _second_page(self, url: str, first: SeenPage) -> SeenPage | None:
        if first.next_url:
            self.learn(paging="links")
            return self.ask(first.next_url).page
        if (first.page_count or 1) > 1:
            second = self.ask(with_query(url, page=2)).page
            self.learn(paging="numbers" if second and second.objects and second.objects != first.objects else "unknown")
            return second
        self.learn(paging="single page")
        return None

    def limit(self, url: str, first: SeenPage) -> None:
        """Whether the server heeds a limit; asked with fewer objects than its pages have."""
        few = min(_FEW, len(first.objects) - 1)
        if few < 1:
            return
        reply = self.ask(with_query(url, limit=few))
        page = reply.page
        if reply.is_refusal:
            self.learn(limit="refused")
        elif page is None:
            self.note("limit", reply)
        elif len(page.objects) > few:
            self.learn(limit="ignored")
        else:
            goes_on = page.next_url or (page.page_count or 1) > 1
            self.learn(limit="heeded" if goes_on else "truncates")

    def filters(self, url: str) -> None:
        """Whether the filters by time are heeded, and whether they survive paging."""
        modified, empty = self._heed(url, "modified_since")
        self.learn(modified_since=modified, empty_window=empty)
        if modified == "heeded":
            self._paged_filter(url)
        created, empty = self._heed(url, "created_since")
        self.learn(created_since=created, empty_window=self.found.empty_window if empty == "unknown" else empty)

    def _heed(self, url: str, name: str) -> tuple[Heed, EmptyWindow]:
        """Whether a filter is heeded, by a window in which nothing can be; and what an empty window looks like."""
        reply = self.ask(with_query(url, **{name: _FUTURE}))
        page = reply.page
        if page is not None:
            return ("ignored", "unknown") if page.objects else ("heeded", "bare array" if page.form == "array" else "empty list")
        if reply.status == _NOT_FOUND:
            return "heeded", "not found"  # SD.NET's way to say that there is nothing
        if reply.is_refusal:
            return "refused", "unknown"
        self.note(name, reply)
        return "unknown", "unknown"

    def _paged_filter(self, url: str) -> None:
        """Whether a filter stands in the links to the pages behind; asked with a window that holds everything."""
        few = {"limit": str(_FEW)} if self.found.limit == "heeded" else {}
        reply = self.ask(with_query(url, modified_since=_PAST, **few))
        if reply.is_refusal:  # so the 404 for the empty window was no answer to the window, but to how it was written
            bare = self.ask(f"{with_query(url, **few)}{'&' if '?' in with_query(url, **few) else '?'}modified_since={_PAST}")
            self.learn(modified_since="refused", empty_window="unknown")
            self.notes += ["modified_since is heeded only with a bare plus sign in it"] if bare.page else []
            return
        first = reply.page
        if first is None:
            self.note("pages of a filtered list", reply)
            return
        found = [findings.filter_in(first.next_url, "modified_since", _PAST)]
        second = self.ask(first.next_url).page if found == ["kept"] else None
        if second:  # some servers lose the filter on the third page only
            found.append(findings.filter_in(second.next_url, "modified_since", _PAST))
        self.learn(filter_in_next=next((one for one in found if one in ("dropped", "raw plus")), found[0]))

    def missing(self) -> None:
        """How the server answers for an id that no object has."""
        known = next((oparl.identifier(one) for one in reversed(self.samples) if "://" in oparl.identifier(one)), "")
        reply = self.ask(findings.absent_id(known or self.source.system))
        if reply.reason:
            self.learn(missing_object=reply.reason)
        else:
            kind = oparl.kind(reply.value) if isinstance(reply.value, Mapping) else ""
            self.learn(missing_object=f"HTTP 200 with {kind or 'JSON of no type'}")

    def file(self) -> None:
        """What one file is, by the server's word and by its bytes."""
        seen = [file for one in self.samples for file in oparl.files(one, "Paper") if isinstance(file, Mapping)]
        self.learn(has_texts=any(oparl.text(file.get("text")) for file in seen))
        urls = (oparl.text(file.get("downloadUrl")) or oparl.text(file.get("accessUrl")) for file in seen if not oparl.is_deleted(file))
        url = next((url for url in urls if url.startswith(("http://", "https://"))), "")
        if not url:
            self.notes.append("file: none was seen")
            return
        try:
            with self.client.download(url, tries=1) as download:
                head = next(iter(download.chunks), b"")
                declared = download.headers.get("Content-Type", "").partition(";")[0].strip()
                self.learn(file=FileAccess(url, f"HTTP {download.status}", declared, sniffed_type(head)))
        except FetchError as error:
            self.learn(file=FileAccess(url, error.reason))


def probe(source: Source, client: Client, *, now: datetime) -> Capabilities:
    """Ask a server what it can do, in at most 15 requests. What cannot be found out stands in the notes.

    Raises:
        SourceUnreachableError: if there is no OParl System at the source's URL.
    """
    before = client.requests_made
    client.most_requests = before + MOST_REQUESTS
    asking = _Probe(source, client, now, Capabilities(source.system, now.date().isoformat(), 0))
    try:
        bodies = asking.system()
        try:
            asking.lists(bodies)
        except SourceUnreachableError as error:  # it answered before: what is known is worth keeping
            asking.notes.append(error.what)
    finally:
        client.most_requests = float("inf")
    asking.learn(
        requests=client.requests_made - before, notes=tuple(dict.fromkeys(asking.notes)), versions=findings.versions(asking.samples)
    )
    return asking.found

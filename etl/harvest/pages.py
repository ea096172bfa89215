"""Walk an external list page by page, whatever the server calls a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from etl.harvest.client import Client
from etl.harvest.failures import FetchError
from etl.harvest.findings import order_of
from etl.harvest.gaps import Gap, page_number, split_page, with_query
from etl.harvest.safety import MOST_PAGES
from etl.model import oparl
from etl.model.capabilities import Order

_MOST_UNPRODUCTIVE = 3  # pages in a row that bring no new id: the server repeats itself
_LOOKS_AGAIN = 2  # at a page that is empty and should not be
_NOT_FOUND = 404
_REFUSED = range(400, 500)  # the server will not, so asking for less of it helps nothing
_ONE_TRY = 1  # of a piece of a page that has failed already


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list.

    next_url, previous_url: "" = there is none, or the server does not say; last_url: of the last page, "" = the server does not say;
    total, size: the server's count of all objects, and of objects a page (None = it does not tell); gaps: what of it could not be had.
    """

    url: str
    objects: tuple[oparl.Json, ...]
    next_url: str = ""
    total: int | None = None
    size: int | None = None
    gaps: tuple[Gap, ...] = ()
    previous_url: str = ""
    last_url: str = ""


@dataclass(slots=True)
class Shown:
    """What a walk of a list has shown so far.

    total: the server's own count of objects; empty_pages: before the last one; newest: the latest `modified`, None = there is none.
    """

    pages: int = 0
    count: int = 0
    total: int = 0
    gaps: int = 0
    empty_pages: int = 0
    newest: datetime | None = None
    _stamp: str = ""  # the first that was seen
    _stamps_differ: bool = False
    _first: tuple[oparl.Json, ...] = ()
    _last: tuple[oparl.Json, ...] = ()

    def add(self, page: ListPage) -> None:
        """Add the next page."""
        self.pages += 1
        self._first = self._first or page.objects
        self._last = page.objects or self._last
        self.count += len(page.objects)
        self.total = max(self.total, page.total or 0)
        self.gaps += len(page.gaps)
        self.empty_pages += not page.objects and bool(page.next_url)
        for stamp in filter(None, (oparl.text(one.get("modified")) for one in page.objects)):
            self._stamp = self._stamp or stamp
            self._stamps_differ = self._stamps_differ or stamp != self._stamp
        self.newest = max(filter(None, (self.newest, *map(modified, page.objects))), default=None)

    @property
    def stamps_tell(self) -> bool:
        """Whether `modified` tells one object from another; where all bear the same, a filter on it finds nothing or everything."""
        return self.count <= 1 or self._stamps_differ

    @property
    def order(self) -> Order:
        """Which end of the list holds the newest objects, by its first page and its last."""
        return order_of(self._first, self._last, "real" if self._stamps_differ else "unknown")

    @property
    def is_complete(self) -> bool:
        """Whether it proves that what it did not show is not there. An empty list proves nothing."""
        return self.count >= max(self.total, 1) and not self.gaps and not self.empty_pages


def modified(value: oparl.Json) -> datetime | None:
    """When an object was last changed, by the server's word; None if it does not say, or not when in the world that was."""
    try:
        stamp = datetime.fromisoformat(oparl.text(value.get("modified")))
    except ValueError:
        return None
    return stamp if stamp.tzinfo else None


def walk(client: Client, url: str, params: Mapping[str, str] | None = None, *, backwards: bool = False) -> Iterator[ListPage]:
    """The pages of a list from a URL on, ending at the last page (backwards: the first) or where the server begins to repeat itself.

    Raises:
        FetchError: if a page cannot be had, nor the pages behind it.
    """
    page_url = _with(url, params)
    visited: set[str] = set()
    ids: set[str] = set()
    unproductive, before = 0, None
    while page_url and page_url not in visited:
        if len(visited) >= MOST_PAGES:
            raise FetchError(f"the list has more than {MOST_PAGES} pages", url=page_url)
        visited.add(page_url)
        page = before = _page(client, page_url, before)
        yield page
        fresh = {oparl.identifier(one) for one in page.objects} - ids
        unproductive = 0 if fresh or page.gaps else unproductive + 1
        if unproductive >= _MOST_UNPRODUCTIVE:
            return
        ids |= fresh
        page_url = _with(
            page.previous_url if backwards else page.next_url, params
        )  # some servers' links lose the filter, or write its plus sign as a space


def _with(url: str, params: Mapping[str, str] | None) -> str:
    return with_query(url, **params) if url and params else url


def _page(client: Client, url: str, before: ListPage | None) -> ListPage:
    try:
        return _looked_at(client, url)
    except FetchError as error:
        if error.status == _NOT_FOUND and "_since" in urlsplit(url).query:
            return ListPage(url, ())  # SD.NET answers an empty window with 404
        if error.status in _REFUSED:
            raise
        return _page_around(client, url, before, error)


def _looked_at(client: Client, url: str) -> ListPage:
    """A page as the server writes it; asked for again if it is empty although the server knows of objects, or of a page behind it."""
    page = _fetched(client, url)
    for _ in range(_LOOKS_AGAIN):
        if page.objects or not (page.next_url or page.total):
            break
        page = _fetched(client, url)
    return page


def _fetched(client: Client, url: str, **patience: int) -> ListPage:
    value = client.get_json(url, **patience)
    return _read(value, client.ended_at(url))


def _page_around(client: Client, url: str, before: ListPage | None, error: FetchError) -> ListPage:
    """A page that fails, got in pieces.

    Raises:
        FetchError: the error given, if pages are not numbered, their size is not known, or no piece can be had.
    """
    number = page_number(url) or (0 if before else 1)
    known = (before or _another_page(client, url, number)) if number else None
    if not (known and known.size and known.total):
        raise error

    def fetch(piece_url: str) -> tuple[oparl.Json, ...]:
        return _fetched(client, piece_url, tries=_ONE_TRY).objects

    count = min(known.size, known.total - (number - 1) * known.size)
    pieces = list(split_page(fetch, with_query(url, page=number), known.size, count, error.reason))
    objects = tuple(one for piece in pieces if not isinstance(piece, Gap) for one in piece)
    if not objects:
        raise error
    is_last = number * known.size >= known.total
    gaps = tuple(piece for piece in pieces if isinstance(piece, Gap))
    following, previous = "" if is_last else with_query(url, page=number + 1), with_query(url, page=number - 1) if number > 1 else ""
    return ListPage(url, objects, following, known.total, known.size, gaps, previous)


def _another_page(client: Client, url: str, number: int) -> ListPage | None:
    """Another page of the same list, which tells how large the list is; None if that cannot be had either."""
    other = with_query(url, page=1 if number > 1 else 2)
    try:
        return _fetched(client, other, tries=_ONE_TRY)
    except FetchError:
        return None


def _read(value: Any, url: str) -> ListPage:
    if isinstance(value, list):
        return ListPage(url, _objects(value))
    if not isinstance(value, Mapping):
        raise FetchError("the answer is no OParl list", url=url)
    if "data" not in value and oparl.identifier(value):
        return ListPage(url, (value,))  # a list of one that is the object itself
    if not isinstance(value.get("data"), list):
        raise FetchError("the answer is no OParl list: it has no data", url=url)
    next_url, previous_url, last_url = _neighbours(value, url)
    total, size = _number(value, "totalElements"), _number(value, "elementsPerPage")
    return ListPage(url, _objects(value["data"]), next_url, total, size, previous_url=previous_url, last_url=last_url)


def _objects(values: list[Any]) -> tuple[oparl.Json, ...]:
    return tuple(value for value in values if isinstance(value, Mapping))


def _neighbours(value: oparl.Json, url: str) -> tuple[str, str, str]:
    """The next, the previous and the last page.

    By their links, or by their numbers where the server gives no links at all, but tells how many pages there are.
    """
    links = value.get("links")
    if isinstance(links, Mapping) and links:
        following, previous, last = (oparl.text(links.get(name)) for name in ("next", "prev", "last"))
        return tuple(urljoin(url, link) if link else "" for link in (following, previous, last))  # type: ignore[return-value]
    current, pages = _number(value, "currentPage"), _number(value, "totalPages")
    if not (current and pages):
        return "", "", ""
    numbers = (current + 1 if current < pages else 0, current - 1, pages)
    return tuple(with_query(url, page=number) if number else "" for number in numbers)  # type: ignore[return-value]


def _number(value: oparl.Json, name: str) -> int | None:
    pagination = value.get("pagination")
    number = pagination.get(name) if isinstance(pagination, Mapping) else None
    return number if isinstance(number, int) else None

"""Walk an external list page by page, whatever the server calls a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from etl.harvest.client import Client, FetchError
from etl.harvest.gaps import Gap, page_number, split_page, with_query
from etl.model import oparl

_MOST_UNPRODUCTIVE = 3  # pages in a row that bring no new id: the server repeats itself
_NOT_FOUND = 404
_ONE_TRY = 1  # of a piece of a page that has failed already


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list.

    next_url: "" = it is the last page; total, size: the server's count of all objects, and of objects a page (None = it does not tell);
    gaps: what of the page could not be had.
    """

    url: str
    objects: tuple[oparl.Json, ...]
    next_url: str = ""
    total: int | None = None
    size: int | None = None
    gaps: tuple[Gap, ...] = ()


def walk(client: Client, url: str, params: Mapping[str, str] | None = None) -> Iterator[ListPage]:
    """The pages of a list from a URL on, ending at the last page or where the server begins to repeat itself.

    Raises:
        FetchError: if a page cannot be had, nor the pages behind it.
    """
    page_url = with_query(url, **params) if params else url
    visited: set[str] = set()
    ids: set[str] = set()
    unproductive, before = 0, None
    while page_url and page_url not in visited:
        visited.add(page_url)
        page = before = _page(client, page_url, before)
        yield page
        fresh = {oparl.identifier(one) for one in page.objects} - ids
        unproductive = 0 if fresh or page.gaps else unproductive + 1
        if unproductive >= _MOST_UNPRODUCTIVE:
            return
        ids |= fresh
        page_url = page.next_url


def _page(client: Client, url: str, before: ListPage | None) -> ListPage:
    try:
        return _read(client.get_json(url), url)
    except FetchError as error:
        if error.status == _NOT_FOUND:
            if "_since" in urlsplit(url).query:
                return ListPage(url, ())  # SD.NET answers an empty window with 404
            raise
        return _page_around(client, url, before, error)


def _page_around(client: Client, url: str, before: ListPage | None, error: FetchError) -> ListPage:
    """A page that fails, got in pieces.

    Raises:
        FetchError: the error given, if pages are not numbered or their size is not known.
    """
    number = page_number(url)
    known = before or (_read(client.get_json(with_query(url, page=1)), url) if number > 1 else None)
    if not (known and known.size and known.total and number):
        raise error

    def fetch(piece_url: str) -> tuple[oparl.Json, ...]:
        return _read(client.get_json(piece_url, tries=_ONE_TRY), piece_url).objects

    size = min(known.size, known.total - (number - 1) * known.size) if number * known.size > known.total else known.size
    pieces = list(split_page(fetch, url, known.size, error.reason))
    objects = tuple(one for piece in pieces if not isinstance(piece, Gap) for one in piece)
    gaps = tuple(piece for piece in pieces if isinstance(piece, Gap))
    if not objects:
        raise error
    is_last = number * known.size >= known.total
    gaps = tuple(replace(gap, count=min(gap.count, size)) for gap in gaps)
    return ListPage(url, objects, "" if is_last else with_query(url, page=number + 1), known.total, known.size, gaps)


def _read(value: Any, url: str) -> ListPage:
    if isinstance(value, list):
        return ListPage(url, _objects(value))
    if not isinstance(value, Mapping):
        raise FetchError("the answer is no OParl list", url=url)
    if "data" not in value and oparl.identifier(value):
        return ListPage(url, (value,))  # a list of one that is the object itself
    if not isinstance(value.get("data"), list):
        raise FetchError("the answer is no OParl list: it has no data", url=url)
    return ListPage(url, _objects(value["data"]), _next_url(value, url), _number(value, "totalElements"), _number(value, "elementsPerPage"))


def _objects(values: list[Any]) -> tuple[oparl.Json, ...]:
    return tuple(value for value in values if isinstance(value, Mapping))


def _next_url(value: oparl.Json, url: str) -> str:
    links = value.get("links")
    return urljoin(url, oparl.text(links.get("next"))) if isinstance(links, Mapping) and oparl.text(links.get("next")) else ""


def _number(value: oparl.Json, name: str) -> int | None:
    pagination = value.get("pagination")
    number = pagination.get(name) if isinstance(pagination, Mapping) else None
    return number if isinstance(number, int) else None

"""Get around a list page that a server cannot deliver: one bad object must not cost the ninety-nine beside it, nor the pages behind it.

Servers fail on the page that holds an object they cannot write (an odd location, a broken text). Where the list's pages are numbered and a
limit is heeded, the page is asked for again in smaller and smaller pieces, until only the bad objects are left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, isqrt
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from etl.harvest.failures import FetchError
from etl.model import oparl

#: Fetches one page of a list: URL → its objects. Raises FetchError.
FetchObjects = Callable[[str], tuple[oparl.Json, ...]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Objects that the server cannot deliver: the URL that fails, how many it stands for, and why."""

    url: str
    count: int
    reason: str


def page_number(url: str) -> int:
    """The number of a page from its URL, 0 if pages are not numbered.

    >>> page_number("https://x.example/papers?limit=5&page=3"), page_number("https://x.example/papers?after=abc")
    (3, 0)
    """
    number = dict(parse_qsl(urlsplit(url).query)).get("page", "")
    return int(number) if number.isdecimal() else 0


def with_query(url: str, **parameters: str | int) -> str:
    """A URL with these query parameters set.

    >>> with_query("https://x.example/papers?page=3&all=", page=4, limit=5)
    'https://x.example/papers?page=4&all=&limit=5'
    """
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **{name: str(value) for name, value in parameters.items()}}
    return urlunsplit(parts._replace(query=urlencode(query)))


def split_page(fetch: FetchObjects, url: str, size: int, count: int, reason: str) -> Iterator[tuple[oparl.Json, ...] | Gap]:
    """The objects of a page that fails, piece by piece, and the gaps that remain.

    url: of a numbered page; size: how many objects a page of its list holds; count: how many this one holds.
    A server that does not heed the limit gives pieces of the wrong size; then the whole page is a gap.
    """
    if size <= 1:
        yield Gap(url, count, reason)
        return
    piece = _piece_of(size)
    first = (page_number(url) - 1) * (size // piece) + 1
    for offset in range(ceil(count / piece)):
        piece_url = with_query(url, limit=piece, page=first + offset)
        try:
            objects = fetch(piece_url)
        except FetchError as error:
            yield from split_page(fetch, piece_url, piece, min(piece, count - offset * piece), error.reason)
            continue
        if len(objects) > piece:
            yield Gap(url, count, reason)
            return
        yield objects


def _piece_of(size: int) -> int:
    """The largest size of equal pieces, no larger than their number: 10 for 100, 5 for 25, 1 for 7."""
    return next(piece for piece in range(isqrt(size), 0, -1) if size % piece == 0)

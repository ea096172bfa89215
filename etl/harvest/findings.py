"""What the answers of an OParl server say about it: pure functions from answers to findings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Literal
from urllib.parse import parse_qs, urljoin, urlsplit

from etl.model import oparl
from etl.model.capabilities import FilterInNext, Links, Order, ServedBody, Stamps

#: The external lists of a Body, by OParl 1.1 and under the names that vendors give them.
LIST_NAMES = (
    *("organization", "person", "meeting", "paper", "agendaItem", "agendaitem", "consultation", "consultations", "file", "files"),
    *("legislativeTermList", "locationList", "membership"),
)

_OK = 200
_PASSING = frozenset((408, 425, 429))
_REFUSED = range(400, 500)
_EPOCH_UNTIL = 2001  # stamps of servers that know none are 1970 or 2000
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")  # the last number of an id: "…/papers/4711" → 4711
_TYPE_VERSION = re.compile(r"schema\.oparl\.org/(\d+\.\d+)/")  # the version in a type URL


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page of a list as a server wrote it: form "list" (by the book), "array" (bare) or "object" (a list of one)."""

    form: Literal["list", "array", "object"]
    objects: tuple[oparl.Json, ...]
    next_url: str = ""
    last_url: str = ""
    links: Links = "none"
    total: int | None = None
    page_count: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: the JSON (None = none), or the HTTP status (0 = no answer) and reason why there is none."""

    url: str
    value: Any = None
    status: int = _OK
    reason: str = ""

    @property
    def page(self) -> SeenPage | None:
        """The list page that the answer is; None if it is none."""
        return None if self.reason else read_page(self.value, self.url)

    @property
    def is_refusal(self) -> bool:
        """Whether the server would not answer this (and not only not now)."""
        answered_error = not self.reason and isinstance(self.value, Mapping) and is_error(self.value)
        return answered_error or (self.status in _REFUSED and self.status not in _PASSING)


def read_page(value: Any, url: str) -> SeenPage | None:
    """The page that an answer is; None if it is no list."""
    if isinstance(value, list):
        return SeenPage("array", _objects(value))
    if not isinstance(value, Mapping) or is_error(value):
        return None
    if not isinstance(value.get("data"), list):
        return SeenPage("object", (value,)) if "data" not in value and oparl.identifier(value) else None
    links, pagination = _mapping(value.get("links")), _mapping(value.get("pagination"))
    written = [oparl.text(links.get(name)) for name in ("next", "last", "first", "self")]
    kind: Links = "none" if not any(written) else "absolute" if all("://" in link for link in written if link) else "relative"
    next_url, last_url = (urljoin(url, link) if link else "" for link in written[:2])
    total, page_count = (_number(pagination.get(name)) for name in ("totalElements", "totalPages"))
    return SeenPage("list", _objects(value["data"]), next_url, last_url, kind, total, page_count)


def is_error(value: oparl.Json) -> bool:
    """Whether an object is OParl's Error, or a vendor's own: a message instead of a thing.

    >>> is_error({"type": "https://schema.oparl.org/1.0/Error"}), is_error({"code": 802, "message": "Keine Objekte"})
    (True, True)
    """
    return oparl.kind(value) == "Error" or ("message" in value and not oparl.identifier(value) and "data" not in value)


def versions(values: Iterable[oparl.Json]) -> tuple[str, ...]:
    """The versions of OParl that objects are written in, by `oparlVersion` and the URLs of their types."""
    written = " ".join(f"{oparl.text(value.get('oparlVersion'))} {oparl.text(value.get('type'))}" for value in values)
    return tuple(sorted(set(_TYPE_VERSION.findall(written))))


def served_body(value: oparl.Json) -> ServedBody:
    """A body as its server describes it."""
    lists = {name: oparl.text(value.get(name)) for name in LIST_NAMES if "://" in oparl.text(value.get(name))}
    body_license = oparl.text(value.get("license")) or oparl.text(value.get("licence"))
    return ServedBody(oparl.identifier(value), oparl.text(value.get("name")), oparl.text(value.get("ags")), body_license, lists)


def stamps_of(objects: Sequence[oparl.Json], today: date) -> Stamps:
    """What the objects' `modified` says. That all have one is no fault where `created` differs: a migration touched them all."""
    created, modified = ([stamp for one in objects if (stamp := _stamp(one, name))] for name in ("created", "modified"))
    if not objects:
        return "unknown"
    if not modified:
        return "missing"
    if len(set(modified)) > 1 or len(set(created)) > 1:
        return "real"
    only = modified[0].date()
    if only.year < _EPOCH_UNTIL:
        return "epoch"
    if abs(only - today) <= timedelta(days=1):  # a day's difference between time zones
        return "today"
    return "constant" if len(modified) > 1 else "unknown"


def order_of(first: Sequence[oparl.Json], last: Sequence[oparl.Json], stamps: Stamps) -> Order:
    """Which end of a list is the newest, by when objects were created (if stamps can be trusted), by their dates, or by their numbers."""
    for names in (("created",) if stamps == "real" else (), ("date", "start")):
        before, after = (sorted(filter(None, (_first_text(one, names) for one in page))) for page in (first, last))
        if before and after and before[len(before) // 2] != after[len(after) // 2]:
            return "oldest first" if before[len(before) // 2] < after[len(after) // 2] else "newest first"
    numbers = [[int(found[0]) for one in page if (found := _LAST_NUMBER.search(oparl.identifier(one)))] for page in (first, last)]
    if not all(numbers) or median(numbers[0]) == median(numbers[1]):
        return "unknown"
    return "oldest first" if median(numbers[0]) < median(numbers[1]) else "newest first"


def filter_in(next_url: str, name: str, value: str) -> FilterInNext:
    """What a link to the next page makes of a filter that was asked for."""
    if not next_url:
        return "no next page"
    query = urlsplit(next_url).query
    written = parse_qs(query).get(name, [""])[0]
    if not written:
        return "dropped"
    return "raw plus" if written != value and written == value.replace("+", " ") else "kept"


def absent_id(url: str) -> str:
    """An id that no object has, made from one that an object has.

    >>> absent_id("https://x.example/oparl/papers.asp?id=12&v=a")
    'https://x.example/oparl/papers.asp?id=999999999&v=a'
    """
    parts = urlsplit(url)
    local = parts._replace(scheme="", netloc="").geturl()
    changed = _LAST_NUMBER.sub("999999999", local, count=1) if _LAST_NUMBER.search(local) else f"{local}-999999999"
    return f"{parts.scheme}://{parts.netloc}{changed}"


def _objects(values: list[Any]) -> tuple[oparl.Json, ...]:
    return tuple(value for value in values if isinstance(value, Mapping))


def _mapping(value: Any) -> oparl.Json:
    return value if isinstance(value, Mapping) else {}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _stamp(value: oparl.Json, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(oparl.text(value.get(name)))
    except ValueError:
        return None


def _first_text(value: oparl.Json, names: Sequence[str]) -> str:
    return next((text for text in (oparl.text(value.get(name)) for name in names) if text), "")

"""What the demo council publishes: its OParl objects by id, its lists, its files. Pure apart from reading the package's own data.

Source: https://schema.oparl.org/1.1/ (objects, external lists, filters, deleted objects).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from etl.paths import DEMO

ORIGIN = "https://ris.musterstadt.example"
SYSTEM_URL = f"{ORIGIN}/oparl/v1.1/system"
TYPE = "https://schema.oparl.org/1.1/"
PAGE_SIZE = 5  # small, so that every list but the shortest has several pages

Json = dict[str, Any]


class BadQueryError(ValueError):
    """A request's parameter cannot be understood. The server answers it with status 400."""


@dataclass(frozen=True, slots=True)
class Council:
    """The published state: objects by id, lists by URL, downloads (file name and media type) by URL."""

    objects: Mapping[str, Json]
    lists: Mapping[str, Sequence[Json]]
    downloads: Mapping[str, tuple[str, str]]


def load_council() -> Council:
    """Read the records that travel in the package."""
    system, body = _records("system"), _records("body")
    top: list[Json] = [item for name in ("organizations", "people", "meetings", "papers") for item in _records(name)]
    objects = {thing["id"]: thing for thing in _things([system, body, *top])}
    files = [thing for thing in objects.values() if _kind(thing) == "File"]
    names = {"organization": "Organization", "person": "Person", "meeting": "Meeting", "paper": "Paper"}
    names |= {"agendaItem": "AgendaItem", "consultation": "Consultation", "file": "File"}
    lists = {body[name]: [thing for thing in objects.values() if _kind(thing) == kind] for name, kind in names.items()}
    return Council(
        objects, {system["body"]: [body], **lists}, {file["downloadUrl"]: (file["fileName"], file["mimeType"]) for file in files}
    )


def list_page(url: str, things: Sequence[Json], query: Mapping[str, str]) -> Json:
    """One page of an external list with its pagination and links.

    Filters created_since, created_until, modified_since and modified_until include their bounds; deleted objects appear only with
    modified_since; limit makes pages smaller, not larger than `PAGE_SIZE`.

    Raises:
        BadQueryError: for a page, limit or time that cannot be read.
    """
    kept = [thing for thing in things if _passes(thing, query)]
    size = min(_number(query, "limit", PAGE_SIZE), PAGE_SIZE)
    page, last = _number(query, "page", 1), max(1, -(-len(kept) // size))

    def link(number: int) -> str:
        return f"{url}?{urlencode({**query, 'page': number})}"

    links = {"first": link(1), "self": link(page), "last": link(last)}
    if 1 < page <= last:
        links["prev"] = link(page - 1)
    if page < last:
        links["next"] = link(page + 1)
    pagination = {"totalElements": len(kept), "elementsPerPage": size, "currentPage": page, "totalPages": last}
    return {"data": kept[(page - 1) * size : page * size], "pagination": pagination, "links": links}


def error(message: str, detail: str) -> Json:
    """An OParl Error object."""
    return {"type": f"{TYPE}Error", "message": message, "debug": detail}


def _records(name: str) -> Any:
    return json.loads((DEMO / "records" / f"{name}.json").read_text(encoding="utf-8"))


def _kind(thing: Json) -> str:
    return str(thing["type"]).removeprefix(TYPE)


def _things(value: Any) -> Iterator[Json]:
    """Every object in a value, embedded ones too, in document order."""
    if isinstance(value, dict):
        if "id" in value:
            yield value
        for part in value.values():
            yield from _things(part)
    elif isinstance(value, list):
        for part in value:
            yield from _things(part)


def _passes(thing: Json, query: Mapping[str, str]) -> bool:
    if thing.get("deleted") and "modified_since" not in query:
        return False
    for field in ("created", "modified"):
        at = datetime.fromisoformat(thing[field])
        since, until = _time(query, f"{field}_since"), _time(query, f"{field}_until")
        if (since and at < since) or (until and at > until):
            return False
    return True


def _time(query: Mapping[str, str], name: str) -> datetime | None:
    if name not in query:
        return None
    try:
        at = datetime.fromisoformat(query[name])
    except ValueError as bad:
        raise BadQueryError(f"{name}={query[name]} is no time in ISO 8601") from bad
    if at.tzinfo is None:
        raise BadQueryError(f"{name}={query[name]} has no time zone; is its plus sign written as %2B?")
    return at


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise BadQueryError(f"{name}={text} is no number above zero")
    return int(text)

"""Raw objects in the store: every one as it came, every version kept, changed only if its meaning changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from zlib_ng import zlib_ng

from etl.store import index as t
from etl.store.store import Store, load_json

Json = Mapping[str, Any]

# A server touches these on every object after a migration; they say nothing about the thing itself.
_STAMPS = frozenset(("created", "modified"))
_BATCH = 500


@dataclass(frozen=True, slots=True)
class RawObject:
    """One object of a source: its id, its kind ("Paper"), the list it came from, its JSON, and when it was deleted ("" = it lives)."""

    url: str
    kind: str
    list_url: str
    json: Json
    deleted_at: str = ""


@dataclass(slots=True)
class ObjectCounts:
    """What became of the objects of one or more pages: seen = new + changed + unchanged + tombstoned + failed.

    tombstoned: by the server's word; failed: what a list holds and cannot be kept or had; missing: known objects that a complete crawl
    did not show; withdrawn: those of them that were missing in so many crawls that they are taken for deleted.
    """

    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    tombstoned: int = 0
    failed: int = 0
    missing: int = 0
    withdrawn: int = 0

    def add(self, other: "ObjectCounts") -> None:
        """Add another count to this one."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def news(self) -> int:
        """How many objects are not as they were."""
        return self.new + self.changed + self.tombstoned + self.withdrawn


def meaning_hash(value: Any) -> str:
    """The hash of what an object says, time stamps of creation and change left out.

    >>> meaning_hash({"id": "a", "modified": "2020"}) == meaning_hash({"modified": "2021", "id": "a"})
    True
    """
    return hashlib.sha256(json.dumps(_without_stamps(value), sort_keys=True, ensure_ascii=False).encode(errors="surrogatepass")).hexdigest()


def _without_stamps(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_stamps(item) for key, item in value.items() if key not in _STAMPS}
    return [_without_stamps(item) for item in value] if isinstance(value, list) else value


def keep_objects(store: Store, source_id: str, raw: Sequence[RawObject], *, now: str) -> ObjectCounts:
    """Store the objects of one page in one transaction and count what became of them.

    A tombstone keeps the last living version in the history; it keeps its date, however often the server repeats it with another.
    A deleted object that comes again lives again.
    """
    counts = ObjectCounts()
    unique = {one.url: one for one in raw}
    with store.index.engine.begin() as connection:
        known = _known(connection, source_id, list(unique))
        for one in unique.values():
            before = known.get(one.url)
            if before is None or before.seen_at != now or not _same(before, one):  # what comes twice in a run is one object
                _count(counts, before, one)
        fresh = _fresh(connection, source_id, [_payload_row(source_id, one, now) for one in unique.values()])
        for start in range(0, len(fresh), _BATCH):
            urls = [row["url"] for row in fresh[start : start + _BATCH]]
            current = t.payloads.update().where(t.payloads.c.source_id == source_id, t.payloads.c.url.in_(urls))
            connection.execute(current.values(is_current=False))
        store.index.upsert(connection, t.payloads, fresh)
        store.index.upsert(connection, t.objects, [_object_row(source_id, one, known.get(one.url), now) for one in unique.values()])
    return counts


def is_known(store: Store, source_id: str, raw: Sequence[RawObject]) -> bool:
    """Whether all these objects are in the store with the same meaning."""
    with store.index.engine.connect() as connection:
        known = _known(connection, source_id, [one.url for one in raw])
    return all(one.url in known and _same(known[one.url], one) for one in raw)


def _same(before: sa.Row[Any], one: RawObject) -> bool:
    return bool(before.deleted_at) if one.deleted_at else bool(before.sha256 == meaning_hash(one.json) and not before.deleted_at)


def _known(connection: sa.Connection, source_id: str, urls: Sequence[str]) -> dict[str, sa.Row[Any]]:
    found: dict[str, sa.Row[Any]] = {}
    for start in range(0, len(urls), _BATCH):
        query = sa.select(t.objects).where(t.objects.c.source_id == source_id, t.objects.c.url.in_(urls[start : start + _BATCH]))
        found.update({row.url: row for row in connection.execute(query)})
    return found


def _count(counts: ObjectCounts, before: sa.Row[Any] | None, one: RawObject) -> None:
    counts.seen += 1
    if before is not None and _same(before, one):
        counts.unchanged += 1
    elif one.deleted_at:
        counts.tombstoned += 1
    elif before is None:
        counts.new += 1
    else:
        counts.changed += 1


def _object_row(source_id: str, one: RawObject, before: sa.Row[Any] | None, now: str) -> dict[str, Any]:
    same = before is not None and _same(before, one)
    return {
        "source_id": source_id,
        "url": one.url,
        "kind": one.kind or (before.kind if before else ""),
        "list_url": one.list_url,
        "sha256": before.sha256 if before and same else meaning_hash(one.json),
        "first_seen_at": before.first_seen_at if before else now,
        "changed_at": before.changed_at if before and same else now,
        "deleted_at": before.deleted_at if before and same else one.deleted_at,
        "seen_at": now,
        "absent": 0,
    }


def _payload_row(source_id: str, one: RawObject, now: str) -> dict[str, Any]:
    raw = json.dumps(one.json, ensure_ascii=False).encode(errors="surrogatepass")
    return {
        "source_id": source_id,
        "url": one.url,
        "raw_sha256": hashlib.sha256(raw).hexdigest(),
        "stored_at": now,
        "is_current": True,
        "payload": zlib_ng.compress(raw, 3),
    }


def _fresh(connection: sa.Connection, source_id: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The payloads that are not the current ones already."""
    current: set[tuple[str, str]] = set()
    for start in range(0, len(rows), _BATCH):
        urls = [row["url"] for row in rows[start : start + _BATCH]]
        query = sa.select(t.payloads.c.url, t.payloads.c.raw_sha256).where(
            t.payloads.c.source_id == source_id, t.payloads.c.url.in_(urls), t.payloads.c.is_current
        )
        current |= {(row.url, row.raw_sha256) for row in connection.execute(query)}
    return [row for row in rows if (row["url"], row["raw_sha256"]) not in current]


def objects(
    store: Store, source_id: str, kinds: Iterable[str] = (), *, deleted: bool = False, among: Iterable[str] | None = None
) -> Iterator[RawObject]:
    """The current objects of a source (of these kinds), in the order of their ids; with `deleted`, the tombstones instead.

    among: ids of those that are wanted, None = all.
    """
    o, p = t.objects, t.payloads
    query = (
        sa.select(o.c.url, o.c.kind, o.c.list_url, p.c.payload, o.c.deleted_at)
        .join(p, sa.and_(p.c.source_id == o.c.source_id, p.c.url == o.c.url, p.c.is_current))
        .where(o.c.source_id == source_id, o.c.deleted_at != "" if deleted else o.c.deleted_at == "")
        .order_by(o.c.url)
    )
    wanted = list(kinds)
    if wanted:
        query = query.where(o.c.kind.in_(wanted))
    urls = None if among is None else sorted(among)
    parts = [query] if urls is None else [query.where(o.c.url.in_(urls[at : at + _BATCH])) for at in range(0, len(urls), _BATCH)]
    with store.index.engine.connect().execution_options(yield_per=_BATCH) as connection:
        for part in parts:
            for row in connection.execute(part):
                yield RawObject(row.url, row.kind, row.list_url, load_json(row.payload), row.deleted_at)


def object_hashes(store: Store, source_id: str) -> list[tuple[str, str, str]]:
    """(url, sha256, deleted_at) of every object of a source, in the order of their ids."""
    query = sa.select(t.objects.c.url, t.objects.c.sha256, t.objects.c.deleted_at).where(t.objects.c.source_id == source_id)
    with store.index.engine.connect() as connection:
        return [(row.url, row.sha256, row.deleted_at) for row in connection.execute(query.order_by(t.objects.c.url))]


def newest_change(store: Store, source_id: str) -> str:
    """When an object or file of a source last changed in the store, "" if there is none."""
    with store.index.engine.connect() as connection:
        newest_object = connection.scalar(sa.select(sa.func.max(t.objects.c.changed_at)).where(t.objects.c.source_id == source_id))
        fetched = sa.select(sa.func.max(t.files.c.fetched_at)).where(t.files.c.source_id == source_id, t.files.c.sha256 != "")
        newest_file = connection.scalar(fetched)
    return max(newest_object or "", newest_file or "")

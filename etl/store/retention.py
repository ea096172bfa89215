"""Keep the working store from growing for ever: old versions of objects, and bytes that nothing names any more, go after a while."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from etl.store import index as t
from etl.store.store import Store, stamp

_IN_FLIGHT = timedelta(days=1)  # a blob is written before the index names it


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went: versions of objects, runs, blobs, and the bytes of these."""

    versions: int
    runs: int
    blobs: int
    size: int


def forget(store: Store, *, now: datetime, keep: timedelta) -> Forgotten:
    """Remove versions of objects and records of runs that are older than `keep`, and blobs that no file has.

    The current version of an object stays however old it is, and so does the last one before its deletion, which is what a tombstone rests
    on; the last run of each stage stays, too.
    """
    before = stamp(now - keep)
    p, o, r, f = t.payloads, t.objects, t.runs, t.files
    other = p.alias()
    newer = sa.exists().where(
        other.c.source_id == p.c.source_id, other.c.url == p.c.url, sa.not_(other.c.is_current), other.c.stored_at > p.c.stored_at
    )
    is_deleted = sa.exists().where(o.c.source_id == p.c.source_id, o.c.url == p.c.url, o.c.deleted_at != "")
    old = sa.and_(sa.not_(p.c.is_current), p.c.stored_at < before, sa.or_(sa.not_(is_deleted), newer))
    last = sa.select(sa.func.max(r.c.id)).group_by(r.c.source_id, r.c.stage)
    with store.index.engine.begin() as connection:
        versions = connection.execute(p.delete().where(old)).rowcount
        runs = connection.execute(r.delete().where(r.c.started_at < before, r.c.id.not_in(last))).rowcount
        named = set(connection.scalars(sa.select(f.c.sha256).where(f.c.sha256 != "").distinct()))
    gone = [(sha256, size) for sha256, size, at in store.blobs.stored() if sha256 not in named and at < now.astimezone(UTC) - _IN_FLIGHT]
    for sha256, _ in gone:
        store.blobs.remove(sha256)
    return Forgotten(versions, runs, len(gone), sum(size for _, size in gone))

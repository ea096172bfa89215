"""Objects that a complete crawl of their list did not show: missing at first, taken for deleted after three crawls in a row."""

import sqlalchemy as sa

from etl.store import index as t
from etl.store.objects import ObjectCounts
from etl.store.store import Store

CRAWLS = 3  # complete crawls without an object, after which it is taken for deleted


def count_absences(store: Store, source_id: str, list_url: str, *, since: str, now: str) -> ObjectCounts:
    """Count the living objects of a list that a complete crawl, begun at `since`, did not show: those missing, and those withdrawn now.

    An object that comes again lives again, and its count begins anew.
    """
    o = t.objects
    living = (o.c.source_id == source_id, o.c.list_url == list_url, o.c.deleted_at == "")
    with store.index.engine.begin() as connection:
        connection.execute(o.update().where(*living, o.c.seen_at < since).values(absent=o.c.absent + 1))
        withdrawn = connection.execute(o.update().where(*living, o.c.absent >= CRAWLS).values(deleted_at=now, changed_at=now)).rowcount
    return ObjectCounts(missing=count_missing(store, source_id, list_url), withdrawn=withdrawn)


def count_missing(store: Store, source_id: str, list_url: str) -> int:
    """How many living objects of a list the last complete crawl of it did not show."""
    o = t.objects
    missing = (o.c.source_id == source_id, o.c.list_url == list_url, o.c.deleted_at == "", o.c.absent > 0)
    with store.index.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(o).where(*missing)) or 0

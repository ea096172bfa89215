"""What the store knows of a source's external lists, so that a walk can be incremental and go on after a stop."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from etl.model.capabilities import Order
from etl.store import index as t
from etl.store.store import Store


@dataclass(frozen=True, slots=True)
class ListState:
    """One external list of a body.

    complete_at, walked_at: when the last whole walk, the last walk of any kind began, ISO 8601, "" = never; cursor: URL of the page at
    which an unfinished whole walk goes on; cursor_started_at: when it began. What the last whole walk found: stamps_tell: whether the
    objects' `modified` differ at all; pages: how many it has; order: which end of it is the newest. newest: the latest `modified` that any
    walk has shown, ISO 8601, "" = none.
    """

    url: str
    kind: str
    complete_at: str = ""
    walked_at: str = ""
    cursor: str = ""
    cursor_started_at: str = ""
    stamps_tell: bool = True
    pages: int = 0
    order: Order = "unknown"
    newest: str = ""

    def is_crawl_due(self, now: datetime, every: timedelta) -> bool:
        """Whether the list is to be walked whole: it never was, not for so long, or a whole walk goes on."""
        return bool(self.cursor) or not self.complete_at or datetime.fromisoformat(self.complete_at) < now - every


def list_states(store: Store, source_id: str) -> dict[str, ListState]:
    """The known lists of a source, by URL."""
    names = list(ListState.__dataclass_fields__)
    query = sa.select(*(t.lists.c[name] for name in names)).where(t.lists.c.source_id == source_id).order_by(t.lists.c.url)
    with store.index.engine.connect() as connection:
        return {row.url: ListState(*row) for row in connection.execute(query)}


def keep_list_state(store: Store, source_id: str, state: ListState) -> None:
    """Keep the state of a list."""
    with store.index.engine.begin() as connection:
        store.index.upsert(connection, t.lists, [{"source_id": source_id, **asdict(state)}])

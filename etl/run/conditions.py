"""The condition of a source as an operator cares for it, and whether it is another than the last time he was told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from etl.errors import GateError, RatsgraphError
from etl.settings import Settings
from etl.store import Store, open_store
from etl.store.objects import newest_change

_SPACE = "conditions"
_SILENT_AFTER = timedelta(days=60)  # councils have their summer break, but no council has two months of it

#: well; failed: a run ended with an error; held back: the gate closed; silent: nothing has changed at the source for long.
Kind = Literal["well", "failed", "held back", "silent"]


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition of a source, and what there is to say of it."""

    kind: Kind
    message: str = ""


def condition_of(source_id: str, error: RatsgraphError | None, settings: Settings, *, now: datetime) -> Condition:
    """The condition of a source after a run that ended with this error, or with none."""
    if error:
        return Condition("held back" if isinstance(error, GateError) else "failed", str(error))
    newest = newest_change(open_store(settings), source_id)
    if newest and datetime.fromisoformat(newest) < now - _SILENT_AFTER:
        return Condition("silent", f"nothing has changed there since {newest[:10]}")
    return Condition("well")


@contextmanager
def condition_changed(source_id: str, condition: Condition, settings: Settings) -> Iterator[bool]:
    """Whether the condition is of another kind than the last one told; it counts as told when the context ends without an error.

    A source is taken to be well until something else was told.
    """
    store = open_store(settings)
    is_news = condition.kind != _told(store, source_id)
    yield is_news
    if is_news:
        store.keep_derived(_SPACE, [(source_id, condition.kind.encode())])


def _told(store: Store, source_id: str) -> str:
    return store.derived(_SPACE, [source_id]).get(source_id, b"well").decode()

"""Where documents and dossiers are read: in processes of this machine, unless whoever runs a build spreads them over others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from etl.store import Store

Item = TypeVar("Item")

#: The key of an item, and why reading it failed, "" = it did not.
Outcome = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Work(Generic[Item]):
    """One kind of reading.

    read: reads items with so many processes, keeps the results in the store, and says of each how it went; a function of a module, so that
    another machine finds it. slim: an item without what the store holds anyway, as it travels.
    """

    read: Callable[[Store, Sequence[Item], int], Iterator[Outcome]]
    slim: Callable[[Item], Item]


class Spread(Protocol):
    """Has work done on items somewhere, in any order; when it ends, all results are in the store."""

    def __call__(self, work: Work[Item], items: Sequence[Item]) -> Iterator[Outcome]:
        """Say of each item how it went.

        Raises:
            RatsgraphError: if the work as a whole cannot be done.
        """


@dataclass(frozen=True, slots=True)
class Here:
    """Reads in processes of this machine; workers: 0 = one per core."""

    store: Store
    workers: int

    def __call__(self, work: Work[Item], items: Sequence[Item]) -> Iterator[Outcome]:
        """Say of each item how it went."""
        return work.read(self.store, items, self.workers)

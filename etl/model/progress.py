"""How work tells how far it is."""

from collections.abc import Callable

#: Called as work goes on: what is being done, how much of it is done, and how much there is (0 = not known).
Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""

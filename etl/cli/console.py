"""What the command line writes: progress to standard error, results to standard output."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

_LINE_EVERY_S = 10.0  # without a terminal, a line this often says that work goes on


@contextmanager
def progress_bars() -> Iterator["Bars"]:
    """Progress bars on a terminal, now and then a line where there is none."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        yield Bars(progress)


@dataclass(slots=True)
class Bars:
    """One bar per kind of work; called as work goes on."""

    progress: "Progress"
    tasks: dict[str, int] = field(default_factory=dict)
    last_line_at: float = field(default_factory=time.monotonic)

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done (total 0 = not known)."""
        if what not in self.tasks:
            self.tasks[what] = self.progress.add_task(what, total=total or None)
        self.progress.update(self.tasks[what], completed=done, total=total or None)  # type: ignore[arg-type]
        if not err.is_terminal and time.monotonic() - self.last_line_at > _LINE_EVERY_S:
            self.last_line_at = time.monotonic()
            err.print(f"{what}: {done}" + (f" of {total}" if total else ""))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for people on standard output."""
    from rich.table import Table

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    Console(soft_wrap=False, highlight=False, width=None if out.is_terminal else 200).print(table)

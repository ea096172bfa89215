"""What checks look at, and what they find."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from etl.publish.files import OWN, PACKAGE, read_json
from etl.publish.privacy import Cleared
from etl.publish.rows import read
from etl.tables import Table, load_tables


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with published files, one line for a person: what, where, and what to do."""

    what: str
    where: str
    todo: str

    def __str__(self) -> str:
        return " ".join(f"{self.what} [{self.where}]: {self.todo}".split())


@dataclass(frozen=True, slots=True)
class Known:
    """What whoever publishes a folder knows of it already; nothing, if somebody else looks at it.

    cleared: texts that were looked through; past: the release before, if it is relied on; excerpt: a folder with the rows about what
    changed since then, None if all are to be looked through.
    """

    cleared: Cleared = field(default_factory=Cleared)
    past: Path | None = None
    excerpt: Path | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A published folder.

    descriptor: its data package; own: the descriptor's property of ratsgraph; tables: what the schemas say; known: what need not be looked
    at again.
    """

    folder: Path
    descriptor: Mapping[str, Any]
    own: Mapping[str, Any]
    tables: Mapping[str, Table]
    known: Known = field(default_factory=Known)

    @classmethod
    def open(cls, folder: Path) -> "Published":
        """A folder by its data package.

        Raises:
            ValueError, KeyError: if it holds none of ratsgraph.
        """
        descriptor = read_json(folder / PACKAGE)
        return cls(folder, descriptor, descriptor[OWN], load_tables())

    def csv(self, table: str) -> Path:
        """The CSV of a table."""
        return self.folder / "csv" / f"{table}.csv"

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        """The rows of a table."""
        return read(self.csv(table))

    def look(self, find: Callable[["Published"], Iterator[Problem]]) -> Iterator[Problem]:
        """What a question finds that can be asked of any rows: it is asked of the excerpt, and if that has a problem, of everything."""
        excerpt = self.known.excerpt
        if excerpt is None or next(find(replace(self, folder=excerpt, known=replace(self.known, excerpt=None))), None):
            yield from find(self)

    def problem(self, what: str, path: str, todo: str = "publish the source again") -> Problem:
        """A problem of a file of this folder."""
        return Problem(what, str(self.folder / path), todo)

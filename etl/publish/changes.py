"""What a release changes: ids that were added, changed or removed, table by table, as `changes/<version>.csv`."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from etl.publish.rows import read
from etl.publish.templates import Row
from etl.tables import Table

FILE = "changes/{version}.csv"
"""Where a release holds the changes of each release up to it."""

ADDED, CHANGED, REMOVED = "added", "changed", "removed"


class Change(NamedTuple):
    """A row that is new, has another content, or is gone; id: its primary key, several columns joined by a space."""

    table_name: str
    change: str
    id: str


def find_changes(tables: Iterable[Table], new: Path, old: Path | None) -> Iterator[Change]:
    """How the CSVs of one folder differ from those of another, or from none; tables without a key are left out."""
    for table in tables:
        if table.primary_key:
            yield from _table_changes(table, new / f"{table.name}.csv", old and old / f"{table.name}.csv")


def write_changes(changes: Iterable[Change], path: Path) -> dict[str, Counter[str]]:
    """Write changes; return how many of each kind every table has."""
    path.parent.mkdir(exist_ok=True)
    counts: dict[str, Counter[str]] = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Change._fields)
        for change in changes:
            writer.writerow(change)
            counts.setdefault(change.table_name, Counter())[change.change] += 1
    return counts


def read_changes(path: Path) -> Iterator[Change]:
    """The changes of a file."""
    return (Change(**row) for row in read(path))


def id_of(table: Table, row: Mapping[str, str]) -> str:
    """A row's id: the columns of its key, joined."""
    return " ".join(row[name] for name in table.primary_key)


def _table_changes(table: Table, new: Path, old: Path | None) -> Iterator[Change]:
    before = {id_of(table, row): _digest(table, row) for row in read(old)} if old and old.exists() else {}
    for row in read(new):
        key = id_of(table, row)
        known = before.pop(key, None)
        if known != _digest(table, row):
            yield Change(table.name, CHANGED if known else ADDED, key)
    yield from (Change(table.name, REMOVED, key) for key in sorted(before))


def _digest(table: Table, row: Row) -> bytes:
    """Eight bytes for a row's content; a column that an older release lacks counts as empty."""
    return blake2b("\x1f".join(row.get(name, "") for name in table.columns).encode(), digest_size=8).digest()

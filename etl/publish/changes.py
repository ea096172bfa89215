"""What a release changes: ids that were added, changed or removed, table by table, as `changes/<version>.csv`."""

import csv
import filecmp
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from etl.publish.database import Connection, header, rows, source
from etl.publish.rows import read
from etl.tables import Table

FILE = "changes/{version}.csv"
"""Where a release holds the changes of each release up to it."""

ADDED, CHANGED, REMOVED = "added", "changed", "removed"


class Change(NamedTuple):
    """A row that is new, has another content, or is gone; id: its primary key, several columns joined by a space."""

    table_name: str
    change: str
    id: str


def find_changes(connection: Connection, tables: Iterable[Table], new: Path, old: Path | None) -> Iterator[Change]:
    """How the tables of a database, which are the CSVs of a folder, differ from those of another, or from none.

    Tables without a key are left out.
    """
    for table in tables:
        path = old / f"{table.name}.csv" if old else None
        before = path if path and path.exists() else None
        if table.primary_key and not (before and filecmp.cmp(before, new / before.name, shallow=False)):
            query = _difference(table, before) if before else f"SELECT '{ADDED}' AS change, id FROM ({_digests(table)})"
            yield from (Change(table.name, row["change"], row["id"]) for row in rows(connection, f"{query} ORDER BY id"))


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


def joined_key(table: Table) -> str:
    """The id of a row as SQL makes it."""
    key = ", ".join(f'"{name}"' for name in table.primary_key)
    return f"concat_ws(' ', {key})"


def _difference(table: Table, old: Path) -> str:
    """A query of the changes against an older CSV; a column that it lacks counts as empty."""
    return f"""
        SELECT CASE WHEN old.id IS NULL THEN '{ADDED}' WHEN new.id IS NULL THEN '{REMOVED}' ELSE '{CHANGED}' END AS change, id
        FROM ({_digests(table)}) new FULL JOIN ({_digests(table, old)}) old USING (id)
        WHERE new.digest IS DISTINCT FROM old.digest"""


def _digests(table: Table, path: Path | None = None) -> str:
    """A query of each row's id and a digest of its content. path: of another CSV than the database's."""
    known = header(path) if path else table.columns
    cells = ", ".join(f"coalesce(\"{name}\", '')" if name in known else "''" for name in table.columns)
    return f"SELECT {joined_key(table)} AS id, md5(concat_ws(chr(31), {cells})) AS digest FROM {source(path) if path else table.name}"

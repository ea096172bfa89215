"""The published tables in one SQLite file for pages and API: every table as its schema says, and a full-text index with German stems."""

import csv
import gzip
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from etl.serve.words import stems
from etl.tables import Table, load_tables

_SQL = Path(__file__).with_name("index.sql")
_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
_READ: Mapping[str, Callable[[str], Any]] = {"integer": int, "number": float, "boolean": lambda cell: int(cell == "true")}


def build_index(path: Path, folders: Mapping[str, Path]) -> None:
    """Write the index of published folders, by the ids of their sources."""
    database = sqlite3.connect(path)
    with database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192;")
        for table in load_tables().values():
            _create(database, table)
            for source, folder in folders.items():
                _fill(database, table, source, folder / "csv" / f"{table.name}.csv")
        database.execute("CREATE TABLE texts (document_id TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID")
        for folder in folders.values():
            database.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", _texts(folder / "text" / "documents.jsonl.gz"))
        database.execute("CREATE TABLE gone (id TEXT PRIMARY KEY) WITHOUT ROWID")
        for folder in folders.values():
            database.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((one,) for one in _removed(folder / "changes")))
        database.executescript(_SQL.read_text(encoding="utf-8"))
        database.execute("CREATE VIRTUAL TABLE words USING fts5 (title, text, content='', tokenize=\"unicode61 remove_diacritics 0\")")
        rows = database.execute("SELECT hit, title, text FROM hits")
        database.executemany(
            "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
            ((hit, stems(title or ""), stems(text or "")) for hit, title, text in rows),
        )
    database.execute("ANALYZE")
    database.close()


def open_index(path: Path) -> sqlite3.Connection:
    """The index, for reading; rows know their columns by name."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    database.row_factory = sqlite3.Row
    return database


def _create(database: sqlite3.Connection, table: Table) -> None:
    columns = ", ".join(f"{field.name} {_TYPES.get(field.type, 'TEXT')}" for field in table.fields)
    database.execute(f"CREATE TABLE {table.name} ({columns}, source TEXT NOT NULL)")
    for fields in {table.primary_key, *(key.fields for key in table.foreign_keys)} - {()}:
        database.execute(f"CREATE INDEX {table.name}_by_{'_'.join(fields)} ON {table.name} ({', '.join(fields)})")


def _fill(database: sqlite3.Connection, table: Table, source: str, path: Path) -> None:
    if path.is_file():
        marks = ", ".join("?" * (len(table.columns) + 1))
        database.executemany(f"INSERT INTO {table.name} VALUES ({marks})", _rows(table, source, path))  # noqa: S608 — names of schemas


def _rows(table: Table, source: str, path: Path) -> Iterator[Sequence[Any]]:
    """The cells of a CSV in the order of the schema; a column that an older release has not got is empty."""
    readers = [(field.name, _READ.get(field.type, str)) for field in table.fields]
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield [*(read(row[name]) if row.get(name) else None for name, read in readers), source]


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                text = json.loads(line)
                yield text["document_id"], text["text"]


def _removed(folder: Path) -> Iterator[str]:
    """Ids of things that a release removed; some may have come again."""
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row["id"] for row in csv.DictReader(file) if row["change"] == "removed" and " " not in row["id"])

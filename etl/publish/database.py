"""CSVs as tables of DuckDB: what needs joins, sorting or counting over whole tables is SQL, in bounded memory (it spills to disk)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl.tables import Table

Connection = duckdb.DuckDBPyConnection

TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
}
"""DuckDB's type for each type of Table Schema that the tables use."""

_MEMORY_MB = 128  # a scan of a CSV holds one or two buffers of a longest line, a report has several scans
CHECK_MEMORY_MB = 96
"""What a check needs that reads one table after the other; others work beside it."""

_LONGEST_LINE = 16 * 1024 * 1024  # bytes; a passage of a document may be long
_AT_ONCE = 1000  # rows


@contextmanager
def open_tables(csv_folder: Path, tables: Mapping[str, Table], memory_mb: int = _MEMORY_MB) -> Iterator[Connection]:
    """A database in which every table is a view of its CSV, all columns texts and empty cells NULL.

    memory_mb: beyond which it spills to disk. One thread and UTC, so that equal CSVs give equal bytes and orders on every machine.
    """
    with TemporaryDirectory(prefix="ratsgraph-") as folder, duckdb.connect(f"{folder}/tables.db") as connection:
        connection.execute(
            f"SET memory_limit = '{memory_mb}MB'; SET threads = 1; SET TimeZone = 'UTC'; SET temp_directory = {text(folder)}"
        )
        for name in tables:
            connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {source(csv_folder / f"{name}.csv")}')
        yield connection


def source(path: Path) -> str:
    """A CSV as SQL names it, with the columns of its header."""
    columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in header(path))
    return (
        f"read_csv({text(str(path))}, columns = {{{columns}}}, auto_detect = false, header = true, delim = ',', quote = '\"', "
        f"escape = '\"', nullstr = '', parallel = false, max_line_size = {_LONGEST_LINE}, buffer_size = {_LONGEST_LINE})"
    )


def header(path: Path) -> tuple[str, ...]:
    """The names of a CSV's columns."""
    with path.open(encoding="utf-8") as file:
        return tuple(file.readline().rstrip("\n").split(","))


def rows(connection: Connection, query: str) -> Iterator[dict[str, str]]:
    """The rows of a query as texts, NULL as ""; no other query may run on the connection meanwhile."""
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    while batch := result.fetchmany(_AT_ONCE):
        for values in batch:
            yield {name: "" if value is None else str(value) for name, value in zip(names, values, strict=True)}


def text(value: str) -> str:
    """A text as SQL writes it.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"

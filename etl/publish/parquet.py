"""Every table as Parquet beside its CSV, with the types of its schema; equal CSVs give equal bytes with the same version of DuckDB."""

from collections.abc import Iterable
from pathlib import Path

from etl.publish.database import TYPES, Connection, text
from etl.tables import Table

FILE = "parquet/{table}.parquet"
"""Where a release holds a table."""


def write_parquet(connection: Connection, tables: Iterable[Table], folder: Path) -> None:
    """Write the tables of an opened folder of CSVs."""
    for table in tables:
        path = folder / FILE.format(table=table.name)
        path.parent.mkdir(exist_ok=True)
        connection.execute(f"COPY ({typed(table)}) TO {text(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def typed(table: Table) -> str:
    """The query of a table's rows, in the types of its schema; a cell that is not of its type is NULL, and the gate refuses its row.

    Nothing is empty that is not NULL, but without `nullif` DuckDB has the reader of the CSV cast the cell, which then raises.
    """
    columns = ", ".join(f'TRY_CAST(nullif("{field.name}", \'\') AS {TYPES[field.type]}) AS "{field.name}"' for field in table.fields)
    return f'SELECT {columns} FROM "{table.name}"'

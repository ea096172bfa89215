"""Rows on their way to a table: a dictionary of columns, collected by table."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from etl.tables import load_tables

#: A cell before it is written: None is missing.
Value = str | int | float | bool | None
Row = Mapping[str, Value]


@dataclass(slots=True)
class Rows:
    """Rows by table, in the order in which they came."""

    tables: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, **values: Value) -> None:
        """Add a row; columns that are not named are missing.

        Raises:
            KeyError: for a table or column that no schema knows.
        """
        columns = load_tables()[table].columns
        unknown = values.keys() - set(columns)
        if unknown:
            raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
        self.tables[table].append({column: cell(values.get(column)) for column in columns})


def cell(value: Value) -> str:
    """A value in the lexical form that its CSV cell and its RDF literal share.

    >>> cell(True), cell(None), cell(0.5), cell(3), cell("a")
    ('true', '', '0.5', '3', 'a')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)

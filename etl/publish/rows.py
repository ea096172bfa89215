"""Checked partitions, `rows/<table>/<partition>.csv`, and the CSV that they are merged into."""

import csv
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.errors import GateError
from etl.tables import Table

TEXTS = "texts"
"""The folder beside the tables' that holds the normalised texts: gzipped JSON lines of document_id and text."""
TEXTS_FILE = "text/documents.jsonl.gz"
"""Where a release holds them."""

_LICENSE = "http://purl.org/dc/terms/license"
_DATE = "http://data.europa.eu/eli/ontology#date_document"


@dataclass(frozen=True, slots=True)
class Survey:
    """What a release says about its rows: how many each table has, the licences they state, and the first and last date of a paper."""

    counts: Mapping[str, int]
    license_urls: tuple[str, ...]
    first_on: str
    last_on: str


def partitions(rows: Path, name: str) -> list[Path]:
    """The partitions of a table, or the texts', in their order."""
    return sorted((rows / name).glob("*.jsonl.gz" if name == TEXTS else "*.csv"))


def check_folders(rows: Path, tables: Mapping[str, Table]) -> None:
    """Refuse rows of tables that no schema describes.

    Raises:
        GateError: for a folder that is no table's.
    """
    unknown = sorted(path.name for path in rows.iterdir() if path.is_dir() and path.name not in {*tables, TEXTS})
    if unknown:
        raise GateError(f"no schema for table {unknown[0]}", where=str(rows), todo="add it to vocab/tables or remove the folder")


def merge(rows: Path, table: Table, target: Path) -> None:
    """Write a table's partitions as one CSV: the header once, then the rows as they are.

    Raises:
        GateError: if a partition's header is not the table's.
    """
    header = (",".join(table.columns) + "\n").encode()
    with target.open("wb") as file:
        file.write(header)
        for path in partitions(rows, table.name):
            with path.open("rb") as part:
                if part.readline() != header:
                    raise GateError("the header is not that of the schema", where=str(path), todo="build the rows again")
                shutil.copyfileobj(part, file)


def merge_texts(rows: Path, target: Path) -> None:
    """Join the gzipped partitions of the texts, which is gzip again; nothing is written if there are none."""
    if parts := partitions(rows, TEXTS):
        target.parent.mkdir()
        with target.open("wb") as file:
            for path in parts:
                with path.open("rb") as part:
                    shutil.copyfileobj(part, file)


def read(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV as texts."""
    csv.field_size_limit(sys.maxsize)  # a passage of a document may be longer than the 128 KiB that the module allows
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def survey(folder: Path, tables: Mapping[str, Table]) -> Survey:
    """Look through the CSVs of a folder; licences and dates are found by the properties of their columns."""
    counts: dict[str, int] = {}
    found: dict[str, set[str]] = {_LICENSE: set(), _DATE: set()}
    for table in tables.values():
        columns = [(field.name, found[field.property_url]) for field in table.fields if field.property_url in found]
        counts[table.name] = 0
        for row in read(folder / f"{table.name}.csv"):
            counts[table.name] += 1
            for name, values in columns:
                values.add(row[name])
    dates = found[_DATE] - {""}
    return Survey(counts, tuple(sorted(found[_LICENSE] - {""})), min(dates, default=""), max(dates, default=""))

"""Checked partitions, `rows/<table>/<partition>.csv`, and the CSVs of a release."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.errors import GateError
from etl.publish.gzipped import decompressed
from etl.tables import Field, Table, expand

TEXTS = "texts"
"""The folder beside the tables' that holds the normalised texts: gzipped JSON lines of document_id and text."""
TEXTS_FILE = "text/documents.jsonl.gz"
"""Where a release holds them."""

_START, _END, _SOURCE = expand("oa:start"), expand("oa:end"), expand("oa:hasSource")
_QUOTES = expand("oa:exact"), expand("schema:text")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a release says about its rows: how many each table has, the licences they state, and the first and last date of a paper."""

    counts: Mapping[str, int]
    license_urls: tuple[str, ...]
    first_on: str
    last_on: str


@dataclass(frozen=True, slots=True)
class EvidenceColumns:
    """The columns of a table that tell where words stand: offsets, document, and the words themselves, "" if a row does not repeat them."""

    start: str
    end: str
    source: str
    quote: str


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


def field_of(table: Table, *properties: str) -> Field | None:
    """The column of a table that holds one of these properties."""
    return next((field for field in table.fields if field.property_url in properties), None)


def evidence_columns(table: Table) -> EvidenceColumns | None:
    """They are found by their properties; None if rows of the table have no evidence."""
    start, end, source, quote = (field_of(table, *names) for names in ((_START,), (_END,), (_SOURCE,), _QUOTES))
    return EvidenceColumns(start.name, end.name, source.name, quote.name if quote else "") if start and end and source else None


def free_text(table: Table) -> list[str]:
    """Columns that may hold any words: those whose values no list, pattern or type confines, and that hold no URL."""
    return [
        field.name for field in table.fields if field.type == "string" and not (field.enum or field.pattern or field.name.endswith("_url"))
    ]


def read(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV as texts, twice as fast as `csv.DictReader` gives them.

    Raises:
        ValueError: if a row has more or fewer cells than the header.
    """
    csv.field_size_limit(sys.maxsize)  # a passage of a document may be longer than the 128 KiB that the module allows
    with path.open(encoding="utf-8", newline="") as file:
        cells = csv.reader(file)
        names = next(cells, [])
        for row in cells:
            yield dict(zip(names, row, strict=True))


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """The texts of a release, each after its document's id."""
    if (path := folder / TEXTS_FILE).exists():
        yield from read_texts(path)


def read_texts(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file, each after its document's id."""
    with decompressed(path) as lines:
        for line in lines:
            entry = json.loads(line)
            yield entry["document_id"], entry["text"]

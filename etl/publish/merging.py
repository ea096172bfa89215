"""Partitions to the tables and texts of a release: joined in their order, and masked on the way."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import IO

from etl.errors import GateError
from etl.model.documents import fold_whitespace
from etl.publish.privacy import mask
from etl.publish.rdf import compressed
from etl.publish.rows import TEXTS, TEXTS_FILE, evidence_columns, free_text, partitions, read, read_texts
from etl.tables import Table

Masked = Counter[str]
"""What was masked, by kind; words that a row repeats from a text are not counted again."""


def merge(rows: Path, tables: Mapping[str, Table], folder: Path) -> Masked:
    """Write every table as `csv/<table>.csv` and the texts, if there are any; return what was masked.

    One partition after the other, and of each the texts first: its rows repeat words of these texts only.

    Raises:
        GateError: if a partition's header is not the table's.
    """
    masked: Masked = Counter()
    with ExitStack() as files:
        writers = {}
        for name, table in tables.items():
            file = files.enter_context((folder / "csv" / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(table.columns)
        texts = files.enter_context(_open_texts(folder)) if partitions(rows, TEXTS) else None
        for partition in _names(rows, tables):
            documents = _merge_texts(rows / TEXTS / f"{partition}.jsonl.gz", texts, masked)
            for name, table in tables.items():
                path = rows / name / f"{partition}.csv"
                if path.exists():
                    writers[name].writerows(_masked_rows(path, table, documents, masked))
    return masked


def _names(rows: Path, tables: Mapping[str, Table]) -> list[str]:
    """Every partition of any table or of the texts, in their order."""
    return sorted({path.name.partition(".")[0] for name in (*tables, TEXTS) for path in partitions(rows, name)})


def _open_texts(folder: Path) -> AbstractContextManager[IO[bytes]]:
    path = folder / TEXTS_FILE
    path.parent.mkdir()
    return compressed(path)


def _merge_texts(path: Path, target: IO[bytes] | None, masked: Masked) -> dict[str, str | None]:
    """Copy the texts of a partition, masked. Return each document's, or None where nothing had to be masked."""
    documents: dict[str, str | None] = {}
    if target is None or not path.exists():
        return documents
    for document_id, original in read_texts(path):
        text, counts = mask(original)
        masked.update(counts)
        documents[document_id] = text if counts else None
        target.write((json.dumps({"document_id": document_id, "text": text}, ensure_ascii=False) + "\n").encode())
    return documents


def _masked_rows(path: Path, table: Table, texts: Mapping[str, str | None], masked: Masked) -> Iterator[list[str]]:
    """The rows of a partition. What repeats words of a text is taken from the masked text; any other words are masked by themselves."""
    evidence, free = evidence_columns(table), free_text(table)
    for row in _checked(path, table):
        quoting = evidence.quote if evidence and row[evidence.source] in texts else ""
        if evidence and quoting and (text := texts[row[evidence.source]]) is not None:
            row[quoting] = fold_whitespace(text[int(row[evidence.start]) : int(row[evidence.end])])
        for name in free:
            if row[name] and name != quoting:
                row[name], counts = mask(row[name])
                masked.update(counts)
        yield [row[name] for name in table.columns]


def _checked(path: Path, table: Table) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        if file.readline() != ",".join(table.columns) + "\n":
            raise GateError("the header is not that of the schema", where=str(path), todo="build the rows again")
    return read(path)

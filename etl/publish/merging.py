"""Partitions to the tables and texts of a release: joined in their order, and masked on the way, without what is taken down."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from etl.errors import GateError
from etl.model.documents import fold_whitespace
from etl.publish.names import Officials, find_officials
from etl.publish.privacy import mask
from etl.publish.rdf import compressed
from etl.publish.rows import TEXTS, TEXTS_FILE, evidence_columns, free_text, partitions, read, read_texts
from etl.publish.takedown import TOMBSTONES, Takedown
from etl.tables import Table

Masked = Counter[str]
"""What was masked, by kind; words that a row repeats from a text are not counted again."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is not published. officials: whose names are no secret; masked: counts what is masked, and grows."""

    takedown: Takedown
    officials: Officials
    masked: Masked

    def mask(self, text: str) -> tuple[str, bool]:
        """A text in its length without private words, and whether there were any."""
        text, counts = mask(text, self.officials, self.takedown.phrases)
        self.masked.update(counts)
        return text, bool(counts)


def merge(rows: Path, tables: Mapping[str, Table], folder: Path, takedown: Takedown, graves: Iterable[Mapping[str, str]]) -> Masked:
    """Write every table as `csv/<table>.csv` and the texts, if there are any; return what was masked.

    One partition after the other, and of each the texts first: its rows repeat words of these texts only. graves: tombstones of what is
    taken down.

    Raises:
        GateError: if a partition's header is not the table's.
    """
    words = (text for path in partitions(rows, TEXTS) for _, text in read_texts(path))
    officials = find_officials(tables, lambda name: (row for path in partitions(rows, name) for row in read(path)), words)
    secrets = Secrets(takedown, officials, Counter())
    with ExitStack() as files:
        writers = {}
        for name, table in tables.items():
            file = files.enter_context((folder / "csv" / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(table.columns)
        texts = files.enter_context(_open_texts(folder)) if partitions(rows, TEXTS) else None
        for partition in _names(rows, tables):
            documents = _merge_texts(rows / TEXTS / f"{partition}.jsonl.gz", texts, secrets)
            for name, table in tables.items():
                path = rows / name / f"{partition}.csv"
                if path.exists():
                    writers[name].writerows(_masked_rows(path, table, documents, secrets))
        writers[TOMBSTONES].writerows([row[name] for name in tables[TOMBSTONES].columns] for row in graves)
    return secrets.masked


def _names(rows: Path, tables: Mapping[str, Table]) -> list[str]:
    """Every partition of any table or of the texts, in their order."""
    return sorted({path.name.partition(".")[0] for name in (*tables, TEXTS) for path in partitions(rows, name)})


def _open_texts(folder: Path) -> AbstractContextManager[IO[bytes]]:
    path = folder / TEXTS_FILE
    path.parent.mkdir()
    return compressed(path)


def _merge_texts(path: Path, target: IO[bytes] | None, secrets: Secrets) -> dict[str, str | None]:
    """Copy the texts of a partition, masked. Return each document's, or None where nothing had to be masked."""
    documents: dict[str, str | None] = {}
    if target is None or not path.exists():
        return documents
    for document_id, original in read_texts(path):
        if document_id in secrets.takedown.gone:
            continue
        text, is_masked = secrets.mask(original)
        documents[document_id] = text if is_masked else None
        target.write((json.dumps({"document_id": document_id, "text": text}, ensure_ascii=False) + "\n").encode())
    return documents


def _masked_rows(path: Path, table: Table, texts: Mapping[str, str | None], secrets: Secrets) -> Iterator[list[str]]:
    """The rows of a partition. What repeats words of a text is taken from the masked text; any other words are masked by themselves."""
    evidence, free = evidence_columns(table), free_text(table)
    for row in _checked(path, table):
        if secrets.takedown.leaves_out(table, row):
            continue
        quoting = evidence.quote if evidence and row[evidence.source] in texts else ""
        if evidence and quoting and (text := texts[row[evidence.source]]) is not None:
            row[quoting] = fold_whitespace(text[int(row[evidence.start]) : int(row[evidence.end])])
        for name in free:
            if row[name] and name != quoting:
                row[name], _ = secrets.mask(row[name])
        yield [row[name] for name in table.columns]


def _checked(path: Path, table: Table) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        if file.readline() != ",".join(table.columns) + "\n":
            raise GateError("the header is not that of the schema", where=str(path), todo="build the rows again")
    return read(path)

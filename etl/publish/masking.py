"""One partition without what must not be published: private words masked, what is taken down left out."""

import csv
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from etl.errors import GateError
from etl.model.documents import fold_whitespace
from etl.publish.names import Officials
from etl.publish.privacy import digest, find_private, mask
from etl.publish.rows import TEXTS, evidence_columns, free_text, read, read_texts
from etl.publish.takedown import Takedown
from etl.tables import Table, load_tables

Masked = Counter[str]
"""What was masked, by kind; words that a row repeats from a text are not counted again."""

TEXTS_PART = "texts.jsonl"
"""The texts of a masked partition."""


class Parts(NamedTuple):
    """What came of a partition. masked: what was masked in it; clean: digests of the texts in which nothing was."""

    masked: Masked
    clean: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is not published. officials: whose names are no secret; phrases: taken down; masked: counts what is masked, and grows."""

    takedown: Takedown
    officials: Officials
    phrases: tuple[str, ...]
    masked: Masked

    def mask(self, text: str) -> tuple[str, bool]:
        """A text in its length without private words, and whether there were any."""
        if not find_private(text, self.officials, self.phrases):  # as in nearly every cell
            return text, False
        text, counts = mask(text, self.officials, self.phrases)
        self.masked.update(counts)
        return text, True


def mask_partition(rows: Path, partition: str, folder: Path, takedown: Takedown, officials: Officials) -> Parts:
    """Write a partition into a new folder, its texts as JSON lines and its tables as CSVs without headers.

    The texts come first: the rows repeat words of these texts only.

    Raises:
        GateError: if the header of a table's partition is not the table's.
    """
    folder.mkdir()
    secrets = Secrets(takedown, officials, takedown.phrases, Counter())
    texts, clean = _write_texts(rows / TEXTS / f"{partition}.jsonl.gz", folder / TEXTS_PART, secrets)
    for name, table in load_tables().items():
        path = rows / name / f"{partition}.csv"
        if path.exists():
            _write_table(path, folder / f"{name}.csv", table, texts, secrets)
    return Parts(secrets.masked, clean)


def _write_texts(path: Path, target: Path, secrets: Secrets) -> tuple[dict[str, str | None], frozenset[bytes]]:
    """Copy the texts, masked. Return each document's, or None where nothing had to be masked; and the digests of these."""
    documents: dict[str, str | None] = {}
    clean: set[bytes] = set()
    if not path.exists():
        return documents, frozenset()
    with target.open("w", encoding="utf-8", newline="") as file:
        for document_id, original in read_texts(path):
            if document_id in secrets.takedown.gone:
                continue
            text, is_masked = secrets.mask(original)
            documents[document_id] = text if is_masked else None
            if not is_masked:
                clean.add(digest(text))
            file.write(json.dumps({"document_id": document_id, "text": text}, ensure_ascii=False) + "\n")
    return documents, frozenset(clean)


def _write_table(path: Path, target: Path, table: Table, texts: Mapping[str, str | None], secrets: Secrets) -> None:
    """Copy a table's rows without the header: as they stand, if nothing of them had to be masked or left out."""
    if (rows := _masked_rows(path, table, texts, secrets)) is None:
        with path.open("rb") as original, target.open("wb") as file:
            original.readline()
            shutil.copyfileobj(original, file)
            original.seek(-1, os.SEEK_END)
            if original.read() != b"\n":  # the next partition's rows follow
                file.write(b"\n")
    else:
        with target.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([row[name] for name in table.columns] for row in rows)


def _masked_rows(path: Path, table: Table, texts: Mapping[str, str | None], secrets: Secrets) -> list[dict[str, str]] | None:
    """The rows of a partition, or None if they all stay as they are.

    What repeats words of a text is taken from the masked text; any other words are masked by themselves.
    """
    evidence, free = evidence_columns(table), free_text(table)
    rows, stay = [], True
    for row in _checked(path, table):
        if secrets.takedown.leaves_out(table, row):
            stay = False
            continue
        quoting = evidence.quote if evidence and row[evidence.source] in texts else ""
        if evidence and quoting and (text := texts[row[evidence.source]]) is not None:
            row[quoting] = fold_whitespace(text[int(row[evidence.start]) : int(row[evidence.end])])
            stay = False
        for name in free:
            if row[name] and name != quoting:
                row[name], is_masked = secrets.mask(row[name])
                stay = stay and not is_masked
        rows.append(row)
    return None if stay else rows


def _checked(path: Path, table: Table) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        if file.readline() != ",".join(table.columns) + "\n":
            raise GateError("the header is not that of the schema", where=str(path), todo="build the rows again")
    return read(path)

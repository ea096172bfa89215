"""Checked rows on disk: one CSV per table and partition, rewritten only where something changed, whole or not at all."""

import csv
import gzip
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.store.files import write_whole
from etl.tables import load_tables

_MANIFEST = "manifest.json"
#: The name of a partition's texts among its tables.
TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Partitions:
    """The rows of one source: `<table>/<partition>.csv`, `texts/<partition>.jsonl.gz`, and a manifest.

    The manifest says of each partition what it was made from, as a fingerprint.
    """

    folder: Path

    def manifest(self) -> dict[str, str]:
        """Partition → fingerprint of what it was made from; empty if there is none yet."""
        try:
            content = json.loads((self.folder / _MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def read(self, table: str, *, but: str) -> list[dict[str, str]]:
        """The rows of a table in all partitions but one."""
        return [row for path in sorted((self.folder / table).glob("*.csv")) if path.stem != but for row in _read(path)]

    def write_manifest(self, fingerprints: Mapping[str, str]) -> None:
        """Say what the partitions were made from; done last, so that a killed run makes them again."""
        write_whole(self.folder / _MANIFEST, json.dumps(dict(fingerprints), sort_keys=True, indent=1).encode())

    def rows(self, partition: str, table: str) -> list[dict[str, str]]:
        """The rows of a table in one partition."""
        path = self._path(partition, table)
        return _read(path) if path.exists() else []

    def write(self, partition: str, tables: Mapping[str, Iterable[Mapping[str, str]]]) -> None:
        """Write a partition's rows; a table without rows has no file."""
        for name in load_tables():
            self.write_table(partition, name, list(tables.get(name, ())))

    def write_table(self, partition: str, name: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Write the rows of one table of a partition."""
        columns = load_tables()[name].columns
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row[column] for column in columns] for row in rows)
        _write(self._path(partition, name), buffer.getvalue().encode() if rows else b"")

    def texts(self, partition: str) -> list[tuple[str, str]]:
        """The texts of a partition: (document id, text)."""
        path = self._path(partition, TEXTS)
        lines = gzip.decompress(path.read_bytes()).decode().split("\n")[:-1] if path.exists() else []
        return [(one["document_id"], one["text"]) for one in map(json.loads, lines)]

    def write_texts(self, partition: str, texts: Iterable[tuple[str, str]]) -> None:
        """Write the texts that the offsets of a partition count in: (document id, text), one JSON object a line."""
        lines = [json.dumps({"document_id": document_id, "text": text}, ensure_ascii=False) + "\n" for document_id, text in sorted(texts)]
        _write(self._path(partition, TEXTS), gzip.compress("".join(lines).encode(), 6, mtime=0) if lines else b"")

    def hashes(self, partition: str) -> dict[str, str]:
        """The SHA-256 of every file of a partition, by its table, and of its texts."""
        paths = {name: self._path(partition, name) for name in (*load_tables(), TEXTS)}
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if path.exists()}

    def drop(self, partition: str) -> None:
        """Remove a partition that has no members any more."""
        for name in (*load_tables(), TEXTS):
            self._path(partition, name).unlink(missing_ok=True)

    def _path(self, partition: str, name: str) -> Path:
        return self.folder / name / f"{partition}{'.jsonl.gz' if name == TEXTS else '.csv'}"


def _read(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)  # a passage of a document may be longer than the 128 KiB that the module allows
    with path.open(encoding="utf-8", newline="") as file:
        cells = csv.reader(file)
        names = next(cells, [])
        return [dict(zip(names, row, strict=True)) for row in cells]


def _write(path: Path, data: bytes) -> None:
    """Let a file hold these bytes, if it does not; without any there is none."""
    if not data:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_bytes() != data:
        write_whole(path, data)

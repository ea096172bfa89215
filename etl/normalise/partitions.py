"""Checked rows on disk: one CSV per table and partition, rewritten only where something changed, whole or not at all."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.store.files import write_whole
from etl.tables import load_tables

_MANIFEST = "manifest.json"
_TEXTS = "texts"


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
        paths = [path for path in sorted((self.folder / table).glob("*.csv")) if path.stem != but]
        return [row for path in paths for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))]

    def write_manifest(self, fingerprints: Mapping[str, str]) -> None:
        """Say what the partitions were made from; done last, so that a killed run makes them again."""
        write_whole(self.folder / _MANIFEST, json.dumps(dict(fingerprints), sort_keys=True, indent=1).encode())

    def write(self, partition: str, tables: Mapping[str, Iterable[Mapping[str, str]]]) -> None:
        """Write a partition's rows; a table without rows has no file."""
        for name, table in load_tables().items():
            rows = list(tables.get(name, ()))
            path = self.folder / name / f"{partition}.csv"
            if not rows:
                path.unlink(missing_ok=True)
                continue
            buffer = io.StringIO(newline="")
            writer = csv.DictWriter(buffer, table.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            write_whole(path, buffer.getvalue().encode())

    def write_texts(self, partition: str, texts: Iterable[tuple[str, str]]) -> None:
        """Write the texts that the offsets of a partition count in: (document id, text), one JSON object a line."""
        path = self.folder / _TEXTS / f"{partition}.jsonl.gz"
        lines = [json.dumps({"document_id": document_id, "text": text}, ensure_ascii=False) + "\n" for document_id, text in sorted(texts)]
        if not lines:
            path.unlink(missing_ok=True)
            return
        write_whole(path, gzip.compress("".join(lines).encode(), 6, mtime=0))

    def drop(self, partition: str) -> None:
        """Remove a partition that has no members any more."""
        for name in load_tables():
            (self.folder / name / f"{partition}.csv").unlink(missing_ok=True)
        (self.folder / _TEXTS / f"{partition}.jsonl.gz").unlink(missing_ok=True)

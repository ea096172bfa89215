"""Checked rows many times over, for measurements: every copy has ids of its own, in the same partitions."""

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

_ID = re.compile(r"\b(id/[a-z-]+/)([0-9a-f]{16})")


def multiply(rows: Path, target: Path, times: int) -> Path:
    """Write a folder of rows that holds those of another `times` times; return it."""
    for path in sorted(rows.glob("*/*.csv")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n")
        with _new(target / path.relative_to(rows)).open("w", encoding="utf-8") as file:
            file.write(f"{head}\n")
            file.writelines(_ID.sub(_other(copy), body) for copy in range(times))
    for path in sorted(rows.glob("texts/*.jsonl.gz")):
        lines = gzip.decompress(path.read_bytes()).decode()
        with gzip.open(_new(target / path.relative_to(rows)), "wt", encoding="utf-8", compresslevel=1) as texts:
            texts.writelines(_ID.sub(_other(copy), lines) for copy in range(times))
    return target


def _other(copy: int) -> Callable[[re.Match[str]], str]:
    """The id of a copy; the first one keeps its ids."""
    return lambda match: match[1] + (hashlib.sha256(f"{copy} {match[2]}".encode()).hexdigest()[:16] if copy else match[2])


def _new(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path

"""Files of a release: their sizes and hashes, and how JSON is written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = "datapackage.json"
OWN = "ratsgraph"
"""The descriptor's property for what only ratsgraph reads, such as the files that are no tables."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file: its path within the release, its size in bytes and the SHA-256 of its bytes."""

    path: str
    bytes: int
    sha256: str


def record(folder: Path) -> list[FileRecord]:
    """Every file of a release but its package descriptor, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = [FileRecord(path.relative_to(folder).as_posix(), path.stat().st_size, sha256(path)) for path in files]
    return [entry for entry in found if entry.path != PACKAGE]


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON for people and for comparing: indented, in the order given."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        ValueError: if the file holds no JSON.
    """
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def is_complete(package: Mapping[str, Any], folder: Path) -> bool:
    """Whether every file that a descriptor lists is there in its size."""
    entries = [*package["resources"], *package[OWN]["files"]]
    return all((path := folder / entry["path"]).is_file() and path.stat().st_size == entry["bytes"] for entry in entries)

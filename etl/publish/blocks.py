"""The RDF dumps in blocks: what a few rows of a table say, in pieces of the gzip files that can be taken out and put in by themselves.

`rdf/blocks.csv` lists them in their order. Where a block ends follows from the rows themselves, so that in two releases blocks of the
same rows are the same, whatever was added before them. A piece is a raw DEFLATE stream (RFC 1951) that refers to nothing before it and
ends with a whole byte; the first piece of the Turtle holds its prefixes. Together they are one ordinary gzip file.
"""

import csv
import filecmp
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal
from zlib import crc32

from etl.publish.gzipped import HEADER
from etl.publish.rows import read
from etl.tables import Table

INDEX = "rdf/blocks.csv"
"""Where a release lists its blocks."""

_CUT = 64  # rows of a block on average
_MOST = 8 * _CUT  # rows of the longest


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the list: its table, "" for what no row says; a digest of its rows; its statements; the bytes of its pieces."""

    table_name: str
    digest: str
    statements: int
    nquads_bytes: int
    turtle_bytes: int


def cut(table: Table, path: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The rows of a CSV, block by block, each after its digest: a block ends after a row whose key says so."""
    rows: list[dict[str, str]] = []
    for row in read(path):
        rows.append(row)
        if len(rows) == _MOST or crc32(row[table.primary_key[0]].encode()) % _CUT == 0:
            yield digest(rows), rows
            rows = []
    if rows:
        yield digest(rows), rows


def digest(rows: Iterable[Mapping[str, str]]) -> str:
    """What stands for rows of a table."""
    whole = "\x1e".join(["\x1f".join(row.values()) for row in rows])
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


def write_index(folder: Path, blocks: Iterable[Block]) -> None:
    """Write the list."""
    with (folder / INDEX).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Block.__slots__)
        writer.writerows([getattr(block, name) for name in Block.__slots__] for block in blocks)


def read_index(folder: Path) -> list[Block]:
    """The list of a release.

    Raises:
        OSError, ValueError, KeyError: if it cannot be read.
    """
    return [
        Block(row["table_name"], row["digest"], *(int(row[name]) for name in ("statements", "nquads_bytes", "turtle_bytes")))
        for row in read(folder / INDEX)
    ]


@dataclass(frozen=True, slots=True)
class Piece:
    """A block with what it is in the N-Quads and in the Turtle."""

    block: Block
    nquads: bytes
    turtle: bytes


def pieces(folder: Path, name: str) -> Iterator[Piece]:
    """All blocks of a release in their order. name: of its dumps.

    Raises:
        OSError, ValueError, KeyError: if the list or a dump cannot be read.
    """
    with dump_path(folder, name, "nq").open("rb") as nquads, dump_path(folder, name, "ttl").open("rb") as turtle:
        for file in (nquads, turtle):
            file.seek(len(HEADER))
        for block in read_index(folder):
            yield Piece(block, nquads.read(block.nquads_bytes), turtle.read(block.turtle_bytes))


class Stock:
    """The blocks of a release that a later one may take over. The list is held in memory, the blocks stay in their files."""

    def __init__(self, folder: Path, nquads: IO[bytes], turtle: IO[bytes]) -> None:
        """Read the list of a release, whose dumps are open."""
        self._folder, self._nquads, self._turtle = folder, nquads, turtle
        self._places: dict[str, dict[str, tuple[Block, int, int]]] = {}
        nquads_at = turtle_at = len(HEADER)
        for block in read_index(folder):
            self._places.setdefault(block.table_name, {})[block.digest] = block, nquads_at, turtle_at
            nquads_at, turtle_at = nquads_at + block.nquads_bytes, turtle_at + block.turtle_bytes

    def find(self, table: Table, digest: str) -> Piece | None:
        """The block of these rows."""
        place = self._places.get(table.name, {}).get(digest)
        return self._taken(*place) if place else None

    def has(self, path: Path) -> bool:
        """Whether a table's CSV is the same as that of the release."""
        return filecmp.cmp(self._folder / "csv" / path.name, path, shallow=False)

    def all_of(self, table: Table) -> Iterator[Piece]:
        """The blocks of a table."""
        return (self._taken(*place) for place in self._places.get(table.name, {}).values())

    def _taken(self, block: Block, nquads_at: int, turtle_at: int) -> Piece:
        self._nquads.seek(nquads_at)
        self._turtle.seek(turtle_at)
        return Piece(block, self._nquads.read(block.nquads_bytes), self._turtle.read(block.turtle_bytes))


@contextmanager
def stock(folder: Path | None, name: str) -> Iterator[Stock | None]:
    """The blocks of a release, if there is one. name: of its dumps."""
    if folder is None:
        yield None
        return
    with dump_path(folder, name, "nq").open("rb") as nquads, dump_path(folder, name, "ttl").open("rb") as turtle:
        yield Stock(folder, nquads, turtle)


def dump_path(folder: Path, name: str, syntax: Literal["nq", "ttl"]) -> Path:
    """A dump of a release. syntax: its ending, "nq" or "ttl"."""
    return folder / "rdf" / f"{name}.{syntax}.gz"

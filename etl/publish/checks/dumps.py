"""Do the RDF dumps and the Parquet files say what the CSVs say?"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from operator import attrgetter
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from etl.publish.blocks import INDEX, Block, Piece, dump_path, pieces, read_index, stock
from etl.publish.checks.published import Problem, Published
from etl.publish.database import CHECK_MEMORY_MB, open_tables, rows, text
from etl.publish.dumps import Part, parts, prefixes
from etl.publish.gzipped import HEADER, TRAILER_LENGTH, decompressed, inflated
from etl.publish.parquet import FILE, typed
from etl.publish.provenance import Origin, dump
from etl.publish.rdf import Said, batched, read_turtle

_AT_ONCE = 1000  # triples
_CHUNK = 1 << 20  # bytes of a dump that are read at once
_LINE = 10_000  # characters; of a longer line the rest is not told


def other_dumps(published: Published) -> Iterator[Problem]:
    """The first statement of each dump that is not the one that the tables make there, or a list of blocks that are not the dumps'."""
    if not _is_said(published):
        problems = list(_differing(published))
        yield from problems or [published.problem("the dumps do not consist of these blocks", INDEX)]


def _is_said(published: Published) -> bool:
    """Whether the blocks of both dumps, and nothing else in them, say what the tables say, or are those of the release before."""
    name, folder = published.descriptor["name"], published.folder
    try:
        with stock(published.known.past, name) as before:
            expected = parts(folder / "csv", Origin(**published.own["origin"]), before)
            found = pieces(folder, name)
            return (
                _is_head(next(found, None))
                and all(_agree(part, piece) for part, piece in zip_longest(expected, found))
                and all(_is_whole(folder, name, syntax) for syntax in ("nq", "ttl"))
            )
    except (OSError, EOFError, ValueError, KeyError, SyntaxError):  # where it cannot be read is told by whoever reads it from end to end
        return False


def _is_head(piece: Piece | None) -> bool:
    return piece is not None and piece.block == Block("", "", 0, 0, len(piece.turtle)) and inflated(piece.turtle) == prefixes()


def _agree(part: Part | Piece | None, piece: Piece | None) -> bool:
    """Whether a block is the one of the release before, or says what its rows say."""
    if not isinstance(part, Part) or piece is None:
        return part == piece
    triples = ox.parse(prefixes() + inflated(piece.turtle), format=ox.RdfFormat.TURTLE)
    return (
        piece.block == Block(part.table_name, part.digest, part.statements, len(piece.nquads), len(piece.turtle))
        and inflated(piece.nquads) == part.nquads.encode()
        and ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) == part.ntriples.encode()
    )


def _is_whole(folder: Path, name: str, syntax: Literal["nq", "ttl"]) -> bool:
    """Whether a dump ends where its blocks end; raises if its checksum is not that of its content."""
    path = dump_path(folder, name, syntax)
    with decompressed(path) as file:
        while file.read(_CHUNK):
            pass
    sizes = (block.nquads_bytes if syntax == "nq" else block.turtle_bytes for block in read_index(folder))
    return len(HEADER) + sum(sizes) + TRAILER_LENGTH == path.stat().st_size


def _differing(published: Published) -> Iterator[Problem]:
    name = published.descriptor["name"]
    nquads, turtle = dump_path(published.folder, name, "nq"), dump_path(published.folder, name, "ttl")
    with decompressed(nquads) as file, io.TextIOWrapper(file, encoding="utf-8", newline="\n") as text:
        dumps = {nquads: _Dump(text.read, attrgetter("nquads")), turtle: _Dump(_written(read_turtle(turtle)), attrgetter("ntriples"))}
        for some in batched(dump(published.tables.values(), published.folder / "csv", Origin(**published.own["origin"]))):
            for path, one in dumps.items():
                yield from _problems(published, path, one.differing(some))
        for path, one in dumps.items():
            yield from _problems(published, path, one.more())


def other_parquet(published: Published) -> Iterator[Problem]:
    """Tables whose Parquet has not the CSV's rows in the types of the schema."""
    with open_tables(published.folder / "csv", published.tables, CHECK_MEMORY_MB) as database:
        for table in published.tables.values():
            path = FILE.format(table=table.name)
            query = f"""SELECT count(*) AS differing FROM ({typed(table)}) ours POSITIONAL JOIN {text(str(published.folder / path))} theirs
                WHERE ours IS DISTINCT FROM theirs"""
            for row in rows(database, query):
                if row["differing"] != "0":
                    yield published.problem(f"{row['differing']} rows are not those of the CSV", path)


@dataclass
class _Dump:
    """A dump that is read side by side with what the tables say. read: gives its next characters; lines: writes as it is written."""

    read: Callable[[int], str]
    lines: Callable[[Said], str]
    number: int = 1
    differs: bool = False

    def differing(self, some: Sequence[Said]) -> Iterator[tuple[int, str, str]]:
        """The number of the first statement that is another one, with that one and the right one; nothing after the first such."""
        if self.differs:
            return
        ours = "".join(map(self.lines, some))
        theirs = self.read(len(ours))
        if theirs != ours:
            self.differs = True
            theirs += self.read(_LINE)  # the end of its last line
            pairs = zip_longest(ours.split("\n"), theirs.split("\n"), fillvalue="")
            yield next((number, its, right) for number, (right, its) in enumerate(pairs, start=self.number) if right != its)
        self.number += ours.count("\n")

    def more(self) -> Iterator[tuple[int, str, str]]:
        """What it says beyond what the tables say."""
        if not self.differs and (theirs := self.read(_LINE)):
            yield self.number, theirs.split("\n", 1)[0], ""


def _written(triples: Iterable[ox.Quad]) -> Callable[[int], str]:
    """Reads triples as N-Triples, which the library writes as we do."""
    rest = iter(triples)
    ahead = ""

    def read(length: int) -> str:
        nonlocal ahead
        parts, had = [ahead], len(ahead)
        while had < length and (some := ox.serialize(islice(rest, _AT_ONCE), format=ox.RdfFormat.N_TRIPLES)):
            parts.append(some.decode())
            had += len(parts[-1])
        whole = "".join(parts)
        ahead = whole[length:]
        return whole[:length]

    return read


def _problems(published: Published, path: Path, differing: Iterable[tuple[int, str, str]]) -> Iterator[Problem]:
    for number, theirs, ours in differing:
        what = f"statement {number} is {theirs or 'missing'}, where the tables make {ours or 'none'}"
        yield published.problem(what, f"rdf/{path.name}")

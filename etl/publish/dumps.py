"""The RDF dumps of a release, N-Quads and Turtle, in blocks (`etl/publish/blocks.py`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import pyoxigraph as ox

from etl.publish.blocks import Block, Piece, Stock, cut, dump_path, stock, write_index
from etl.publish.gzipped import in_pieces
from etl.publish.provenance import Origin, sources_said
from etl.publish.rdf import RDF_TYPE, Said, batched, teller
from etl.tables import load_prefixes, load_tables


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be a block. table_name, digest: of its rows, as in the list of blocks; said: what they say."""

    table_name: str
    digest: str
    said: Sequence[Said]

    @property
    def statements(self) -> int:
        """Their number."""
        return sum(len(one.statements) for one in self.said)

    @property
    def nquads(self) -> str:
        """All of it as N-Quads."""
        return "".join([one.nquads for one in self.said])

    @property
    def ntriples(self) -> str:
        """All of it as N-Triples."""
        return "".join([one.ntriples for one in self.said])


def write_dumps(folder: Path, name: str, origin: Origin, past: Path | None) -> int:
    """Write `rdf/<name>.nq.gz` and `.ttl.gz` from the CSVs of a release, and the list of their blocks; return the number of quads.

    past: a release that is relied on, whose blocks are taken over where they are of the same rows.
    """
    (folder / "rdf").mkdir()
    with (
        in_pieces(dump_path(folder, name, "nq")) as nquads,
        in_pieces(dump_path(folder, name, "ttl")) as turtle,
        stock(past, name) as before,
    ):
        blocks = [Block("", "", 0, 0, turtle.add(prefixes()))]
        for part in parts(folder / "csv", origin, before):
            if isinstance(part, Piece):
                nquads.copy(part.nquads)
                turtle.copy(part.turtle)
                blocks.append(part.block)
            else:
                sizes = nquads.add(part.nquads.encode()), turtle.add(_turtle(part.ntriples).removeprefix(prefixes()))
                blocks.append(Block(part.table_name, part.digest, part.statements, *sizes))
    write_index(folder, blocks)
    return sum(block.statements for block in blocks)


def parts(csv_folder: Path, origin: Origin, before: Stock | None) -> Iterator[Part | Piece]:
    """What a release consists of, block by block, or the block of the release before, if it is of the same rows."""
    tables = load_tables().values()
    for table in tables:
        path = csv_folder / f"{table.name}.csv"
        if not table.about_url:
            continue
        if before and before.has(path):
            yield from before.all_of(table)
            continue
        tell = teller(table, origin.base_iri)
        for digest, rows in cut(table, path):
            yield (before and before.find(table, digest)) or Part(table.name, digest, list(map(tell, rows)))
    for some in batched(sources_said(origin, tables, csv_folder)):
        part = Part("", "", some)
        yield Part("", blake2b(part.nquads.encode(), digest_size=16).hexdigest(), some)


@cache
def prefixes() -> bytes:
    """What the Turtle begins with, a piece of its own."""
    return _turtle(f"<urn:x> <{RDF_TYPE}> <urn:x> .\n").partition(b"<urn:x>")[0]


def _turtle(ntriples: str) -> bytes:
    """The same as Turtle; whether IRIs are well-formed is asked by the gate, which reads it back: here it would take half of the time."""
    triples = ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(load_prefixes())) or b""

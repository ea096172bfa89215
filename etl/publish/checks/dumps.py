"""Do the RDF dumps and the Parquet files say what the CSVs say?"""

import gzip
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import IO

import pyoxigraph as ox

from etl.publish.checks.published import Problem, Published
from etl.publish.database import open_tables, rows, text
from etl.publish.parquet import FILE, typed
from etl.publish.provenance import Origin, dump
from etl.publish.rdf import read_nquads, read_turtle, triples

_AT_ONCE = 1000


def other_dumps(published: Published) -> Iterator[Problem]:
    """The first statement of each dump that is not the one that the tables make there."""
    name = published.descriptor["name"]
    nquads, turtle = published.folder / f"rdf/{name}.nq.gz", published.folder / f"rdf/{name}.ttl.gz"
    made = dump(published.tables.values(), published.folder / "csv", Origin(**published.own["origin"]))
    with gzip.open(nquads, "rt", encoding="utf-8", newline="\n") as lines:
        yield from _first_difference(published, _other_lines(made, lines), f"rdf/{nquads.name}")
    pairs = _other_triples(triples(read_nquads(nquads)), read_turtle(turtle))
    yield from _first_difference(published, pairs, f"rdf/{turtle.name}")


def other_parquet(published: Published) -> Iterator[Problem]:
    """Tables whose Parquet has not the CSV's rows in the types of the schema."""
    with open_tables(published.folder / "csv", published.tables) as database:
        for table in published.tables.values():
            path = FILE.format(table=table.name)
            query = f"""SELECT count(*) AS differing FROM ({typed(table)}) ours POSITIONAL JOIN {text(str(published.folder / path))} theirs
                WHERE ours IS DISTINCT FROM theirs"""
            for row in rows(database, query):
                if row["differing"] != "0":
                    yield published.problem(f"{row['differing']} rows are not those of the CSV", path)


def _other_lines(made: Iterable[str], found: IO[str]) -> Iterator[tuple[int, tuple[str | None, str | None]]]:
    """The numbered lines of the first text, of some lines each, that a file does not go on with; a text at once is twice as fast."""
    number = 1
    for ours in made:
        theirs = found.read(len(ours))
        if theirs != ours:
            theirs += found.readline()
            yield from enumerate(zip_longest(ours.split("\n"), theirs.split("\n")), start=number)
            return
        number += ours.count("\n")
    yield number, (None, found.readline() or None)


def _other_triples(made: Iterator[ox.Triple], found: Iterator[ox.Triple]) -> Iterator[tuple[int, tuple[object, object]]]:
    """The numbered triples of the first thousand that are not the same."""
    number = 1
    while ours := tuple(islice(made, _AT_ONCE)):
        theirs = tuple(islice(found, _AT_ONCE))
        if ours != theirs:
            yield from enumerate(zip_longest(ours, theirs), start=number)
            return
        number += _AT_ONCE
    yield number, (None, next(found, None))


def _first_difference(published: Published, pairs: Iterable[tuple[int, tuple[object, object]]], path: str) -> Iterator[Problem]:
    for number, (ours, theirs) in pairs:
        if ours != theirs:
            yield published.problem(f"statement {number} is {theirs or 'missing'}, where the tables make {ours or 'none'}", path)
            return

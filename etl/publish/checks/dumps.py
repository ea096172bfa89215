"""Do the RDF dumps and the Parquet files say what the CSVs say?"""

import gzip
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from etl.publish.checks.published import Problem, Published
from etl.publish.database import open_tables, rows, text
from etl.publish.parquet import FILE, typed
from etl.publish.provenance import Origin, dump
from etl.publish.rdf import read_nquads, read_turtle


def other_dumps(published: Published) -> Iterator[Problem]:
    """The first statement of each dump that is not the one that the tables make there."""
    name = published.descriptor["name"]
    nquads, turtle = published.folder / f"rdf/{name}.nq.gz", published.folder / f"rdf/{name}.ttl.gz"
    origin = Origin(**published.own["origin"])
    expected = (f"{line}\n" for text in dump(published.tables.values(), published.folder / "csv", origin) for line in text.split("\n")[:-1])
    with gzip.open(nquads, "rt", encoding="utf-8", newline="\n") as lines:
        yield from _first_difference(published, expected, lines, f"rdf/{nquads.name}")
    yield from _first_difference(published, (quad.triple for quad in read_nquads(nquads)), read_turtle(turtle), f"rdf/{turtle.name}")


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


def _first_difference(published: Published, expected: Iterable[object], found: Iterable[object], path: str) -> Iterator[Problem]:
    for number, (ours, theirs) in enumerate(zip_longest(expected, found), start=1):
        if ours != theirs:
            yield published.problem(f"statement {number} is {theirs or 'missing'}, where the tables make {ours or 'none'}", path)
            return

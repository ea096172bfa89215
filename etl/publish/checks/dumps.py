"""Do the RDF dumps and the Parquet files say what the CSVs say?"""

from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest

import pyoxigraph as ox

from etl.publish.checks.published import Problem, Published
from etl.publish.database import open_tables, rows, text
from etl.publish.parquet import FILE, typed
from etl.publish.provenance import Origin, provenance
from etl.publish.rdf import quads, read_nquads, read_turtle


def other_dumps(published: Published) -> Iterator[Problem]:
    """The first statement of each dump that is not the one that the tables make there."""
    name = published.descriptor["name"]
    nquads, turtle = published.folder / f"rdf/{name}.nq.gz", published.folder / f"rdf/{name}.ttl.gz"
    yield from _first_difference(published, _expected(published), read_nquads(nquads), f"rdf/{nquads.name}")
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


_Statements = Iterable[ox.Quad | ox.Triple]


def _first_difference(published: Published, expected: _Statements, found: _Statements, path: str) -> Iterator[Problem]:
    for number, (ours, theirs) in enumerate(zip_longest(expected, found), start=1):
        if ours != theirs:
            yield published.problem(f"statement {number} is {_told(theirs)}, where the tables make {_told(ours)}", path)
            return


def _told(statement: ox.Quad | ox.Triple | None) -> str:
    return f"{statement.subject} {statement.predicate} {statement.object}" if statement else "missing"


def _expected(published: Published) -> Iterator[ox.Quad]:
    tables, base_iri = published.tables.values(), published.own["base_iri"]
    of_rows = (quads(table, published.rows(table.name), base_iri) for table in tables)
    origin = Origin(**published.own["origin"])
    yield from chain.from_iterable([*of_rows, provenance(origin, tables, published.folder / "csv")])

"""Do the RDF dumps say what the CSVs say?"""

from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from etl.publish.checks.published import Problem, Published
from etl.publish.provenance import Origin, provenance
from etl.publish.rdf import RDF_TYPE, read_nquads, read_turtle


def other_dumps(published: Published) -> Iterator[Problem]:
    """Statements that the tables do not make, or that the dumps lack: counted by property, types by class."""
    name = published.descriptor["name"]
    expected = _expected(published)
    for path, statements in (
        (f"rdf/{name}.nq.gz", (quad.triple for quad in read_nquads(published.folder / f"rdf/{name}.nq.gz"))),
        (f"rdf/{name}.ttl.gz", read_turtle(published.folder / f"rdf/{name}.ttl.gz")),
    ):
        counted = _counted(statements)
        for key in sorted(key for key in expected | counted if expected[key] != counted[key]):
            yield published.problem(f"{counted[key]} statements of {key}, where the tables make {expected[key]}", path)


def _counted(statements: Iterable[ox.Triple]) -> Counter[str]:
    """How often each property is used, or class, for types."""
    keys = (triple.predicate.value if triple.predicate.value != RDF_TYPE else str(triple.object) for triple in statements)
    return Counter(keys)


def _expected(published: Published) -> Counter[str]:
    """The same counts, from the rows: types and links once per row, columns where they are not empty; and what is said of the run."""
    expected: Counter[str] = Counter()
    for table in published.tables.values():
        if not table.about_url:
            continue
        filled = Counter(name for row in published.rows(table.name) for name, value in row.items() if value)
        rows = filled[table.primary_key[0]]
        always = [f"<{name}>" for name in table.rdf_types]
        always += [f"<{link.value_url}>" if link.property_url == RDF_TYPE else link.property_url for link in table.virtual]
        for key in always:
            expected[key] += rows
        for field in table.fields:
            if field.property_url:
                expected[field.property_url] += filled[field.name]
    origin = Origin(**published.own["origin"])
    return expected + _counted(quad.triple for quad in provenance(origin, published.tables.values(), published.folder / "csv"))

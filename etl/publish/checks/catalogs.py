"""Does the catalogue offer the files that are there?"""

from collections.abc import Iterator
from itertools import groupby

import pyoxigraph as ox

from etl.publish.checks.published import Problem, Published
from etl.publish.rdf import CATALOG_FORMATS
from etl.tables import expand

_DOWNLOAD, _SIZE = expand("dcat:downloadURL"), expand("dcat:byteSize")


def other_catalogs(published: Published) -> Iterator[Problem]:
    """Catalogues that cannot be read, differ between their syntaxes, or offer files of another size; a missing licence has no catalogue."""
    if "licenses" not in published.descriptor:
        return
    catalogs = {
        ending: {quad.triple for quad in ox.parse(path=published.folder / f"catalog.{ending}", format=syntax)}
        for ending, syntax in CATALOG_FORMATS.items()
    }
    first, *others = catalogs
    for ending in others:
        if catalogs[ending] != catalogs[first]:
            yield published.problem(f"it does not say what catalog.{first} says", f"catalog.{ending}")
    yield from _other_sizes(published, catalogs[first])


def _other_sizes(published: Published, triples: set[ox.Triple]) -> Iterator[Problem]:
    base = f"{published.descriptor['homepage']}/"
    facts = sorted(
        (str(triple.subject), triple.predicate.value, triple.object.value) for triple in triples if not isinstance(triple.object, ox.Triple)
    )
    for subject, group in groupby(facts, key=lambda fact: fact[0]):
        values = {predicate: value for _, predicate, value in group}
        if _DOWNLOAD in values:
            path = published.folder / values[_DOWNLOAD].removeprefix(base)
            if not path.is_file() or str(path.stat().st_size) != values[_SIZE]:
                yield published.problem(f"{subject} offers a file that is not there in its size", f"catalog.{next(iter(CATALOG_FORMATS))}")

"""The RDF dumps of a release: N-Quads and Turtle, and with those of a first release the first page of its event stream."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox

from etl.publish.gzipped import compressed
from etl.publish.members import Page, first_page
from etl.publish.provenance import Origin, dump
from etl.publish.rdf import batched
from etl.tables import load_prefixes, load_tables


def write_dumps(folder: Path, name: str, origin: Origin) -> int:
    """Write `rdf/<name>.nq.gz` and `.ttl.gz` from the CSVs of a release; return the number of quads.

    In a first release all is new, so the page of its event stream says the same in other graphs and is written on the way.
    """
    written = 0
    target = folder / "rdf"
    target.mkdir()
    page = Page(origin.base_iri, origin.dataset_iri, origin.version, origin.modified)
    with ExitStack() as files:
        nquads, turtle = (files.enter_context(compressed(target / f"{name}.{ending}.gz")) for ending in ("nq", "ttl"))
        tell = None if origin.previous else files.enter_context(first_page(page, folder))

        def triples() -> Iterator[ox.Quad]:
            nonlocal written
            for some in batched(dump(load_tables().values(), folder / "csv", origin)):
                written += sum(len(one.statements) for one in some)
                nquads.write("".join([one.nquads for one in some]).encode())
                if tell:
                    tell(some)
                yield from ox.parse("".join([one.ntriples for one in some]), format=ox.RdfFormat.N_TRIPLES)

        ox.serialize(triples(), turtle, format=ox.RdfFormat.TURTLE, prefixes=dict(load_prefixes()))
    return written

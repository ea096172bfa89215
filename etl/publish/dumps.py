"""The RDF dumps of a release: N-Quads and Turtle."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from etl.publish.gzipped import compressed
from etl.publish.provenance import Origin, dump
from etl.publish.rdf import batched
from etl.tables import load_prefixes, load_tables


def write_dumps(folder: Path, name: str, origin: Origin) -> int:
    """Write `rdf/<name>.nq.gz` and `.ttl.gz` from the CSVs of a release; return the number of quads."""
    written = 0
    target = folder / "rdf"
    target.mkdir()
    with compressed(target / f"{name}.nq.gz") as nquads, compressed(target / f"{name}.ttl.gz") as turtle:

        def triples() -> Iterator[ox.Quad]:
            nonlocal written
            for some in batched(dump(load_tables().values(), folder / "csv", origin)):
                written += sum(len(one.statements) for one in some)
                nquads.write("".join([one.nquads for one in some]).encode())
                # whether IRIs are well-formed is asked by the gate, which reads the Turtle back; here it would take half of the time
                yield from ox.parse("".join([one.ntriples for one in some]), format=ox.RdfFormat.N_TRIPLES, lenient=True)

        ox.serialize(triples(), turtle, format=ox.RdfFormat.TURTLE, prefixes=dict(load_prefixes()))
    return written

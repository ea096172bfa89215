"""The RDF dumps of a release: N-Quads and Turtle."""

from collections.abc import Iterator
from pathlib import Path

from etl.publish.provenance import Origin, dump
from etl.publish.rdf import write_nquads, write_turtle
from etl.tables import load_tables


def write_dumps(folder: Path, name: str, origin: Origin) -> int:
    """Write `rdf/<name>.nq.gz` and `.ttl.gz` from the CSVs of a release; return the number of quads."""
    written = 0

    def counted() -> Iterator[str]:
        nonlocal written
        for text in dump(load_tables().values(), folder / "csv", origin):
            written += text.count("\n")
            yield text

    target = folder / "rdf"
    target.mkdir()
    nquads = target / f"{name}.nq.gz"
    write_nquads(nquads, counted())
    write_turtle(target / f"{name}.ttl.gz", nquads)
    return written

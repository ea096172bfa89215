"""Measure publishing: `python -m tools.bench_publish ROWS [--times 10] [--morph-kgc PYTHON]`.

ROWS is a folder of checked rows (data/rows/<source>). Prints and writes to reports/bench_publish.json:
the rate of N-Quads against hand-formatted strings of the same quads; seconds and peak memory of a whole publication of the rows, and of the
rows many times over; and, with a Python that has morph-kgc, its rate for three tables with a mapping that says the same.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from etl.publish.files import OWN, PACKAGE
from etl.publish.gzipped import compressed
from etl.publish.publisher import publish
from etl.publish.rdf import lines, write_nquads
from etl.publish.release import ReleaseInfo
from etl.publish.rows import partitions, read
from etl.settings import DEFAULT_BASE_IRI, Settings
from etl.sources import Source
from etl.tables import load_tables
from tools.bench import machine
from tools.morph_kgc import mapped
from tools.multiply import multiply
from tools.watching import cost

REPORT = Path("reports/bench_publish.json")
_SOURCE = Source(id="bench", name="Bench", adapter="folder", license="https://www.govdata.de/dl-de/zero-2-0")


def main() -> None:
    """Run the benchmark; with --publish, be the process that is watched."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--morph-kgc", type=Path)
    parser.add_argument("--publish", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.publish:
        release = ReleaseInfo(modified="2024-01-01T00:00:00+00:00", software_version="0", data_version="0")
        settings = Settings(output=arguments.publish, review=arguments.publish / "none")
        publish(arguments.rows, _SOURCE, settings, release, accept="a measurement")
        return
    figures = {"machine": machine(), **written(arguments.rows)}
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, arguments.times):
            rows = multiply(arguments.rows, Path(folder) / f"rows-{times}", times)
            output = Path(folder) / f"output-{times}"
            spent = cost([sys.executable, "-m", "tools.bench_publish", str(rows), "--publish", str(output)])
            own = json.loads((output / _SOURCE.id / PACKAGE).read_text(encoding="utf-8"))[OWN]
            found = {"rows": sum(own["rows"].values()), "triples": own["triples"], **asdict(spent)}
            figures |= {f"publish_{name}_{times}x": value for name, value in found.items()}
        if arguments.morph_kgc:
            figures |= mapped(rows, Path(folder), arguments.morph_kgc)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:32} {value}")


def written(rows: Path) -> dict[str, Any]:
    """Quads a second: made from rows and written, and formatted by hand from their parts and written, both as gzipped N-Quads."""
    parts = [described(quad) for text in made(rows) for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)]
    with tempfile.TemporaryDirectory() as folder:
        ours = best(lambda: write_nquads(Path(folder) / "ours.nq.gz", made(rows)))
        theirs = best(lambda: write_lines(Path(folder) / "theirs.nq.gz", formatted(parts)))
    names = ("nquads_per_s", "by_hand_per_s", "nquads_ratio")
    return dict(zip(names, (round(len(parts) / ours), round(len(parts) / theirs), round(theirs / ours, 2)), strict=True))


def made(rows: Path) -> Iterator[str]:
    """The N-Quads of all rows."""
    return chain.from_iterable(
        lines(table, chain.from_iterable(map(read, partitions(rows, name))), DEFAULT_BASE_IRI) for name, table in load_tables().items()
    )


def described(quad: ox.Quad) -> tuple[str, ...]:
    """A quad's parts as texts: subject, property, graph or "", the object's value, its language or "", its datatype or "" for an IRI."""
    graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
    value = quad.object
    rest = (value.value, value.language or "", value.datatype.value) if isinstance(value, ox.Literal) else (str(value)[1:-1], "", "")
    return str(quad.subject)[1:-1], quad.predicate.value, graph, *rest


def formatted(parts: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """Lines of N-Quads as one would write them by hand."""
    for subject, predicate, graph, value, language, datatype in parts:
        if not datatype:
            node = f"<{value}>"
        else:
            text = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
            node = f'"{text}"@{language}' if language else f'"{text}"^^<{datatype}>'
        yield f"<{subject}> <{predicate}> {node} <{graph}> .\n".encode() if graph else f"<{subject}> <{predicate}> {node} .\n".encode()


def write_lines(path: Path, formatted_lines: Iterable[bytes]) -> None:
    """Write lines, gzipped as the dumps are."""
    with compressed(path) as file:
        file.writelines(formatted_lines)


def best(work: Callable[[], None], times: int = 3) -> float:
    """Processor seconds of some work, at best."""
    found = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


if __name__ == "__main__":
    main()

"""Measure the main job on recorded documents: `make bench`. Needs ../shared beside the checkout.

Prints, and writes to reports/bench.json: documents a second from raw bytes to checked rows on two processes, with peak memory; the share of
the processor time that PDF text alone takes; triples a second written, and the whole publication's time. A benchmark, not a test.
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl import processes
from etl.decode import decode_text
from etl.errors import DecodeError
from etl.publish.rdf import line, read_nquads, write_nquads
from etl.run import build_source, harvest_source, publish_source, silent
from etl.settings import Settings
from etl.sources import Source
from etl.store import open_store
from tools.replay import SHARED, recorded, replay

REPORT = Path("reports/bench.json")
WORKERS = 2


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="first", default="2021", help="first year of the recorded corpus")
    parser.add_argument("--to", dest="last", default="2021", help="last year")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("make bench needs the recorded corpus beside the checkout (../shared)")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data", output=Path(folder) / "output", workers=WORKERS)
        with replay("--from", arguments.first, "--to", arguments.last) as url:
            source = recorded("bench", url)
            harvested = timed(lambda: harvest_source(source, settings, now=datetime.now(UTC), progress=silent))
        figures = {
            "machine": machine(),
            "years": f"{arguments.first}-{arguments.last}",
            "harvest_s": harvested[0],
            **measure(source, settings),
        }
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:32} {value}")


def measure(source: Source, settings: Settings) -> dict[str, Any]:
    """The figures of building and publishing what was harvested."""
    store = open_store(settings)
    hashes = [file.sha256 for file in store.files(source.id).values() if file.sha256]
    counted = replace(settings, data=settings.data.with_name("counted"))
    shutil.copytree(settings.data, counted.data)
    build_s, built = timed(lambda: build_source(source, settings, now=datetime.now(UTC), progress=silent))
    before = cpu_seconds()
    with forked_workers():
        build_source(source, counted, now=datetime.now(UTC), progress=silent)
    build_cpu_s = cpu_seconds() - before
    text_s, _ = timed(lambda: [read(store.blobs.read(sha256)) for sha256 in hashes])
    publish_s, published = timed(lambda: publish_source(source, settings, now=datetime.now(UTC), progress=silent))
    lines = list(map(line, read_nquads(settings.output / source.id / "rdf" / f"{source.id}.nq.gz")))
    write_s, _ = timed(lambda: write_nquads(settings.data / "bench.nq.gz", lines))
    return {
        "documents": len(hashes),
        "rows": sum(built.rows.values()),
        "build_s": build_s,
        "documents_per_s": round(len(hashes) / build_s, 1),
        "build_cpu_s": round(build_cpu_s, 2),
        "pdf_text_s": text_s,
        "pdf_text_share_of_cpu": round(text_s / build_cpu_s, 3),
        "peak_memory_mb": round(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024),
        "publish_s": publish_s,
        "triples": published.triples,
        "publish_triples_per_s": round(published.triples / publish_s),
        "write_triples_per_s": round(len(lines) / write_s),
    }


@contextmanager
def forked_workers() -> Iterator[None]:
    """Workers that are this process's own children, so that the system counts their time and memory with it (there are no threads here)."""
    usual = processes.context
    processes.context = lambda *_: multiprocessing.get_context("fork")
    try:
        yield
    finally:
        processes.context = usual


def read(data: bytes) -> str:
    """The text of a file, "" if it has none."""
    try:
        return decode_text(data).text
    except DecodeError:
        return ""


def timed(work: Any) -> tuple[float, Any]:
    """Wall seconds of some work, and its result."""
    start = time.perf_counter()
    result = work()
    return round(time.perf_counter() - start, 2), result


def cpu_seconds() -> float:
    """Processor time of this process and of those it has waited for, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def machine() -> str:
    """What the figures were measured on."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"


if __name__ == "__main__":
    main()

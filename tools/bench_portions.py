"""Measure publication against text extraction of the same files.

    python -m tools.bench_portions SOURCE --data DATA [--pairs 3] [--workers 2]

SOURCE and DATA are those of a source that was harvested and built. Both are made by as many processes, each in a fresh interpreter with its
start-up, one after the other in pairs, as a machine is not equally fast at all times. Prints wall and processor seconds of each and their
ratio. Text extraction is the first step of a first build: every file is read, and its text kept; publication is `ratsgraph publish` of a
first release.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from etl.model.progress import silent
from etl.run.reading import Here
from etl.run.texts import read_texts
from etl.settings import Settings
from etl.sources import load_source
from etl.store import open_store
from tools.bench import machine
from tools.watching import Cost, cost


def main() -> None:
    """Run the benchmark; with --read, be the process that extracts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read:
        extract(arguments.source, arguments.data, arguments.workers)
        return
    print(machine(), flush=True)
    os.environ["RATSGRAPH_WORKERS"] = str(arguments.workers)
    ratios = []
    for _ in range(arguments.pairs):
        reading = cost([sys.executable, "-m", "tools.bench_portions", *sys.argv[1:], "--read"])
        with tempfile.TemporaryDirectory() as output:
            publishing = cost([sys.executable, "-m", "etl", "publish", arguments.source, "--data", str(arguments.data), "--output", output])
        ratios.append(publishing.seconds / reading.seconds)
        print(f"text extraction {told(reading)}; publication {told(publishing)}; ratio {ratios[-1]:.2f}", flush=True)
    print(f"ratio, median {median(ratios):.2f}")


def extract(source: str, data: Path, workers: int) -> None:
    """Read every file of a source into a store that holds no texts yet."""
    hashes = [file.sha256 for file in open_store(Settings(data=data)).files(load_source(source).id).values() if file.sha256]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "blobs").symlink_to((data / "blobs").absolute())
        store = open_store(Settings(data=Path(folder)))
        print(read_texts(store, hashes, spread=Here(store, workers), progress=silent))


def told(spent: Cost) -> str:
    """Wall and processor seconds."""
    return f"{spent.seconds:.1f} s ({spent.cpu:.1f} s of processors)"


if __name__ == "__main__":
    main()

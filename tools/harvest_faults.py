"""Harvest the recorded council from a server that goes wrong, and compare with what a server that does not gives. Needs ../shared.

    python -m tools.harvest_faults [--rate 0.2] [--seeds 1 2 3] [--files inquiry] [YEAR]

For each seed, all kinds of faults mixed; then wrongly empty lists alone. Each source is harvested at most three times, with the real
pauses. Prints one row each; exits with 1 if a store is not that of the server without faults. A measurement, not a test.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.errors import SourceUnreachableError
from etl.harvest import harvest
from etl.run import silent
from etl.settings import Settings
from etl.store import Store, open_store
from etl.store.objects import object_hashes
from tools.replay import recorded, replay

MOST_RUNS = 3
SOURCE = "faults"


@dataclass(frozen=True)
class Contents:
    """What a store holds: (url, hash, deleted) of every object, (url, hash of the bytes) of every file."""

    objects: frozenset[tuple[str, str, bool]]
    files: frozenset[tuple[str, str]]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("year", nargs="?", default="2022")
    parser.add_argument("--rate", default="0.2")
    parser.add_argument("--seeds", nargs="*", default=["1", "2", "3"])
    parser.add_argument("--files", default="inquiry")
    arguments = parser.parse_args()
    years = ("--from", arguments.year, "--to", arguments.year)
    truth, _, _ = harvested(years, arguments.files)
    print(f"without faults: {len(truth.objects)} objects, {len(truth.files)} files")
    right = True
    for seed in arguments.seeds:
        for kinds in ("", "emptylist"):
            only = ("--fault-kinds", kinds) if kinds else ()
            began = time.perf_counter()
            found, runs, ends = harvested((*years, "--faults", arguments.rate, "--seed", seed, *only), arguments.files, truth)
            same = found == truth
            right = right and same
            missing, surplus = len(truth.objects - found.objects), len(found.objects - truth.objects)
            files = len(truth.files ^ found.files)
            print(
                f"seed {seed}, {kinds or 'all kinds'}: {'the same' if same else 'NOT the same'} after {runs} run(s) in "
                f"{time.perf_counter() - began:.0f} s; objects missing {missing}, surplus {surplus}, files other {files}; {ends}",
                flush=True,
            )
    sys.exit(not right)


def harvested(options: tuple[str, ...], files: str, until: Contents | None = None) -> tuple[Contents, int, str]:
    """What is in the store after at most three harvests, how many there were, and how each ended."""
    with replay(*options) as url, tempfile.TemporaryDirectory() as folder:
        source, settings = recorded(SOURCE, url, files=files), Settings(data=Path(folder))
        store, now, ends, runs = open_store(settings), datetime.now(UTC), [], 0
        while runs < MOST_RUNS and (not runs or (until and contents(store) != until)):
            runs += 1
            try:
                report = harvest(source, store, settings, now=now + timedelta(hours=runs), progress=silent)
                ends.append(f"{report.requests} requests")
            except SourceUnreachableError as error:
                ends.append(error.what)
        return contents(store), runs, " | ".join(ends)


def contents(store: Store) -> Contents:
    """What a store holds."""
    objects = frozenset((url, sha256, bool(deleted)) for url, sha256, deleted in object_hashes(store, SOURCE))
    return Contents(objects, frozenset((file.url, file.sha256) for file in store.files(SOURCE).values()))


if __name__ == "__main__":
    main()

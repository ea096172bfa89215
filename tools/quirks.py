"""Harvest the recorded council through every quirk of real servers and compare with what the server has. Needs ../shared.

    python -m tools.quirks [QUIRK …]

For each quirk alone and each vendor profile: a first crawl, a change of five papers and a deletion of two on the server, and
the crawls that must find exactly these. Prints one row each; exits with 1 if one is not as it must be. A measurement, not a test:
it takes some minutes.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.harvest import harvest
from etl.run import silent
from etl.settings import Settings
from etl.sources import Source
from etl.store import Store, open_store
from etl.store.objects import objects
from tools.replay import SERVER, control, recorded, replay

KINDS = ("Paper", "Meeting", "Organization")
YEAR = ("--from", "2022", "--to", "2022")
COMPLETE_CRAWLS = 3  # without an object before it counts as deleted, where the server does not say so
WEEK = timedelta(days=8)


@dataclass(frozen=True)
class Row:
    """What became of one quirk."""

    name: str
    missing: int
    surplus: int
    changes: str
    runs: int
    requests: int
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether the store held what the server had, and the changes were found."""
        return not self.missing and not self.surplus and self.changes == "exact"


def main() -> None:
    """Measure all quirks, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("quirks", nargs="*")
    parser.add_argument("--files", default="none", help="which papers' files to fetch")
    arguments = parser.parse_args()
    if not SERVER.is_file():
        sys.exit("the replay server is not here (../shared)")
    with replay(*YEAR) as url:
        truth = first_crawl(url, arguments.files)
    right = True
    print(f"{'quirk':24} missing surplus changes  runs requests seconds")
    for name, options in cases(arguments.quirks):
        row = measure(name, options, truth, arguments.files)
        right = right and row.is_right
        print(f"{row.name:24} {row.missing:7} {row.surplus:7} {row.changes:8} {row.runs:4} {row.requests:8} {row.seconds:7.1f}", flush=True)
    sys.exit(not right)


def cases(wanted: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each quirk and profile with the replay server's options for it."""
    listed = subprocess.run(
        [sys.executable, str(SERVER), "--corpus", "", "--list-quirks"], capture_output=True, text=True, check=True
    ).stdout
    for line in listed.splitlines():
        profile = re.match(r"profile (\w+):", line)
        name = f"profile {profile[1]}" if profile else line.split()[0]
        if not wanted or name in wanted:
            yield name, ["--profile", profile[1]] if profile else ["--quirks", name]


def measure(name: str, options: list[str], truth: dict[str, set[str]], files: str) -> Row:
    """One quirk: first crawl, change, and the crawls that find it."""
    start, requests = time.perf_counter(), 0
    with replay(*YEAR, *options) as url, tempfile.TemporaryDirectory() as folder:
        source, settings = recorded("quirk", url, files=files), Settings(data=Path(folder))
        store, now = open_store(settings), datetime.now(UTC)
        requests += harvest(source, store, settings, now=now, progress=silent).requests
        stored = living(store, source)
        missing = sum(len(truth[kind] - stored[kind]) for kind in KINDS)
        surplus = sum(len(stored[kind] - truth[kind]) for kind in KINDS)
        done = control(url, {"touch": 5, "delete": 2, "seed": 7})
        expected = set(done["touched"]), set(done["deleted"])
        before, runs = names(store, source), 1
        found = (set(), set()) if not expected else None
        for run in range(1, COMPLETE_CRAWLS + 2):
            later = now + (timedelta(minutes=run) if run == 1 else run * WEEK)
            requests += harvest(source, store, settings, now=later, progress=silent).requests
            runs += 1
            after = names(store, source)
            found = {url for url in after if before.get(url) not in (None, after[url])}, before.keys() - after.keys()
            if found == expected:
                break
        changes = "exact" if found == expected else f"{len(found[0])}/{len(found[1])}" if found else "none"
    return Row(name, missing, surplus, changes, runs, requests, time.perf_counter() - start)


def first_crawl(url: str, files: str) -> dict[str, set[str]]:
    """What the server has: what a crawl without any quirk finds."""
    with tempfile.TemporaryDirectory() as folder:
        source, settings = recorded("quirk", url, files=files), Settings(data=Path(folder))
        store = open_store(settings)
        harvest(source, store, settings, now=datetime.now(UTC), progress=silent)
        return living(store, source)


def living(store: Store, source: Source) -> dict[str, set[str]]:
    """The ids of the living objects by kind."""
    return {kind: {one.url for one in objects(store, source.id, (kind,))} for kind in KINDS}


def names(store: Store, source: Source) -> dict[str, str]:
    """The names of the living papers."""
    return {one.url: str(one.json.get("name")).replace("\x0b", "") for one in objects(store, source.id, ("Paper",))}


if __name__ == "__main__":
    main()

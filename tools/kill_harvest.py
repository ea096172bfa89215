"""Kill a harvest at random moments, and look whether the run that follows ends where an undisturbed one does. Needs ../shared.

    python -m tools.kill_harvest [--kills 20] [--seed 1] [--year 2022] [--together]

Each attempt begins with an empty store, is killed (SIGKILL) after a random share of the time that a harvest takes, and then runs to its
end; with --together, the kills fall on one store, one after the other. Store and published tables must be those of a harvest that nobody
killed: the same objects and files, the same bytes of every CSV file. Exits with 1 if they are not.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from etl.run import build_source, publish_source, silent
from etl.settings import Settings
from etl.sources import Source
from etl.store import open_store
from tools.harvest_faults import Contents, contents
from tools.killing import digests
from tools.replay import recorded, replay, written

#: What must be the same: contents of the store, and SHA-256 of every published table and its metadata.
End = tuple[Contents, dict[str, str]]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--year", default="2022")
    parser.add_argument("--together", action="store_true")
    arguments = parser.parse_args()
    moments = random.Random(arguments.seed)  # noqa: S311 — moments, not secrets
    with replay("--from", arguments.year, "--to", arguments.year) as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = written(recorded("faults", url), folder / "faults.yml")
        began = time.perf_counter()
        finish(folder, folder / "whole")
        duration = time.perf_counter() - began
        truth = end(source, folder / "whole")
        counts = f"{len(truth[0].objects)} objects, {len(truth[0].files)} files, {len(truth[1])} files of tables"
        print(f"a harvest takes {duration:.1f} s; {counts}")
        wrong = 0
        for kill in range(1, arguments.kills + 1):
            data = folder / ("together" if arguments.together else f"killed-{kill}")
            delay = killed_after(folder, data, moments.uniform(0, duration))
            reached = len(contents(open_store(Settings(data=data))).objects)
            if arguments.together and kill < arguments.kills:
                print(f"{kill:3}: killed after {delay:5.2f} s at {reached} objects", flush=True)
                continue
            finish(folder, data)
            other = difference(truth, end(source, data))
            wrong += bool(other)
            print(f"{kill:3}: killed after {delay:5.2f} s at {reached} objects; then {other or 'the same'}", flush=True)
    print(f"{wrong} not the same")
    sys.exit(bool(wrong))


def killed_after(folder: Path, data: Path, delay: float) -> float:
    """Harvest and kill it after a delay; sooner, in an empty store, if it was done before. Gives the delay."""
    process = harvest(folder, data)
    time.sleep(delay)
    process.kill()
    if process.wait():
        return delay
    shutil.rmtree(data)
    return killed_after(folder, data, delay / 2)


def difference(truth: End, found: End) -> str:
    """What is not as it should be."""
    (objects, tables), (found_objects, found_tables) = truth, found
    other = [name for name in tables if found_tables.get(name) != tables[name]]
    parts = (len(objects.objects ^ found_objects.objects), len(objects.files ^ found_objects.files), ", ".join(other))
    return ("NOT the same: {} objects, {} files, files of tables {}".format(*parts)) if any(parts) else ""


def harvest(folder: Path, data: Path) -> "subprocess.Popen[bytes]":
    """A process that harvests into a data folder."""
    command = [sys.executable, "-m", "etl", "harvest", str(folder / "faults.yml"), "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finish(folder: Path, data: Path) -> None:
    """Harvest to the end."""
    if harvest(folder, data).wait():
        sys.exit("the harvest failed")


def end(source: Source, data: Path) -> End:
    """Build and publish what a data folder holds."""
    settings, now = Settings(data=data, output=data / "output"), datetime.now(UTC)
    found = contents(open_store(settings))
    build_source(source, settings, now=now, progress=silent)
    result = publish_source(source, settings, now=now, progress=silent)
    return found, digests(result.folder / "csv")


if __name__ == "__main__":
    main()

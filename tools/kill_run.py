"""Kill the whole pipeline at random moments, and look whether the run that follows ends where an undisturbed one does. Needs ../shared.

    python -m tools.kill_run [--kills 20] [--seed 1] [--year 2022] [--papers 60]

`ratsgraph run`, beside a Prefect server that runs already, is killed with all processes that it starts (SIGKILL to their group) after a
random share of the time that it takes: in turn a first run, and one that follows a release and finds papers changed. Each begins with a
copy of the same folders. After the kill, the visible release must be the old one or the new one, byte for byte, or none where there was
none; after one more run, store and output must be those of runs that nobody killed: the same objects and files, the same bytes in every
file of the release. All runs see the clock of one moment, for releases tell the time of their newest data. Exits with 1 if anything is
not as it should be.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.settings import Settings
from etl.store import open_store
from flows.schedule import prefect_server
from tools.harvest_faults import Contents, contents
from tools.killing import digests, kill_after, timed
from tools.ratsgraph_at import command
from tools.replay import control, recorded, replay, written

SOURCE = "faults"
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)


@dataclass(frozen=True)
class End:
    """Where a run ends: what the store holds, and the files of the release."""

    contents: Contents
    release: dict[str, str]

    def other(self, found: "End") -> str:
        """What is not the same, in words."""
        objects = len(self.contents.objects ^ found.contents.objects)
        files = len(self.contents.files ^ found.contents.files)
        names = sorted(name for name in self.release | found.release if self.release.get(name) != found.release.get(name))
        return f"NOT the same: {objects} objects, {files} files, {', '.join(names)}" if objects or files or names else ""


@dataclass(frozen=True)
class Case:
    """A run that is killed. before: the folder that it begins with; truth: where it ends undisturbed; seconds: how long that takes."""

    name: str
    before: Path
    truth: End
    seconds: float


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--year", default="2022")
    parser.add_argument("--papers", default="60")
    arguments = parser.parse_args()
    moments = random.Random(arguments.seed)  # noqa: S311 — moments, not secrets
    corpus = ("--from", arguments.year, "--to", arguments.year, "--types", "Anfrage", "--papers", arguments.papers)
    with replay(*corpus) as url, prefect_server() as api, tempfile.TemporaryDirectory() as name:
        os.environ["PREFECT_API_URL"] = api
        folder = Path(name)
        written(recorded(SOURCE, url), folder / "source.yml")
        cases = prepared(folder / "source.yml", folder, url)
        wrong = sum(not survives(number, cases[number % 2], folder / "source.yml", moments) for number in range(1, arguments.kills + 1))
    print(f"{wrong} of {arguments.kills} not as they should be")
    sys.exit(bool(wrong))


def prepared(source: Path, folder: Path, url: str) -> list[Case]:
    """The two cases, with their undisturbed ends."""
    (folder / "nothing").mkdir()
    timed(command(FIRST, "run", source, folder / "released"))
    control(url, {"touch": 20, "now": FIRST.isoformat()})
    cases = []
    for name, before in (("an update", folder / "released"), ("a first run", folder / "nothing")):
        truth = shutil.copytree(before, folder / f"truth of {before.name}")
        seconds = timed(command(SECOND, "run", source, truth))
        cases.append(Case(name, before, end(truth), seconds))
        print(
            f"{name} takes {seconds:.1f} s: {len(cases[-1].truth.contents.objects)} objects, {len(cases[-1].truth.release)} files",
            flush=True,
        )
    return cases


def survives(number: int, case: Case, source: Path, moments: random.Random) -> bool:
    """Kill a run, look, and run again; gives whether all was as it should be."""
    place, delay = shutil.copytree(case.before, source.with_name(f"killed-{number}")), moments.uniform(0, case.seconds)
    ended = kill_after(delay, command(SECOND, "run", source, place))
    seen, old = digests(place / "out" / SOURCE), digests(case.before / "out" / SOURCE)
    visible = {True: "none" if not old else "the old release"}.get(
        seen == old, "the new release" if seen == case.truth.release else "A HALF"
    )
    reached = len(end(place).contents.objects)
    timed(command(SECOND, "run", source, place))
    other = case.truth.other(end(place))
    moment = f"{'done before' if ended else 'killed after'} {delay:5.1f} s"
    print(f"{number:3}: {case.name}, {moment}, {reached} objects, visible: {visible}; then {other or 'the same'}", flush=True)
    shutil.rmtree(place)
    return visible != "A HALF" and not other


def end(place: Path) -> End:
    """What a run has left in a folder."""
    return End(contents(open_store(Settings(data=place / "data"))), digests(place / "out" / SOURCE))


if __name__ == "__main__":
    main()

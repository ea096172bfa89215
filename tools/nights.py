"""Run three councils on a schedule of one minute, and look all the time whether what `ratsgraph` says of itself is true. Needs ../shared.

    python -m tools.nights [--minutes 10] [--every 2]

`ratsgraph schedule` as an operator starts it, on three replay servers with different quirks and papers, of which one answers with HTTP 500
only; a webhook receiver of our own. Now and then papers change at the good ones. What the store says of runs, what `status.json` says and
what lies in the output folder are compared every few seconds. Prints a table of the runs and everything that was untrue; exits with 1 if
anything was, if runs of a source overlap, if a good one does not publish its changes, or if the failing one is not told exactly once.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

from etl.publish.files import OWN, PACKAGE, read_json
from etl.publish.validate import validate
from etl.run.status import FILE, statuses
from etl.settings import Settings
from etl.store import Store, open_store
from etl.store.status import GOOD_ENDS, RUNNING, SourceStatus
from tools.replay import control, recorded, replay, written

COUNCILS: Mapping[str, tuple[str, ...]] = {
    "somacos": ("--from", "2021", "--to", "2021", "--types", "Anfrage", "--profile", "somacos"),
    "sternberg": ("--from", "2022", "--to", "2022", "--types", "Anfrage", "--profile", "sternberg"),
    "failing": ("--from", "2020", "--to", "2020", "--types", "Anfrage", "--faults", "1", "--fault-kinds", "500", "--fault-tries", "9999"),
}
FAILING = "failing"
LATE = timedelta(seconds=20)  # a status file is written when a run has ended, by a process that may wait for its turn
CHANGES_AFTER_S = (150, 330)


@dataclass
class Trial:
    """What is known of the councils besides what the programme says, and what it said that was untrue."""

    folder: Path
    store: Store
    untrue: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    changed: dict[str, list[str]] = field(default_factory=dict)

    def check(self, what: str, *, holds: bool) -> None:
        """Note what does not hold."""
        if not holds:
            self.untrue[what] += 1

    def look(self) -> None:
        """Compare what is said with what is there; nothing is compared that changes meanwhile."""
        before = self.releases()
        now = datetime.now(UTC)
        said = {one.source_id: one for one in statuses(self.store, now=now)}
        runs = {name: list(self.store.runs(name))[:6] for name in COUNCILS}
        if self.releases() != before:
            return
        self.looks += 1
        for name in COUNCILS:
            one = said.get(name)
            self.check(f"{name} is not listed", holds=one is not None)
            if one:
                self.look_at(one, runs[name], before.get(name), now)
        self.look_at_file(runs, now)

    def look_at(self, one: SourceStatus, runs: list[Mapping[str, Any]], rows: Mapping[str, int] | None, now: datetime) -> None:
        """Compare what is said of one source with its runs and its release."""
        name, due = one.source_id, datetime.fromisoformat(one.next_run_at)
        self.check(f"{name}: next run is not within a minute", holds=now - timedelta(seconds=1) <= due <= now + timedelta(seconds=61))
        self.check(f"{name}: says killed, nobody killed it", holds=one.last_outcome != "killed")
        is_publishing = bool(runs) and runs[0]["stage"] == "publish" and not runs[0]["finished_at"]
        if not is_publishing:  # between the swap and its record, a release is there that no run has ended with
            self.check(
                f"{name}: success {one.last_success_at or 'never'}, but release {rows and sum(rows.values())}",
                holds=bool(one.last_success_at) == (rows is not None),
            )
            self.check(f"{name}: other rows than published", holds=dict(one.rows) == dict(rows or {}))
        missed = not one.last_success_at or datetime.fromisoformat(one.last_success_at) < now - timedelta(minutes=2)
        self.check(f"{name}: overdue is {one.is_overdue}", holds=one.is_overdue == (bool(one.last_run_at) and missed))
        self.check(f"{name}: seems to have succeeded", holds=name != FAILING or one.last_outcome not in GOOD_ENDS)
        self.check(f"{name}: failed with {one.last_outcome}", holds=name == FAILING or one.last_outcome in ("", RUNNING, *GOOD_ENDS))

    def look_at_file(self, runs: Mapping[str, list[Mapping[str, Any]]], now: datetime) -> None:
        """Compare the published file with the ends of runs that it should know."""
        content = read_json(self.folder / "out" / FILE)
        at, said = datetime.fromisoformat(content["written_at"]), {one["source_id"]: one for one in content["sources"]}
        for name, known in runs.items():
            whole = [run for run in known if run["finished_at"] and run["stage"] == "publish"]
            ended = datetime.fromisoformat(whole[0]["finished_at"]) if whole else None
            if ended and ended < now - LATE:
                self.check(f"status.json is older than the last run of {name}", holds=at >= ended)
                self.check(f"status.json knows no success of {name}", holds=name == FAILING or said[name]["last_success_at"] != "")

    def releases(self) -> dict[str, dict[str, int]]:
        """The rows of what is published now, by source."""
        found = {}
        for path in (self.folder / "out").glob(f"[!.]*/{PACKAGE}"):
            found[path.parent.name] = read_json(path)[OWN]["rows"]
        return found


def main() -> None:
    """Run the trial."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--every", type=float, default=2)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {name: stack.enter_context(replay(*options)) for name, options in COUNCILS.items()}
        for name, url in urls.items():
            written(replace(recorded(name, url), name=f"Stadt {name.title()}"), folder / f"{name}.yml")
        hook, told = stack.enter_context(receiver())
        trial = Trial(folder, open_store(Settings(data=folder / "data")))
        with scheduled(folder, hook):
            watch(trial, urls, arguments.minutes * 60, arguments.every)
        print((folder / "log").read_text(encoding="utf-8"))
        sys.exit(judge(trial, told))


def watch(trial: Trial, urls: Mapping[str, str], seconds: float, every: float) -> None:
    """Look again and again, and change papers now and then."""
    began, changes = time.monotonic(), list(CHANGES_AFTER_S)
    while not (trial.folder / "out" / FILE).exists():
        time.sleep(every)
    while (past := time.monotonic() - began) < seconds:
        if changes and past > changes[0]:
            changes.pop(0)
            for name in urls.keys() - {FAILING}:
                trial.changed.setdefault(name, []).extend(control(urls[name], {"touch": 2})["touched"])
        trial.look()
        time.sleep(every)


def judge(trial: Trial, told: list[dict[str, str]]) -> bool:
    """Print what happened; gives whether anything was wrong."""
    print(f"{'source':10} {'stage':8} {'runs':>4}  ends")
    for name in COUNCILS:
        runs = list(trial.store.runs(name))
        for stage in sorted({run["stage"] for run in runs}):
            ends = Counter(run["outcome"][:90] or "cut off" for run in runs if run["stage"] == stage)
            print(f"{name:10} {stage:8} {sum(ends.values()):4}  {', '.join(f'{count} {end}' for end, count in ends.items())}")
        trial.check(f"{name}: runs overlap", holds=not overlaps(runs))
        release = trial.folder / "out" / name
        trial.check(f"{name}: is published", holds=name != FAILING or not release.exists())
        if name != FAILING:
            trial.check(f"{name}: is not valid", holds=release.exists() and not validate(release))
            titles = (release / "csv" / "papers.csv").read_text(encoding="utf-8")
            trial.check(f"{name}: changes are not published", holds=titles.count("(geändert") >= len(set(trial.changed.get(name, []))))
    print(f"the webhook was told: {json.dumps(told, ensure_ascii=False)}")
    trial.check("the failing one was not told exactly once", holds=[one["source"] for one in told] == [FAILING])
    print(f"{trial.looks} looks at {len(COUNCILS)} sources; untrue: {dict(trial.untrue) or 'nothing'}")
    return bool(trial.untrue)


def overlaps(runs: list[Mapping[str, Any]]) -> bool:
    """Whether a run of a source began before the one before it ended; runs: newest first."""
    return any(later["started_at"] < earlier["finished_at"] for later, earlier in pairwise(runs))


@contextmanager
def scheduled(folder: Path, hook: str) -> Iterator[None]:
    """`ratsgraph schedule` in a process group of its own, as long as the context lasts."""
    files = [str(folder / f"{name}.yml") for name in COUNCILS]
    command = [sys.executable, "-m", "etl", "schedule", *files, "--cron", "* * * * *", "--at-once", "3"]
    environ = os.environ | {"RATSGRAPH_WEBHOOK": hook, "RATSGRAPH_DATA": str(folder / "data"), "RATSGRAPH_OUTPUT": str(folder / "out")}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environ, start_new_session=True)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@contextmanager
def receiver() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A webhook's URL, and what it was told."""
    told: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", told
        server.shutdown()


if __name__ == "__main__":
    main()

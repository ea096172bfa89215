"""Run the same source on one machine and on a cluster, and compare what is published, byte for byte. Needs ../shared and PostgreSQL.

    python -m tools.cluster_run [--from 2021] [--to 2022] [--files inquiry]

Three runs, each from nothing, with the same clock: on this machine with two processes; on a Dask cluster of two workers with the index in
PostgreSQL, blobs and rows on an S3 server, all as processes of their own; the same, with one worker killed (SIGKILL, its processes too)
while documents are read. Each cluster's rows are published once more by a machine that has nothing but their URL. Prints a table; exits
with 1 if any byte differs.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from etl.cli.prefect import quiet_prefect
from etl.run.status import FILE as STATUS
from etl.settings import Settings
from etl.sources import Source
from tools.killing import digests
from tools.replay import SHARED, recorded, replay, written
from tools.services import Database, dask_cluster, postgresql, postgresql_programs, s3

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(slots=True)
class Watch:
    """When each step of a run was first and last heard of, and what is done once in the middle of the reading of documents."""

    disturb: Callable[[], None] | None = None
    first: dict[str, float] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take note, as a run's progress."""
        self.last[step] = time.perf_counter()
        self.first.setdefault(step, self.last[step])
        self.done[step] = done
        if self.disturb and step == "reading documents" and done * 3 >= total:
            threading.Thread(target=self.disturb).start()
            self.disturb = None

    def seconds(self, step: str) -> float:
        """How long a step took, from its first result to its last."""
        return self.last.get(step, 0) - self.first.get(step, 0)


@dataclass(frozen=True, slots=True)
class Result:
    """A run: how long it took, what it said, and the SHA-256 of everything that it published."""

    seconds: float
    watch: Watch
    published: Mapping[str, str]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="first", default="2021")
    parser.add_argument("--to", dest="last", default="2022")
    parser.add_argument("--files", default="inquiry", help="files of which papers are fetched: inquiry or all")
    arguments = parser.parse_args()
    programs = postgresql_programs()
    if not SHARED.is_dir() or programs is None:
        sys.exit("the recorded corpus beside the checkout (../shared) and PostgreSQL (Debian's package `postgresql`) are needed")
    with ExitStack() as stack:
        url = stack.enter_context(replay("--from", arguments.first, "--to", arguments.last))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source = written(recorded("cluster", url, files=arguments.files), folder / "cluster.yml")
        database = stack.enter_context(postgresql(programs))
        bucket = stack.enter_context(s3())
        os.environ.update(bucket)
        os.environ["PREFECT_HOME"] = str(folder / "prefect")
        quiet_prefect(Settings(data=folder))
        print(f"{'run':34} {'seconds':>8} {'reading':>8} {'facts':>8} {'documents':>10} {'files':>6}  published")
        alone = run(source, Settings(data=folder / "alone", output=folder / "alone-output", workers=2), Watch())
        tell("one machine, two processes", alone, alone)
        same = [
            tell(name, on_cluster(source, folder / f"cluster-{kills}", database, bucket, kills=kills), alone)
            for kills, name in enumerate(("cluster of two workers", "cluster, one worker killed"))
        ]
    sys.exit(not all(same))


def on_cluster(source: Source, folder: Path, database: Database, bucket: Mapping[str, str], *, kills: int) -> Result:
    """A run on a cluster of its own, with an empty database and an empty part of the bucket."""
    index_url, at = database.new(), f"s3://ratsgraph/{folder.name}"
    environment = {**bucket, "RATSGRAPH_INDEX_URL": index_url, "RATSGRAPH_BLOBS_URL": f"{at}/blobs"}
    with dask_cluster(environment) as cluster:
        settings = Settings(
            data=folder / "data",
            output=folder / "output",
            index_url=index_url,
            blobs_url=f"{at}/blobs",
            rows_url=f"{at}/rows",
            dask_address=cluster.address,
        )
        result = run(source, settings, Watch(cluster.kill_worker if kills else None))
    elsewhere = replace(settings, data=folder / "elsewhere", output=folder / "elsewhere-output", dask_address="")
    again = published_by(source, elsewhere)
    return result if again == result.published else replace(result, published={})


def run(source: Source, settings: Settings, watch: Watch) -> Result:
    """Harvest, build and publish through the flow."""
    from flows.run import Job, run_sources  # noqa: PLC0415 — Prefect reads its settings when it is imported

    began = time.perf_counter()
    done = run_sources([source], Job(settings, now=lambda: NOW, progress=watch))[0]
    seconds = time.perf_counter() - began
    if done.error:
        sys.exit(f"the run failed: {done.error}")
    return Result(seconds, watch, hashes(settings.output))


def published_by(source: Source, settings: Settings) -> Mapping[str, str]:
    """What another machine publishes of the rows that it finds at their URL, without reading anything."""
    from etl.run import publish_source, silent  # noqa: PLC0415

    publish_source(source, settings, now=NOW, progress=silent)
    return hashes(settings.output)


def hashes(folder: Path) -> Mapping[str, str]:
    """The SHA-256 of every published file, but of the one that tells by the clock on the wall how runs ended."""
    return {path: digest for path, digest in digests(folder).items() if path != STATUS}


def tell(name: str, result: Result, alone: Result) -> bool:
    """Print a line of the table; gives whether the same was published."""
    names = result.published.keys() | alone.published.keys()
    other = sorted(one for one in names if result.published.get(one) != alone.published.get(one))
    reading, facts = (result.watch.seconds(step) for step in ("reading documents", "reading facts"))
    documents = result.watch.done.get("reading documents", 0)
    verdict = f"NOT the same: {', '.join(other[:5])}" if other else "" if result is alone else "the same bytes"
    print(f"{name:34} {result.seconds:8.1f} {reading:8.1f} {facts:8.1f} {documents:10} {len(result.published):6}  {verdict}", flush=True)
    return not other


if __name__ == "__main__":
    main()

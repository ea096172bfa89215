"""Measure what a night costs in which little changed, as a share of the first run. Needs ../shared.

    python -m tools.bench_increments [--from 2004] [--to 2022] [--share 0.01] [--files inquiry]

`ratsgraph run` beside a Prefect server that runs already, as it does under `ratsgraph schedule`, on the recorded council: all of it; with
nothing changed; with a share of its papers changed, wherever they lie; the same again. Prints for each run the wall seconds and the
processor seconds of its processes, with their shares of the first run's, seconds by stage, requests, and how many documents were read;
and the processor seconds that the recorded server and Prefect's spent meanwhile on the same machine. All ratios are from one run of this
tool.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.settings import Settings
from etl.store import open_store
from flows.schedule import prefect_server
from tools.bench import machine
from tools.replay import SERVER, control, recorded, replay, written
from tools.watching import cost


@dataclass(frozen=True)
class Costs:
    """What one run cost: wall seconds, in all and by stage; processor seconds, its own and those of servers; what its stages counted."""

    seconds: float
    cpu: float
    served: Mapping[str, float]
    stages: Mapping[str, float]
    stats: Mapping[str, Mapping[str, Any]]

    def line(self, first: "Costs | None") -> str:
        """The costs in a line."""
        shares = (
            [f"{part / whole:6.1%}" for part, whole in ((self.seconds, first.seconds), (self.cpu, first.cpu))] if first else ["100 %"] * 2
        )
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.stages.items())
        servers = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.served.items())
        requests = self.stats.get("harvest", {}).get("requests", 0)
        build = self.stats.get("build", {})
        made = f"{len(build.get('partitions', ()))} partitions, {build.get('documents_read', 0)} documents read"
        spent = f"{self.seconds:7.1f} s {shares[0]}, {self.cpu:6.1f} s of processors {shares[1]}"
        return f"{spent}  ({stages or 'nothing to do'}); {requests} requests, {made}; servers: {servers}"


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="first", default="2004")
    parser.add_argument("--to", dest="last", default="2022")
    parser.add_argument("--share", type=float, default=0.01)
    parser.add_argument("--files", default="inquiry")
    arguments = parser.parse_args()
    print(machine(), flush=True)
    with replay("--from", arguments.first, "--to", arguments.last) as url, tempfile.TemporaryDirectory() as name, prefect_server() as api:
        os.environ["PREFECT_API_URL"] = api
        folder = Path(name)
        written(recorded("bench", url, files=arguments.files), folder / "bench.yml")
        first = run(folder)
        papers = first.stats["harvest"]["lists"]["papers"]["seen"]
        print(f"all, {papers} papers      {first.line(None)}", flush=True)
        print(f"nothing changed       {run(folder).line(first)}", flush=True)
        for seed in (1, 2):
            touched = control(url, {"touch": round(papers * arguments.share), "seed": seed})["touched"]
            print(f"{len(touched):5} papers changed  {run(folder).line(first)}", flush=True)


def run(folder: Path) -> Costs:
    """Run the source of a folder once."""
    store = open_store(Settings(data=folder / "data"))
    before = next((one["id"] for one in store.runs("bench")), 0)
    command = [
        sys.executable,
        "-m",
        "etl",
        "run",
        str(folder / "bench.yml"),
        "--data",
        str(folder / "data"),
        "--output",
        str(folder / "out"),
    ]
    servers = served()
    with (folder / "log").open("ab") as log:
        try:
            spent = cost(command, log)
        except subprocess.CalledProcessError:
            sys.exit((folder / "log").read_text(encoding="utf-8"))
    meanwhile = {name: seconds - servers[name] for name, seconds in served().items()}
    runs = [one for one in store.runs("bench") if one["id"] > before and one["stage"] != "run"][::-1]
    stages = {one["stage"]: duration(one) for one in runs}
    return Costs(spent.seconds, spent.cpu, meanwhile, stages, {one["stage"]: one["stats"] for one in runs})


def served() -> dict[str, float]:
    """The processor seconds so far of the servers that this process has started."""
    found: dict[str, float] = {}
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8").split():
        arguments = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        name = "recorded" if SERVER.name in arguments else "Prefect's"
        found[name] = found.get(name, 0.0) + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def duration(run: Mapping[str, Any]) -> float:
    """How long a run of a stage took, in seconds."""
    return (datetime.fromisoformat(run["finished_at"]) - datetime.fromisoformat(run["started_at"])).total_seconds()


if __name__ == "__main__":
    main()

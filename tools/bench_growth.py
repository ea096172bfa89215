"""Measure a whole run of one council, and of one twice, four and eight times as large. Needs ../shared.

    python -m tools.bench_growth [--from 2022] [--to 2022] [--files inquiry] [--times 1 2 4 8] [--repeat 1]

`ratsgraph harvest`, `build` and `publish` from the replay server with so many bodies, each stage in processes of its own; at best of
several repetitions, for a machine has other work. The copies' files get bytes of their own before they are read, or their texts
would be read once for all. Prints for each size and stage wall seconds, processor seconds and the peak memory of all its processes
together (sum of their resident sets, so what they share counts more than once); documents a second from raw bytes to the published package;
and what pypdfium2 alone needs for the same files. Writes the figures to reports/growth.json, from which docs/scale.md computes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

import pypdfium2

from etl.settings import Settings
from etl.store import Store, open_store
from tools.bench import machine
from tools.replay import recorded, replay, written

REPORT = Path("reports/growth.json")
SOURCE = "bench"
_LOOKS_EVERY_S = 0.1
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
_BYTES = 1 << 30


@dataclass(frozen=True)
class Cost:
    """What a stage costs: wall seconds, processor seconds of all its processes, and their peak memory together in MB."""

    seconds: float
    cpu: float
    peak_mb: int


def main() -> None:
    """Measure."""
    if sys.argv[1:2] == ["--pdf-text"]:
        pdf_text(open_store(Settings(data=Path(sys.argv[2]))))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="first", default="2022")
    parser.add_argument("--to", dest="last", default="2022")
    parser.add_argument("--files", default="inquiry")
    parser.add_argument("--times", nargs="*", type=int, default=[1, 2, 4, 8])
    parser.add_argument("--repeat", type=int, default=1)
    arguments = parser.parse_args()
    print(machine(), flush=True)
    years = ("--from", arguments.first, "--to", arguments.last)
    found = {times: measured(times, years, arguments.files, arguments.repeat) for times in arguments.times}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"machine": machine(), "years": years[1::2], "sizes": found}, indent=1) + "\n", encoding="utf-8")


def measured(times: int, years: Sequence[str], files: str, repeat: int) -> dict[str, Any]:
    """The figures of a council so many times as large."""
    with replay(*years, "--bodies", str(times)) as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(recorded(SOURCE, url, files=files), folder / "bench.yml")
        data = folder / "data"
        costs = {"harvest": cost(command("harvest", folder, data))}
        store = open_store(Settings(data=data))
        make_different(store)
        documents = len({file.sha256 for file in store.files(SOURCE).values() if file.sha256})
        best = [stages(folder, folder / f"copy-{number}") for number in range(repeat)]
        for stage in ("build", "publish", "pdf text alone"):
            costs[stage] = min((one[stage] for one in best), key=lambda cost: cost.seconds)
    both = (costs["build"], costs["publish"])
    alone = costs["pdf text alone"]
    figures = {
        "documents": documents,
        "documents_per_s": round(documents / sum(cost.seconds for cost in both), 1),
        "pdf_text_alone_per_s": round(documents / alone.seconds, 1),
        "pdf_text_share_of_cpu": round(alone.cpu / sum(cost.cpu for cost in both), 3),
    }
    print(f"{times}x: " + ", ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    for stage, one in costs.items():
        print(f"    {stage:15} {one.seconds:7.1f} s, {one.cpu:7.1f} s of processors, {one.peak_mb:5} MB", flush=True)
    return {**figures, "stages": {stage: asdict(one) for stage, one in costs.items()}}


def stages(folder: Path, data: Path) -> Mapping[str, Cost]:
    """Build and publish a copy of what was harvested, and read its PDFs alone."""
    subprocess.run(["cp", "-a", str(folder / "data"), str(data)], check=True)  # noqa: S607
    costs = {stage: cost(command(stage, folder, data)) for stage in ("build", "publish")}
    return {**costs, "pdf text alone": cost([sys.executable, "-m", "tools.bench_growth", "--pdf-text", str(data)])}


def command(stage: str, folder: Path, data: Path) -> list[str]:
    """A stage as an operator calls it."""
    output = () if stage in ("harvest", "build") else ("--output", str(data / "out"))
    return [sys.executable, "-m", "etl", stage, str(folder / "bench.yml"), "--data", str(data), *output]


def make_different(store: Store) -> None:
    """Give every file that has the bytes of another one bytes of its own: a comment behind the end of a PDF."""
    seen = set()
    for file in store.files(SOURCE).values():
        if file.sha256 and file.sha256 in seen:
            data = store.blobs.read(file.sha256) + f"\n% {file.url}\n".encode()
            put = store.blobs.put([data], max_bytes=_BYTES)
            if put:
                store.keep_file(SOURCE, replace(file, sha256=put[0], size=put[1]))
        seen.add(file.sha256)


def pdf_text(store: Store) -> None:
    """Read the text of every PDF with pypdfium2 and nothing else."""
    for file in store.files(SOURCE).values():
        if file.sha256:
            document = pypdfium2.PdfDocument(store.blobs.read(file.sha256))
            for page in document:
                page.get_textpage().get_text_range()
            document.close()


def cost(arguments: Sequence[str], output: IO[bytes] | int = subprocess.DEVNULL) -> Cost:
    """Run a command, and watch what it and all that it starts cost. output: where it writes what it has to say.

    Raises:
        subprocess.CalledProcessError: if it fails.
    """
    began, peak, cpu = time.perf_counter(), 0, dict[int, float]()
    with subprocess.Popen(arguments, stdout=output, stderr=output, start_new_session=True) as process:
        while process.poll() is None:
            memory = 0
            for pid, ticks, pages in group(process.pid):
                cpu[pid] = max(cpu.get(pid, 0.0), ticks / _TICKS)
                memory += pages * _PAGE
            peak = max(peak, memory)
            time.sleep(_LOOKS_EVERY_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Cost(round(time.perf_counter() - began, 2), round(sum(cpu.values()), 2), peak >> 20)


def group(leader: int) -> list[tuple[int, int, int]]:
    """Every process of a session: its id, its processor ticks, its resident pages."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[3]) == leader:
            found.append((int(path.parent.name), int(fields[11]) + int(fields[12]), int(fields[21])))
    return found


if __name__ == "__main__":
    main()

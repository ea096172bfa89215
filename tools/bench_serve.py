"""Measure a server on this machine: `python -m tools.bench_serve --output DIR`. A benchmark, not a test.

Starts `ratsgraph serve` on a copy of published folders; prints, and writes to reports/bench_serve.json: p50 and p95 of the example queries
over HTTP and in process, taken in turn; mixed pages at a steady rate, first all new, then again; the same while 20 hostile queries run,
with how those ended; and the same while the server switches to a new release.
"""

import argparse
import asyncio
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox

from etl.serve.examples import load_examples
from etl.serve.formats import GRAPHS, ROWS, write_graph, write_rows
from etl.serve.query import ask
from etl.serve.store import open_store
from tools.load import spread, timed, visit

REPORT = Path("reports/bench_serve.json")
RUNS = 5  # of each example query
_SWITCH_S = 30
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?a (!<urn:none>)* ?b . ?b (!<urn:none>)+ ?c }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(STR(?c), STR(?f)), '(a|aa)+(b|bb)+(c|cc)+$') }",
    "SELECT ?a { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a",
    "SELECT (GROUP_CONCAT(?x) AS ?y) { { SELECT (CONCAT(STR(?a), STR(?d)) AS ?x) { ?a ?b ?c . ?d ?e ?f } } }",
)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("output"), help="published folders")
    parser.add_argument("--rate", type=int, default=200, help="pages a second")
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        shutil.copytree(arguments.output, output)
        with running(output, Path(folder) / "data") as (url, process):
            packages = sorted(output.glob("[!.]*/datapackage.json"))
            figures = asyncio.run(measure(url, process, packages, arguments.rate, arguments.seconds))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


async def measure(url: str, process: int, packages: list[Path], rate: int, seconds: int) -> dict[str, Any]:
    """All figures, printed as they come."""
    figures: dict[str, Any] = {}

    def tell(name: str, value: dict[str, Any]) -> None:
        figures[name] = value
        print(f"{name:20} {value}", flush=True)

    store = await asyncio.to_thread(open_store, [path.parent for path in packages])
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        in_process, http = await queries(client, store)
        tell("queries_in_process", spread(in_process))
        tell("queries_http", spread(http))
        pages = await mixed_pages(client, rate * seconds)
        tell("different_pages", {"all": len(set(pages))})
        for name in ("pages_new", "pages_again"):
            before = cpu_seconds(process)
            visits = await visit(url, pages, rate)
            tell(name, {**visits.figures(), "cpu_ms_each": round(1000 * (cpu_seconds(process) - before) / len(pages), 2)})
        hostile = [asyncio.create_task(end_of(client, f"{HOSTILE[number % len(HOSTILE)]} #{number}")) for number in range(20)]
        tell("pages_hostile", (await visit(url, pages, rate)).figures())
        ends = await asyncio.gather(*hostile)
        tell("hostile", {"statuses": sorted(status for status, _ in ends), "longest_s": max(took for _, took in ends)})
        tell("pages_switch", await while_switching(client, url, packages, pages[: rate * _SWITCH_S]))
    return figures


async def queries(client: httpx.AsyncClient, store: ox.Store) -> tuple[list[float], list[float]]:
    """Seconds of the example queries, in this process and over HTTP, each asked anew; answers are JSON or Turtle."""
    here, there = [], []
    for run in range(RUNS):
        for example in load_examples():
            began = time.perf_counter()
            answer, out = ask(store, example.text).answer, io.BytesIO()
            if isinstance(answer, ox.QueryTriples):
                write_graph(answer, GRAPHS["ttl"], out)
            else:
                write_rows(answer, ROWS["json"], out)
            here.append(time.perf_counter() - began)
            text = f"{example.text}#{run}"
            there.append(await timed(lambda text=text: client.get("/sparql", params={"query": text})))  # type: ignore[misc]
    return here, there


async def mixed_pages(client: httpx.AsyncClient, most: int) -> list[str]:
    """Paths of all kinds of pages, lists and things, in an order that is always the same."""
    inquiries, commitments = await all_of(client, "inquiries", most // 8), await all_of(client, "commitments", most // 4)
    words = sorted(
        {word for row in inquiries + commitments for word in re.findall(r"[^\W\d_]{4,}", row.get("title") or row.get("quote") or "")}
    )
    chance = random.Random(1)  # noqa: S311 — an order, no secret
    chance.shuffle(words)
    pages = [
        *("/", "/en/", "/commitments", "/commitments?view=timeline", "/organizations", "/datasets", "/status", "/sparql", "/about"),
        *(f"/data/{row['id']}.html" for row in inquiries + commitments),
        *(f"/data/{row['id']}.ttl" for row in inquiries[::4]),
        *(f"/en/data/{row['id']}.html" for row in commitments[::4]),
        *(str(httpx.URL("/search", params={"q": word})) for word in words[: most // 6]),
        *(str(httpx.URL("/api/inquiries", params={"q": word})) for word in words[: most // 12]),
    ]
    return chance.sample(pages * (most // len(pages) + 1), most)


async def all_of(client: httpx.AsyncClient, kind: str, most: int) -> list[dict[str, Any]]:
    """Rows of a list, page by page."""
    found: list[dict[str, Any]] = []
    url = f"/api/{kind}?limit=200"
    while url and len(found) < most:
        page = (await client.get(url)).json()
        found, url = found + page["items"], page["next"]
    return found[:most]


async def while_switching(client: httpx.AsyncClient, url: str, packages: list[Path], pages: list[str]) -> dict[str, Any]:
    """Pages while another release takes the place of the one that is served."""
    before = (await client.get("/health")).json()["snapshot"]
    visiting = asyncio.create_task(visit(url, pages, len(pages) / _SWITCH_S))
    await asyncio.sleep(2)
    for path in packages:
        package = json.loads(path.read_text(encoding="utf-8"))
        package["created"] = "2100-01-01T00:00:00Z"
        path.with_suffix(".new").write_text(json.dumps(package), encoding="utf-8")
        path.with_suffix(".new").replace(path)
    figures = (await visiting).figures()
    return {**figures, "has_switched": (await client.get("/health")).json()["snapshot"] != before}


async def end_of(client: httpx.AsyncClient, query: str) -> tuple[int, float]:
    """Status and seconds of a query."""
    began = time.perf_counter()
    answer = await client.post("/sparql", data={"query": query})
    return answer.status_code, round(time.perf_counter() - began, 1)


@contextmanager
def running(output: Path, data: Path, *options: str) -> Iterator[tuple[str, int]]:
    """A server of these folders on a free port: its URL and its process."""
    command = [sys.executable, "-m", "etl", "serve", "--port", "0", "--output", str(output), "--data", str(data), *options]
    log = data.with_suffix(".log")
    with log.open("wb") as file, subprocess.Popen(command, stderr=file) as server:
        try:
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8"))):
                if server.poll() is not None:
                    sys.exit(log.read_text(encoding="utf-8"))
                time.sleep(0.2)
            yield found[0], server.pid
        finally:
            server.terminate()


def cpu_seconds(process: int) -> float:
    """Processor time of a process so far, without its query workers."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

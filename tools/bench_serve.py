"""Measure a running server: `python -m tools.bench_serve [--url URL] [--output DIR]`. A benchmark, not a test.

Prints, and writes to reports/bench_serve.json: p50 and p95 of the example queries over HTTP and in process; mixed pages at a steady rate;
and the same pages while hostile queries run, with the time in which the last of those ended.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from etl.serve.examples import load_examples
from etl.serve.query import ask
from etl.serve.store import open_store

REPORT = Path("reports/bench_serve.json")
RUNS = 5  # of each example query
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
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--output", type=Path, default=Path("output"), help="the folders that the server serves")
    parser.add_argument("--rate", type=int, default=200, help="pages a second")
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    figures = asyncio.run(measure(arguments))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:20} {value}")


async def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    limits = httpx.Limits(max_connections=400, max_keepalive_connections=400)
    figures: dict[str, Any] = {"queries_in_process": in_process(arguments.output)}
    async with httpx.AsyncClient(base_url=arguments.url, timeout=90, limits=limits) as client:
        pages = await mixed_pages(client)
        figures["queries_http"] = await over_http(client)
        figures["pages_quiet"] = await load(client, pages, arguments.rate, arguments.seconds)
        hostile = [asyncio.create_task(end_of(client, HOSTILE[number % len(HOSTILE)] + f" #{number}")) for number in range(20)]
        figures["pages_hostile"] = await load(client, pages, arguments.rate, arguments.seconds)
        ends = await asyncio.gather(*hostile)
    figures["hostile"] = {"statuses": sorted(status for status, _ in ends), "longest_s": max(seconds for _, seconds in ends)}
    return figures


async def mixed_pages(client: httpx.AsyncClient) -> list[str]:
    """Paths of all kinds of pages, lists, things and files."""
    inquiries = (await client.get("/api/inquiries?limit=150")).json()["items"]
    commitments = (await client.get("/api/commitments?limit=150")).json()["items"]
    things = [row["id"] for row in (*inquiries, *commitments)]
    words = sorted({word for row in inquiries for word in (row["title"] or "").split() if word.isalpha()})
    return [
        *("/", "/en/", "/commitments", "/organizations", "/datasets", "/status", "/sparql", "/about"),
        *(f"/data/{thing}.html" for thing in things),
        *(f"/data/{thing}.ttl" for thing in things[::5]),
        *(f"/search?q={word}" for word in words[:150]),
        *(f"/api/inquiries?q={word}" for word in words[::4]),
    ]


def in_process(output: Path) -> dict[str, float]:
    """The example queries without a server."""
    store = open_store(sorted(path.parent for path in output.glob("[!.]*/datapackage.json")))
    return spread([timed(lambda text=example.text: list(ask(store, text).rows())) for example in load_examples() for _ in range(RUNS)])  # type: ignore[misc]


async def over_http(client: httpx.AsyncClient) -> dict[str, float]:
    """The example queries one after the other; each asked anew."""
    texts = [f"{example.text}#{run}" for example in load_examples() for run in range(RUNS)]
    return spread([await timed_async(lambda text=text: client.get("/sparql", params={"query": text})) for text in texts])  # type: ignore[misc]


async def load(client: httpx.AsyncClient, paths: list[str], rate: int, seconds: int) -> dict[str, float]:
    """Ask for pages at a steady rate, whether or not earlier ones are there."""
    began, asked = time.perf_counter(), []
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        asked.append(asyncio.create_task(end_of_page(client, paths[number * 7919 % len(paths)])))
    ends = await asyncio.gather(*asked)
    return {
        "requests": len(ends),
        "errors": sum(status != httpx.codes.OK for status, _ in ends),
        "rate": round(len(ends) / (time.perf_counter() - began), 1),
        **spread([took for _, took in ends]),
    }


async def end_of_page(client: httpx.AsyncClient, path: str) -> tuple[int, float]:
    """Status and seconds of a page."""
    began = time.perf_counter()
    try:
        status = (await client.get(path)).status_code
    except httpx.HTTPError:
        status = 0
    return status, time.perf_counter() - began


async def end_of(client: httpx.AsyncClient, query: str) -> tuple[int, float]:
    """Status and seconds of a query."""
    began = time.perf_counter()
    answer = await client.post("/sparql", data={"query": query})
    return answer.status_code, round(time.perf_counter() - began, 1)


def timed(work: Callable[[], object]) -> float:
    """Seconds of a call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


async def timed_async(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds of a call that is waited for."""
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


def spread(seconds: list[float]) -> dict[str, float]:
    """The middle and the slow end, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50_ms": round(cuts[9] * 1000, 1), "p95_ms": round(cuts[18] * 1000, 1)}


if __name__ == "__main__":
    main()

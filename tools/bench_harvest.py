"""Measure the harvest against a bare loop of requests, and how its memory grows: part of `make bench`. Needs ../shared.

    python -m tools.bench_harvest [--pairs 3] [--year 2022] [--papers 1000 10000]

Prints: the rate of a harvest without a limit, as a share of what a `requests.Session` reaches that only fetches the same URLs one after
the other (pairs in one run, on the same server); and the peak memory of harvests of few papers and of many. A measurement, not a test.
"""

import argparse
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import requests

from etl.harvest import harvest
from etl.run import silent
from etl.settings import Settings
from etl.store import open_store
from tools.replay import recorded, replay

#: Seconds, requests, peak memory in MB.
Measured = tuple[float, int, float]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--year", default="2022")
    parser.add_argument("--papers", nargs="*", type=int, default=[1000, 10000])
    parser.add_argument("--files", default="inquiry")
    arguments = parser.parse_args()
    with replay("--from", arguments.year, "--to", arguments.year) as url:
        urls = recorded_urls(url, arguments.files)
        ratios = []
        for pair in range(1, arguments.pairs + 1):
            bare_s, _, _ = alone(fetch_all, urls)
            harvest_s, made, _ = alone(harvest_once, url, arguments.files)
            ratios.append(bare_s / len(urls) / (harvest_s / made))
            rates = f"bare {len(urls) / bare_s:.0f}/s, harvest {made / harvest_s:.0f}/s"
            print(f"pair {pair}: {len(urls)} requests, {rates}, ratio {ratios[-1]:.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f}")
    for papers in arguments.papers:
        with replay("--papers", str(papers)) as url:
            seconds, made, peak = alone(harvest_once, url, arguments.files)
        print(f"{papers} papers: {made} requests, {seconds:.0f} s, peak memory {peak:.0f} MB", flush=True)


def alone(work: Callable[..., int], *arguments: Any) -> Measured:
    """Do work in a fresh process, which has its own peak of memory."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_measured, args=(there, work, arguments))
    process.start()
    measured: Measured = here.recv()
    process.join()
    return measured


def _measured(pipe: Connection, work: Callable[..., int], arguments: tuple[Any, ...]) -> None:
    began = time.perf_counter()
    made = work(*arguments)
    pipe.send((time.perf_counter() - began, made, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def harvest_once(url: str, files: str) -> int:
    """Harvest into an empty store; gives the number of requests."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        return harvest(recorded("bench", url, files=files), open_store(settings), settings, now=datetime.now(UTC), progress=silent).requests


def fetch_all(urls: list[str]) -> int:
    """Fetch URLs, and do nothing with them."""
    with requests.Session() as session:
        for url in urls:
            session.get(url, timeout=60).content  # noqa: B018 — reading it is the point
    return len(urls)


def recorded_urls(url: str, files: str) -> list[str]:
    """The URLs that a harvest asks for, in their order."""
    asked: list[str] = []
    send = requests.Session.get

    def noting(session: requests.Session, target: str | bytes, **options: Any) -> requests.Response:
        asked.append(str(target))
        return send(session, target, **options)

    requests.Session.get = noting  # type: ignore[method-assign,assignment]
    try:
        harvest_once(url, files)
    finally:
        requests.Session.get = send  # type: ignore[method-assign]
    return asked


if __name__ == "__main__":
    main()

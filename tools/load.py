"""Asks a server for pages at a steady rate, whether or not earlier ones are there, at little cost: it runs on the server's own machine.

A plain reader of HTTP/1.1 on connections that stay open; a library's client takes longer for a page than the server does.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_OK = (200, 304)
_HEADERS = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Encoding: gzip\r\nUser-Agent: load\r\n"


@dataclass(slots=True)
class Visits:
    """What came of asking. ends: status (0 = no answer) and seconds from the moment when a page was due; seconds: of all."""

    ends: list[tuple[int, float]] = field(default_factory=list)
    seconds: float = 0.0

    def figures(self) -> dict[str, float]:
        """Counts, the rate that was reached, and how long pages took."""
        errors = sum(status not in _OK for status, _ in self.ends)
        return {
            "requests": len(self.ends),
            "errors": errors,
            "rate": round(len(self.ends) / self.seconds, 1),
            **spread([took for _, took in self.ends]),
        }


async def visit(url: str, paths: Sequence[str], rate: float, *, connections: int = 64) -> Visits:
    """Ask for each of the paths, so many a second."""
    due: asyncio.Queue[tuple[float, str]] = asyncio.Queue()
    visits, began = Visits(), time.perf_counter()
    readers = [asyncio.create_task(_reader(url, due, visits)) for _ in range(connections)]
    for number, path in enumerate(paths):
        at = began + number / rate
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        due.put_nowait((at, path))
    await due.join()
    visits.seconds = time.perf_counter() - began
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    return visits


async def _reader(url: str, due: asyncio.Queue[tuple[float, str]], visits: Visits) -> None:
    """One connection, opened again when it breaks."""
    place = urlsplit(url)
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while True:
        at, path = await due.get()
        status = 0
        try:
            streams = streams or await asyncio.open_connection(place.hostname, place.port)
            streams[1].write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n{_HEADERS}\r\n".encode())
            status = await _answer(streams[0])
        except (OSError, EOFError, ValueError):
            streams = None
        visits.ends.append((status, time.perf_counter() - at))
        due.task_done()


async def _answer(stream: asyncio.StreamReader) -> int:
    """Read an answer to its end; its status."""
    head = (await stream.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    _, found, rest = head.partition(b"content-length: ")
    if found:
        await stream.readexactly(int(rest.partition(b"\r")[0]))
    elif b"transfer-encoding: chunked" in head:
        while size := int(await stream.readline(), 16):
            await stream.readexactly(size + 2)
        await stream.readline()
    return status


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds of a call that is waited for."""
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """The middle and the slow end, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return {"p50_ms": round(cuts[49] * 1000, 1), "p95_ms": round(cuts[94] * 1000, 1), "p99_ms": round(cuts[98] * 1000, 1)}

"""Ask a server what nobody should: `python -m tools.fuzz_serve [--url URL] [--requests 10000] [--seed N]`.

Without a URL it starts `ratsgraph serve` on --output. Requests are drawn from the OpenAPI description, mutated example queries, paths that
climb, headers that break lines and bodies that are too large or lie about themselves, and sent as bytes, so that no client tidies them up.
Exits with 1 if an answer is a server error other than 503, is missing, shows a file that is not published, or repeats markup or headers.
The seed is printed; the same seed on the same release sends the same requests.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tools.bench_serve import running
from tools.fuzz_requests import INJECTED, MARKUP, Attack, attacks

_AT_ONCE = 16
_PATIENCE_S = 30.0
_SHORT_S = 2.0  # for the answer to a request that may promise a body and send none
_SECRET = (b"root:x:0:", b"[project.scripts]", b"CREATE TABLE hits")  # of files that are not published
_UNAVAILABLE = 503


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer that must not be. why: in a word."""

    why: str
    attack: Attack
    answer: bytes


def main() -> None:
    """Ask, count, and tell what must not be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="of a server that runs")
    parser.add_argument("--output", type=Path, default=Path("output"), help="published folders to serve, without --url")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    if arguments.url:
        sys.exit(tell(*asyncio.run(attack_all(arguments.url, arguments.seed, arguments.requests))))
    with tempfile.TemporaryDirectory() as folder, running(arguments.output, Path(folder) / "data", "--query-seconds", "1") as (url, _):
        sys.exit(tell(*asyncio.run(attack_all(url, arguments.seed, arguments.requests))))


def tell(counts: Counter[tuple[str, int]], findings: list[Finding]) -> int:
    """Print the answers by kind and status, and the findings; 1 if there are any."""
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:10}", *(f"{status}: {count}" for (name, status), count in sorted(counts.items()) if name == kind))
    for one in findings:
        print(f"{one.why}: {one.attack.sent[:600]!r}\n  -> {one.answer[:300]!r}")
    print(f"{sum(counts.values())} requests, {len(findings)} findings")
    return int(bool(findings))


async def attack_all(url: str, seed: int, requests: int) -> tuple[Counter[tuple[str, int]], list[Finding]]:
    """Send the requests of a seed: answers by kind and status, and the findings."""
    place = urlsplit(url)
    described, ids = await asyncio.to_thread(known, url)
    todo = attacks(seed, requests, place.netloc, described, ids)
    counts: Counter[tuple[str, int]] = Counter()
    findings: list[Finding] = []
    await asyncio.gather(*(_attack(place.hostname or "", place.port or 80, todo, counts, findings) for _ in range(_AT_ONCE)))
    return counts, findings


def known(url: str) -> tuple[dict[str, object], list[str]]:
    """The description of the API, and some ids of things."""

    def read(path: str) -> dict[str, object]:
        with urllib.request.urlopen(url + path, timeout=60) as answer:  # noqa: S310 — of our own server
            found: dict[str, object] = json.load(answer)
        return found

    items = read("/api/commitments?limit=20")["items"]
    assert isinstance(items, list)
    return read("/api/openapi.json"), [str(row["id"]) for row in items]


async def _attack(host: str, port: int, todo: Iterator[Attack], counts: Counter[tuple[str, int]], findings: list[Finding]) -> None:
    for attack in todo:
        answer = await _answer(host, port, attack)
        status = int(answer[9:12]) if answer[:5] == b"HTTP/" else 0
        counts[attack.kind, status] += 1
        if (status or attack.is_whole) and (why := wrong(status, answer)):
            findings.append(Finding(why, attack, answer))


async def _answer(host: str, port: int, attack: Attack) -> bytes:
    """All that comes back on a connection of its own."""
    answer = b""
    with suppress(OSError, TimeoutError):
        reader, writer = await asyncio.open_connection(host, port)
        with suppress(OSError):  # a server may refuse a body before it has all of it
            writer.write(attack.sent)
            await writer.drain()
        async with asyncio.timeout(_PATIENCE_S if attack.is_whole else _SHORT_S):
            with suppress(OSError):
                while part := await reader.read(1 << 16):
                    answer += part
        writer.close()
    return answer


def wrong(status: int, answer: bytes) -> str:
    """Why an answer must not be, or ""."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if not status:
        return "no answer"
    if status >= 500 and status != _UNAVAILABLE:
        return "server error"
    if INJECTED.encode().lower() + b":" in head.lower():
        return "header injected"
    if b"text/html" in head and MARKUP.encode() in body:
        return "markup repeated"
    if any(secret in body for secret in _SECRET):
        return "file shown"
    return ""


if __name__ == "__main__":
    main()

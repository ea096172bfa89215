"""What the robots.txt of a host allows (RFC 9309): asked for once per host, and again after a day.

A robots.txt that is not there (4xx) forbids nothing. One that cannot be read (no answer, 5xx) forbids nothing either: council servers
answer slowly and wrongly without meaning it. Both are remembered, so that a harvest can say so. There is no switch to ignore a refusal.
"""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

PRODUCT_TOKEN = "ratsgraph"  # noqa: S105 — the name that robots.txt may address us by
MOST_BYTES = 500 << 10  # of a robots.txt are read, the least that RFC 9309 asks for
_ASK_AGAIN_AFTER_S = 24 * 3600.0
_OK, _SERVER_ERROR = 200, 500
_LONGEST_PAUSE_S = 300.0  # a Crawl-delay above it would keep a harvest from ever ending

#: Fetches a robots.txt: its URL → HTTP status (0 = no answer) and body.
FetchRobots = Callable[[str], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class _Rules:
    parsed: Protego
    read_at: float


@dataclass(slots=True)
class Robots:
    """The rules of every host that a harvest meets.

    unread: robots.txt that could not be read, with the reason.
    """

    fetch: FetchRobots
    clock: Callable[[], float] = time.monotonic
    unread: dict[str, str] = field(default_factory=dict)
    _known: dict[str, _Rules] = field(default_factory=dict)

    def refusal(self, url: str) -> str:
        """Why a URL must not be asked for; "" if it may be."""
        if is_loopback(url) or self._rules(url).can_fetch(url, PRODUCT_TOKEN):
            return ""
        return f"{_robots_url(url)} forbids it; ask the operator of the server to allow {PRODUCT_TOKEN!r} there"

    def pause(self, url: str) -> float:
        """The least seconds between two requests that the host asks for (Crawl-delay), 0.0 if it asks for none."""
        delay = None if is_loopback(url) else self._rules(url).crawl_delay(PRODUCT_TOKEN)
        return min(max(delay or 0.0, 0.0), _LONGEST_PAUSE_S)

    def _rules(self, url: str) -> Protego:
        robots_url = _robots_url(url)
        known = self._known.get(robots_url)
        if known is None or self.clock() - known.read_at > _ASK_AGAIN_AFTER_S:
            known = self._known[robots_url] = _Rules(self._read(robots_url), self.clock())
        return known.parsed

    def _read(self, robots_url: str) -> Protego:
        status, body = self.fetch(robots_url)
        self.unread.pop(robots_url, None)
        if not status or status >= _SERVER_ERROR:
            self.unread[robots_url] = f"HTTP {status}" if status else "no answer"
        return Protego.parse(body[:MOST_BYTES].decode("utf-8-sig", errors="replace") if status == _OK else "")


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine itself, whose owner has no need to ask himself.

    >>> is_loopback("http://127.0.0.1:8765/oparl"), is_loopback("https://ris.musterstadt.example/")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _robots_url(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"

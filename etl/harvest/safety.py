"""Where requests may go, and how much of an answer is taken: what a server says is no reason to go wherever it points.

Pure but for the name resolution, which is given from outside.
"""

import ipaddress
import json
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from etl.sources import Source

MOST_JSON_BYTES = 64 << 20  # of one answer, decompressed
MOST_JSON_DEPTH = 64
MOST_PAGES = 50_000  # of one list

_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address in the last four bytes, wherever that leads

#: The addresses of a host. Raises OSError if there are none.
Resolve = Callable[[str], Sequence[str]]


class LimitError(Exception):
    """An answer is larger, deeper or longer than is taken; asking again would not help. Raised by this module, caught in `etl.harvest`."""


def addresses(host: str) -> list[str]:
    """The addresses of a host, as this machine resolves it.

    Raises:
        OSError: if it has none.
    """
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where the requests of a source may go.

    origins: (host, port) that the source file names; requests there are what it asks for, wherever it lies.
    """

    origins: frozenset[tuple[str, int]]
    resolve: Resolve = addresses

    def refusal(self, url: str, *, is_file: bool) -> str:
        """Why a request must not be sent to a URL; "" if it may be. Files may lie on other hosts, if these are public."""
        origin = _origin(url)
        if origin is None:
            return "no http(s) address"
        host = origin[0]
        if origin in self.origins:
            return ""
        if not is_file and host not in {name for name, _ in self.origins}:
            return f"{host} is none of the source's hosts; if it belongs to the source, name it under `reach` in the source file"
        try:
            found = self.resolve(host)
        except (OSError, ValueError):
            return f"{host} has no address"
        return next(filter(None, (self.address_refusal(*origin, address) for address in found)), "")

    def address_refusal(self, host: str, port: int, address: str) -> str:
        """Why a host that has this IP address must not be connected to; "" if it may be."""
        if (host, port) in self.origins or is_public(address):
            return ""
        return f"{host} is no public address; if it belongs to the source, name it under `reach` in the source file"


def boundary(source: Source, resolve: Resolve = addresses) -> Boundary:
    """The boundary of a source: the hosts of its system, and of what `reach` maps from and to."""
    named = (source.system, *source.reach.keys(), *source.reach.values())
    return Boundary(frozenset(origin for origin in map(_origin, named) if origin), resolve)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it is wrapped in an IPv6 address.

    >>> is_public("93.184.216.34"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)

    Raises:
        ValueError: if it is no IP address.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def is_http(url: str) -> bool:
    """Whether a URL is one that a request can be sent to.

    >>> is_http("https://x.example/1.pdf"), is_http("file:///C:/1.pdf"), is_http("http://[x")
    (True, False, False)
    """
    return _origin(url) is not None


def bounded(chunks: Iterable[bytes], most_bytes: int) -> Iterator[bytes]:
    """The chunks, as long as they are no more than `most_bytes` together.

    Raises:
        LimitError: when they are.
    """
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most_bytes:
            raise LimitError(f"the answer is longer than {most_bytes >> 20} MB")
        yield chunk


def parse_json(body: bytes) -> Any:
    """The JSON of a body. Raw control characters in strings, which some servers send, are accepted.

    Raises:
        ValueError: if it is no JSON.
        LimitError: if it is nested deeper than is taken.
    """
    try:
        value = json.loads(body, strict=False)
    except RecursionError as error:
        raise LimitError(_TOO_DEEP) from error
    if body.count(b"[") + body.count(b"{") > MOST_JSON_DEPTH and _is_deeper(value, MOST_JSON_DEPTH):
        raise LimitError(_TOO_DEEP)
    return value


_TOO_DEEP = f"the answer is nested deeper than {MOST_JSON_DEPTH} levels"


def _is_deeper(value: Any, most: int) -> bool:
    """Whether a value is nested deeper than `most` levels; level by level, for recursion is what deep nesting breaks."""
    level = [value]
    for _ in range(most):
        level = [inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return False
    return any(isinstance(one, dict | list) for one in level)


def _origin(url: str) -> tuple[str, int] | None:
    """Host and port of a URL; None if it is no http(s) URL with a host."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host:
        return None
    return host, _PORTS[parts.scheme] if port is None else port

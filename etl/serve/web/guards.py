"""What every request passes before it is answered: the snapshot that it reads, limits on its body, headers, counts and the access log."""

import logging
import time
from collections import Counter
from ipaddress import ip_address

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.serve.web.serving import Serving

access = logging.getLogger("ratsgraph.access")

_ENGLISH = "en"
_MAX_BODY = 1 << 20  # bytes of a request's body: a long query
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin", "Content-Security-Policy": _POLICY}


class TooLargeError(Exception):
    """A body goes on and on."""


class Metrics:
    """Counts for `/metrics`."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.buckets: Counter[float] = Counter()
        self.seconds = 0.0

    def add(self, method: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self.requests[method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other", status] += 1
        self.buckets.update(limit for limit in BUCKETS if seconds <= limit)
        self.seconds += seconds


class Guard:
    """Outermost: counts and logs what is answered, gives the request its snapshot, and the answer its headers."""

    def __init__(self, app: ASGIApp, serving: Serving, metrics: Metrics) -> None:
        self.app, self.serving, self.metrics = app, serving, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            with self.serving.use() as live:
                await self._limited(_spoken({**scope, "state": {**scope.get("state", {}), "live": live}}), receive, answered)
        finally:
            seconds = time.perf_counter() - began
            self.metrics.add(scope["method"], status, seconds)
            access.info('%s "%s %s" %s %.1fms', _without_person(scope), scope["method"], _printable(scope), status, seconds * 1000)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        room, has_begun = _MAX_BODY, False

        async def limited() -> Message:
            nonlocal room
            message = await receive()
            room -= len(message.get("body", b""))
            if room < 0:
                raise TooLargeError
            return message

        async def begun(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, limited, begun)
        except TooLargeError:
            if not has_begun:
                text = f"the body of a request may have {_MAX_BODY >> 20} MiB\n".encode()
                await send(
                    {"type": "http.response.start", "status": 413, "headers": [(b"content-type", b"text/plain"), (b"connection", b"close")]}
                )
                await send({"type": "http.response.body", "body": text})


class Compress(GZipMiddleware):
    """Compresses answers, but not downloads: those are asked for by range."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        path = scope.get("path", "")
        app = self.app if path.startswith(("/dataset/", "/static/")) else super().__call__
        await app(scope, receive, send)


def _spoken(scope: Scope) -> Scope:
    """The request with the language that its path begins with."""
    first, _, rest = scope["path"].removeprefix("/").partition("/")
    if first == _ENGLISH:
        scope["path"] = f"/{rest}"
        scope["state"]["language"] = first
    return scope


def _without_person(scope: Scope) -> str:
    """The network that a request came from: an address shortened, so that it is nobody's."""
    try:
        address = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return "-"
    packed = address.packed[:-1] + b"\0" if address.version == 4 else address.packed[:6] + bytes(10)  # noqa: PLR2004 — IPv4, else IPv6
    return str(ip_address(packed))


def _printable(scope: Scope) -> str:
    """The path as it was asked for, on one line."""
    query = scope.get("query_string", b"").decode("latin-1")
    path = scope.get("raw_path", scope["path"].encode()).decode("latin-1") + (f"?{query}" if query else "")
    return "".join(letter if letter.isprintable() else "?" for letter in path)[:500]

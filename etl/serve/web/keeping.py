"""Answers that follow from the snapshot and the request alone: they get an ETag, and those that are small are made once per snapshot."""

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REVALIDATE = "public, max-age=60"
_READING = ("GET", "HEAD")
_OF_304 = frozenset({b"etag", b"cache-control", b"vary", b"content-location", b"link"})
_LARGEST = 256 << 10  # bytes of an answer that is kept
_ALL = 64 << 20  # bytes of all that are kept
_OWN = 1 << 10  # bytes that an answer costs beside its body, about


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes out, compressed or not."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


@dataclass(slots=True)
class Kept:
    """Answers by what was asked; when they are too many bytes, those go that nobody asked for longest."""

    room: int = _ALL
    size: int = 0
    answers: OrderedDict[Hashable, Answer] = field(default_factory=OrderedDict)

    def get(self, key: Hashable) -> Answer | None:
        """The answer to what is asked, if it is kept."""
        if key in self.answers:
            self.answers.move_to_end(key)
        return self.answers.get(key)

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer."""
        if key in self.answers:
            return
        self.answers[key] = answer
        self.size += len(answer.body) + _OWN
        while self.size > self.room:
            self.size -= len(self.answers.popitem(last=False)[1].body) + _OWN


class Keep:
    """Gives an ETag and a Cache-Control to every answer that has neither, keeps it, and says 304 to who has it already."""

    def __init__(self, app: ASGIApp, made_by: str) -> None:
        self.app, self.made_by = app, made_by  # made_by: changes with everything but the snapshot that answers depend on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with what is kept."""
        if scope["type"] != "http" or scope["method"] not in _READING:
            await self.app(scope, receive, send)
            return
        asked, live = Headers(scope=scope), scope["state"]["live"]
        key = _asked_for(scope, asked)
        known = asked.get("if-none-match", "")
        if scope["method"] == "GET" and "range" not in asked and (kept := live.answers.get(key)):
            await _Sending(send, known).whole(kept)
            return
        etag = f'W/"{hashlib.sha256(repr((live.snapshot.key, self.made_by, key)).encode()).hexdigest()[:20]}"'
        sending = _Sending(send, known, etag)
        await self.app(scope, receive, sending)
        if sending.body is not None and scope["method"] == "GET":
            live.answers.put(key, Answer(sending.headers, bytes(sending.body)))


@dataclass(slots=True)
class _Sending:
    """Passes an answer on. etag: what it gets if it is one of the snapshot; headers, body: of one that can be kept, else None."""

    send: Send
    known: str
    etag: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytearray | None = None
    is_known: bool = False

    async def whole(self, answer: Answer) -> None:
        await self._start({"type": "http.response.start", "status": 200, "headers": list(answer.headers)})
        await self.send({"type": "http.response.body", "body": b"" if self.is_known else answer.body})

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._first(message)
        elif message["type"] == "http.response.body":
            await self._next(message)
        else:
            await self.send(message)

    async def _first(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        if message["status"] == 200 and "etag" not in headers and "cache-control" not in headers:  # noqa: PLR2004 — success
            headers["etag"], headers["cache-control"] = self.etag, REVALIDATE
            self.headers, self.body = tuple(message["headers"]), bytearray()
            await self._start(message)
        else:
            await self.send(message)

    async def _start(self, message: Message) -> None:
        """Begin an answer; only its headers if the reader has it already (RFC 9110, 13.1.2)."""
        headers = Headers(scope=message)
        tags = {tag.strip().removeprefix("W/") for tag in self.known.split(",")}
        self.is_known = bool(tags & {headers["etag"].removeprefix("W/"), "*"})
        if self.is_known:
            message = {**message, "status": 304, "headers": [one for one in message["headers"] if one[0].lower() in _OF_304]}
        await self.send(message)

    async def _next(self, message: Message) -> None:
        part = message.get("body", b"")
        if self.body is not None:
            self.body += part
            if len(self.body) > _LARGEST:
                self.body = None
        if not self.is_known:
            await self.send(message)
        elif not message.get("more_body"):
            await self.send({**message, "body": b""})


def _asked_for(scope: Scope, headers: Headers) -> Hashable:
    """All that an answer depends on, beside the snapshot and the server: the address, the language, the formats."""
    path, query, language = scope["path"], scope["query_string"], scope["state"].get("language", "")
    address = (scope["scheme"], headers.get("host", ""), path, query, language)
    return (*address, headers.get("accept", ""), "gzip" in headers.get("accept-encoding", ""))

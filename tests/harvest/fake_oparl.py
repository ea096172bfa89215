"""An OParl server that does what a test tells it, and remembers what it was asked: loopback, any free port, in a thread."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]

PAGE_SIZE = 2
TYPE = "https://schema.oparl.org/1.1/"
DAY = "2024-05-01T12:00:00+00:00"


@dataclass(frozen=True)
class Answer:
    """What a path answers: status, body, headers; keeps: how many bytes of the body are sent before the connection ends (None = all)."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    keeps: int | None = None


@dataclass(frozen=True)
class Request:
    """A request that was made: path, query and headers."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


#: An answer, or what finds one for a request.
Script = Answer | Callable[[Request], Answer]


def as_json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


HTML = Answer(200, b"<!DOCTYPE html><html><body>Wartungsarbeiten</body></html>", {"Content-Type": "text/html"})


@dataclass
class FakeOparl:
    """One body with lists by name ("papers") and files by path; `answers` by path go before both, the last of several stays.

    fails_on: ids that the server cannot write: every page that holds one is an error 500.
    """

    url: str = ""
    lists: dict[str, list[Json]] = field(default_factory=lambda: {"papers": []})
    answers: dict[str, Script | list[Script]] = field(default_factory=dict)
    fails_on: set[str] = field(default_factory=set)
    requests: list[Request] = field(default_factory=list)

    def paper(self, number: int, **more: Any) -> Json:
        modified = DAY.replace(":00:00+", f":{number % 60:02d}:00+")  # no two alike, as on a server that keeps them
        return {"id": self.id("papers", number), "type": f"{TYPE}Paper", "name": f"Vorlage {number}", "modified": modified, **more}

    def inquiry(self, number: int, **more: Any) -> Json:
        """A paper that is an inquiry with one file."""
        return self.paper(number, paperType="Anfrage", mainFile=self.file(number), **more)

    def file(self, number: int, data: bytes | None = b"Anfrage", **more: Any) -> Json:
        """A File; its bytes can be had, unless they are None."""
        if data is not None:
            self.answers.setdefault(f"/download/{number}", Answer(200, data))
        return {"id": self.id("files", number), "type": f"{TYPE}File", "downloadUrl": f"{self.url}/download/{number}", **more}

    def id(self, kind: str, number: int) -> str:
        return f"{self.url}/{kind}/{number}"

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def asked_for(self, path: str, name: str) -> list[str]:
        """The values that a query parameter had in the requests of a path, "" where it was missing."""
        return [request.query.get(name, "") for request in self.asked(path)]

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        script = self.answers.get(request.path)
        if isinstance(script, list):
            script = script.pop(0) if len(script) > 1 else script[0]
        if script is not None:
            return script if isinstance(script, Answer) else script(request)
        return self.regular(request)

    def regular(self, request: Request) -> Answer:
        """What a server in good order answers."""
        name = request.path.strip("/")
        if name == "system":
            return as_json({"id": f"{self.url}/system", "type": f"{TYPE}System", "body": f"{self.url}/bodies"})
        if name == "bodies":
            return as_json({"data": [self.body()], "links": {}})
        if name in self.lists:
            return self._page(name, self.lists[name], request.query)
        return as_json({"type": f"{TYPE}Error"}, 404)

    def body(self) -> Json:
        lists = {"papers": "paper", "meetings": "meeting", "organizations": "organization"}
        return {"id": f"{self.url}/body", "type": f"{TYPE}Body", "name": "Musterstadt"} | {
            lists[name]: f"{self.url}/{name}" for name in self.lists
        }

    def _page(self, name: str, things: Sequence[Json], query: Mapping[str, str]) -> Answer:
        kept = [thing for thing in things if thing.get("modified", DAY) >= query.get("modified_since", "")]
        number, size = int(query.get("page", 1)), min(int(query.get("limit", PAGE_SIZE)), PAGE_SIZE)
        data = kept[(number - 1) * size : number * size]
        if self.fails_on & {thing.get("id") for thing in data}:
            return Answer(500)
        more = {"next": f"{self.url}/{name}?page={number + 1}"} if number * size < len(kept) else {}
        return as_json({"data": data, "links": more, "pagination": {"totalElements": len(kept), "elementsPerPage": size}})

    def counts(self) -> Mapping[str, int]:
        """How often each path was asked for."""
        found: dict[str, int] = defaultdict(int)
        for request in self.requests:
            found[request.path] += 1
        return found


@contextmanager
def serve() -> Iterator[FakeOparl]:
    """A running server."""
    fake = FakeOparl()
    with _Server(fake) as server:
        fake.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: FakeOparl) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fake = fake


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        answer = self.server.fake.answer(Request(parts.path, dict(parse_qsl(parts.query)), dict(self.headers)))
        self.send_response(answer.status)
        for name, value in ({"Content-Length": str(len(answer.body))} | dict(answer.headers)).items():
            if value:  # an empty one leaves it out
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body[: answer.keeps])

    def log_message(self, *_: object) -> None:
        pass

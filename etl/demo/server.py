"""An OParl 1.1 server for the demo council, on the loopback interface, read only.

The objects keep their ids under `ORIGIN`; a client reaches the server by sending requests for that prefix to the server's own address.
It speaks HTTP/1.0: every answer ends its connection, so that the server can stop at any moment without waiting for a client.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from etl.demo.council import ORIGIN, BadQueryError, Council, Json, error, list_page, load_council
from etl.paths import DEMO

_JSON = "application/json; charset=utf-8"

Answer = tuple[HTTPStatus, bytes, str]


@contextmanager
def serve_demo(port: int = 0) -> Iterator[str]:
    """Serve the demo council while the block runs; gives the server's base URL. Port 0 takes any free one."""
    with _Server(port, load_council()) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, council: Council) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.council = council


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._send(*find(self.server.council, self.path))

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing: the harvest reports its own requests."""

    def _send(self, status: HTTPStatus, body: bytes, media_type: str) -> None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if status == HTTPStatus.OK and self.headers.get("If-None-Match") == etag:
            status, body = HTTPStatus.NOT_MODIFIED, b""
        self.send_response(status)
        self.send_header("ETag", etag)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def find(council: Council, target: str) -> Answer:
    """The answer to a request target ("/oparl/v1.1/papers/1"): status, body and media type."""
    parts = urlsplit(target)
    url = ORIGIN + parts.path
    if url in council.lists:
        try:
            return _as_json(HTTPStatus.OK, list_page(url, council.lists[url], dict(parse_qsl(parts.query))))
        except BadQueryError as bad:
            return _as_json(HTTPStatus.BAD_REQUEST, error("Die Anfrage ist fehlerhaft.", str(bad)))
    if url in council.objects:
        return _as_json(HTTPStatus.OK, council.objects[url])
    if url in council.downloads:
        name, media_type = council.downloads[url]
        return HTTPStatus.OK, (DEMO / "files" / name).read_bytes(), media_type
    return _as_json(HTTPStatus.NOT_FOUND, error("Das Objekt gibt es nicht.", url))


def _as_json(status: HTTPStatus, value: Json) -> Answer:
    return status, json.dumps(value, ensure_ascii=False).encode(), _JSON

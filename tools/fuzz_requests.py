"""Requests that nobody should send, drawn from a seed: see `tools.fuzz_serve`."""

import json
import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from etl.serve.examples import load_examples

_LARGE = 1 << 16  # bytes
MARKUP = "<script>alert(42)</script>"
INJECTED = "X-Injected"
_JUNK = (
    *("", " ", "0", "-1", "1e309", "NaN", "null", "true", "[]", "{}", "%", "%00", "\0", "\r\n", "\ud7ff", "ä", "𝔘", "\u202e", "\ufeff"),
    *("'", '"', "\\", "'; DROP TABLE hits; --", '" OR "x"*', "NEAR(a b", "*", "^a", "a*b", "a AND", "(", "{{ 7*7 }}", "${x}"),
    *(MARKUP, f'">{MARKUP}', f"a\r\n{INJECTED}: 1", "9" * 400, "a" * 5000, "ß" * 300, "-" * 50, "~", "2024-01-01~"),
)  # fmt: skip
_CLIMBING = (
    "..", "%2e%2e", "%252e%252e", "..%2f..", "..\\..", "%c0%ae%c0%ae", "....//", "%00", ".%00.", "..;", "//", "~root", "file:%2f%2f",
)  # fmt: skip
_FILES = ("etc/passwd", "pyproject.toml", "data/serve", "index.sql", "proc/self/environ", ".releases", "datapackage.json", "..", "")
_ROOTS = (
    *("/dataset/", "/dataset/demo/", "/dataset/demo/releases/", "/static/", "/data/", "/id/", "/code/", "/catalog.", "/datasets/"),
    *("/api/", "/sparql.", "/", "/en/", "/.well-known/", "/data/id/document/"),
)
_HEADERS = (
    *("Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range", "If-Range", "Origin", "Cookie", "Content-Type", "Expect"),
    *("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "Access-Control-Request-Method", "Access-Control-Request-Headers"),
    *("Transfer-Encoding", "Content-Length", "Upgrade", "Connection", "Authorization", "Referer", "Accept-Language"),
)
_PATHS = ("/", "/search?q=a", "/commitments", "/organizations", "/sparql?query=ASK{}", "/api/inquiries", "/api/commitments.csv", "/health")
_PIECES = (
    "{", "}", "(", ")", "SELECT", "*", "?x", "<", ">", "SERVICE <http://127.0.0.1/> {}", "FROM", "GRAPH ?g", "\\u0000", "\\uD800", "'''",
)  # fmt: skip
_MORE_PIECES = (
    ";", "LOAD <file:///etc/passwd>", "^^", "@de", "_:b", "REGEX(?a,'(a+)+$')", "BIND(", "VALUES", "1e999", "#", "/*", "|!^", "\0", "é",
)  # fmt: skip
_PAGES = ("/search", "/commitments", "/report", "/sparql", "/organizations", "/status", "/datasets/demo", "/api")
_GIVEN = (
    "q", "page", "view", "type", "council", "year", "faction", "kind", "partner", "example", "about", "query", "format", "limit",
    "cursor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attack:
    """A request as bytes. kind: what it tries."""

    kind: str
    sent: bytes

    @property
    def is_whole(self) -> bool:
        """Whether an answer must be seen: the others may promise a body that does not come, or send more than is read before the end."""
        return self.kind != "header" and len(self.sent) < _LARGE


def attacks(seed: int, count: int, host: str, api: Mapping[str, Any], ids: Sequence[str]) -> Iterator[Attack]:
    """The requests of a seed. api: the OpenAPI description; ids: of things that there are."""
    chance = random.Random(seed)  # noqa: S311 — to be repeated, no secret
    makers: dict[str, Callable[[], bytes]] = {
        "api": lambda: _api(chance, host, api, ids),
        "sparql": lambda: _sparql(chance, host),
        "path": lambda: _request(host, _path(chance, ids)),
        "header": lambda: _headers(chance, host),
        "body": lambda: _body(chance, host),
        "page": lambda: _request(
            host, f"{chance.choice(('', '/en'))}{chance.choice(_PAGES)}?{_parameters(chance, _GIVEN)}", ["Accept: text/html"]
        ),
    }
    for number in range(count):
        kind = list(makers)[number % len(makers)]
        yield Attack(kind, makers[kind]())


def _request(host: str, path: str, headers: Sequence[str] = (), body: bytes = b"", method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + body


def _junk(chance: random.Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(_JUNK)
    return "".join(chance.choice(string.printable + "äß€𝔘\0") for _ in range(chance.randrange(1, 60)))


def _parameters(chance: random.Random, names: Sequence[str]) -> str:
    pairs = [(chance.choice(names), _junk(chance)) for _ in range(chance.randrange(1, 5))]
    encoded = urlencode(pairs, errors="surrogatepass")
    return encoded if chance.random() < 0.9 else encoded.replace("%", "%%", 1) + "&%ff=%fe&=&&"


def _api(chance: random.Random, host: str, api: Mapping[str, Any], ids: Sequence[str]) -> bytes:
    """A path of the description, with parameters of which some are as described."""
    path = chance.choice(list(api["paths"]))
    operation = api["paths"][path]["get"]
    given: list[tuple[str, str]] = []
    for one in operation.get("parameters", ()):
        value = _as_described(chance, one["schema"], ids) if chance.random() < 0.6 else _junk(chance)
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", quote(value, safe="", errors="surrogatepass"))
        elif chance.random() < 0.4:
            given += [(one["name"], value)] * chance.choice((1, 1, 1, 2, 30))
    query = urlencode(given, errors="surrogatepass")
    return _request(host, f"{path}?{query}", method=chance.choice(("GET", "GET", "GET", "HEAD", "OPTIONS", "DELETE", "POST", "BREW")))


def _as_described(chance: random.Random, schema: Mapping[str, Any], ids: Sequence[str]) -> str:
    inner = schema.get("items", schema)
    if "enum" in inner:
        return str(chance.choice(inner["enum"]))
    if inner.get("type") == "integer":
        return str(chance.choice((inner.get("minimum", 0), inner.get("maximum", 9), 7)))
    if "pattern" in inner:
        return chance.choice((chance.choice(ids).rpartition("/")[2], f"2020-01-01~{chance.choice(ids)}", chance.choice(ids)))
    return chance.choice(("Rad", "2020", "SPD", "Stadt Karlsruhe", "cooperation", chance.choice(ids)))


def _sparql(chance: random.Random, host: str) -> bytes:
    """An example query, broken here and there, by any of the ways to ask."""
    words = chance.choice(load_examples()).text.split(" ")
    for _ in range(chance.choice((0, 0, 1, 1, 2, 7))):
        place = chance.randrange(len(words))
        words[place : place + chance.choice((0, 1, 1, 3))] = [chance.choice((*_PIECES, *_MORE_PIECES, _junk(chance)))] * chance.choice(
            (1, 1, 1, 2, 40)
        )
    query = " ".join(words)
    names = [("default-graph-uri", _junk(chance)), ("named-graph-uri", _junk(chance)), ("format", chance.choice(("csv", "html", "x", "")))]
    more = chance.sample(names, chance.randrange(0, 2))
    encoded = urlencode([("query", query), *more], errors="surrogatepass")
    accept = f"Accept: {chance.choice(('*/*', 'text/html', 'text/csv', 'application/xml', 'a/b;q=x', ''))}"
    way = chance.randrange(3)
    if way == 0:
        return _request(host, f"/sparql?{encoded[:60000]}", [accept])
    if way == 1:
        return _request(host, "/sparql", [accept, "Content-Type: application/x-www-form-urlencoded"], encoded.encode(), "POST")
    direct = "Content-Type: application/sparql-query"
    return _request(
        host, f"/sparql?{urlencode(more, errors='surrogatepass')}", [accept, direct], query.encode("utf-8", "surrogatepass") or b" ", "POST"
    )


def _path(chance: random.Random, ids: Sequence[str]) -> str:
    if chance.random() < 0.2:
        return f"/data/{chance.choice(ids)}{chance.choice(('.ttl', '.xyz', '.html', '/..', '%0d%0a', '.jsonld', '.', '%2e%2e', '~'))}"
    climbed = "/".join(chance.choice((*_CLIMBING, _CLIMBING[0], _CLIMBING[1])) for _ in range(chance.randrange(1, 9)))
    junk = quote(_junk(chance), safe="", errors="surrogatepass") if chance.random() < 0.3 else chance.choice(_FILES)
    return f"{chance.choice(_ROOTS)}{climbed}/{junk}"


def _headers(chance: random.Random, host: str) -> bytes:
    """Headers of which some hold what they must not, also in the address that a redirect or a link repeats."""
    lines = []
    for name in chance.sample(_HEADERS, chance.randrange(1, 4)):
        odd = (_junk(chance), "bytes=0-0,5-9," * 200, "bytes=9-1", f"a\r\n{INJECTED}: 1", "W/" * 100, "q=" * 50, "gzip;q=0", "\x7f\x01")
        lines.append(f"{name}: {chance.choice(odd)}")
    path = chance.choice((*_PATHS, f"/id/{quote(_junk(chance), safe='', errors='surrogatepass')}", "/dataset/demo/csv/papers.csv"))
    address = chance.choice((host, host, f"evil.example{MARKUP}", "a b", "", "[::1", "x" * 3000))
    return _request(address, path, lines, method=chance.choice(("GET", "GET", "HEAD", "OPTIONS", "POST")))


def _body(chance: random.Random, host: str) -> bytes:
    """Bodies that are too large, of no known type, or not as long as they say."""
    media_type = chance.choice(
        ("application/x-www-form-urlencoded", "application/sparql-query", "application/json", "multipart/form-data", "x")
    )
    size = chance.choice((0, 1, 100, 70_000, (1 << 20) + 1, 3 << 20))
    piece = json.dumps(_junk(chance)).encode() + b"query=" + chance.randbytes(50)
    body = (piece * (size // len(piece) + 1))[:size]
    path = chance.choice(("/sparql", "/sparql", "/api/inquiries", "/", "/search", "/sparql.csv"))
    headers = [f"Content-Type: {media_type}", *(["Content-Encoding: gzip"] if chance.random() < 0.2 else [])]
    if chance.random() < 0.3:
        chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n" if body else b""
        return _request(host, path, [*headers, "Transfer-Encoding: chunked"], method="POST") + chunk * 3 + b"0\r\n\r\n"
    return _request(host, path, headers, body, chance.choice(("POST", "POST", "PUT", "GET")))

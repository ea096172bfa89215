"""One polite HTTP client per source: one request at a time, with a pause, a name, patience, limits on where it goes and what it takes."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from etl import __version__
from etl.harvest.breaker import Breaker
from etl.harvest.connections import CheckedAdapter, ForbiddenAddressError
from etl.harvest.failures import FetchError, PassingError, short
from etl.harvest.redirects import MOST_REDIRECTS, Redirects
from etl.harvest.robots import MOST_BYTES, Robots
from etl.harvest.safety import MOST_JSON_BYTES, Boundary, LimitError, boundary, bounded, is_http, parse_json
from etl.settings import Settings
from etl.sources import Source

_TIMEOUT_S = (10, 120)  # to connect; between two bytes (some servers think for 40 s before the first one)
_TRIES = 4
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 120.0
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
_OK, _NOT_MODIFIED = 200, 304
_CHUNK = 1 << 16
_KEPT_HEADERS = ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Content-Disposition")


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is being fetched: its status (200 or 304), the headers that are kept, and its bytes in chunks."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


@dataclass(slots=True)
class Client:
    """Requests for one source (see `client_for`).

    contact: whom the server's operator can ask; reach: URL prefix → prefix that requests are sent to instead;
    requests_per_second: 0 = no limit, but that of robots.txt; boundary: where requests may go, None = anywhere;
    most_requests: none is sent after these; door: a URL that answers everybody whom the server lets in, "" = none is known.
    """

    contact: str
    reach: Mapping[str, str] = field(default_factory=dict)
    requests_per_second: float = 1.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    boundary: Boundary | None = None
    most_requests: float = float("inf")
    door: str = ""
    requests_made: int = 0
    _robots: Robots = field(init=False)
    _redirects: Redirects = field(default_factory=Redirects)
    _session: requests.Session = field(default_factory=requests.Session)
    _last_at: float = float("-inf")
    _breaker: Breaker = field(default_factory=Breaker)

    def __post_init__(self) -> None:
        """Introduce ourselves: what we are, which version, and whom to ask."""
        self._session.headers["User-Agent"] = f"ratsgraph/{__version__} (+{self.contact})"
        self._robots = Robots(self._robots_txt)
        if self.boundary:
            adapter = CheckedAdapter(self.boundary.address_refusal)
            self._session.mount("http://", adapter)
            self._session.mount("https://", adapter)

    @property
    def robots_unread(self) -> Mapping[str, str]:
        """The robots.txt that could not be read: URL → reason."""
        return self._robots.unread

    def get_json(self, url: str, *, tries: int = _TRIES) -> Any:
        """The JSON at a URL. Raw control characters in strings, which some servers send, are accepted.

        Raises:
            FetchError: if it cannot be had or is no JSON.
            SourceUnreachableError: if the server fails request after request.
        """
        headers = {"Accept": "application/json"}
        for left in reversed(range(tries)):
            try:
                with self._request(url, headers) as response:
                    value = _read_json(response)
            except PassingError as error:
                self._wait_or_give_up(error, url, attempt=tries - left, left=left)
            else:
                self._breaker.succeeded()
                return value
        raise AssertionError  # the last attempt returns or raises

    @contextmanager
    def download(self, url: str, headers: Mapping[str, str] | None = None, *, tries: int = _TRIES) -> Iterator[Download]:
        """A file at a URL, to be read in chunks while the context lasts; with the length of these in its headers, if the server tells.

        Raises:
            FetchError: if it cannot be had, or breaks off while it is read.
            SourceUnreachableError: if the server fails request after request.
        """
        response = self._patient_response(url, {"Accept-Encoding": "identity", **(headers or {})}, tries)
        try:
            kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
            if "Content-Encoding" in response.headers:
                kept.pop("Content-Length", None)
            yield Download(response.status_code, kept, response.iter_content(_CHUNK))
        except requests.RequestException as error:  # no OSError besides: a full disk is no fault of the server's
            raise FetchError(f"the transfer broke off ({short(error)})", url=url) from error
        finally:
            response.close()

    def _patient_response(self, url: str, headers: Mapping[str, str], tries: int) -> requests.Response:
        for left in reversed(range(tries)):
            try:
                response = self._request(url, headers, is_file=True)
            except PassingError as error:
                self._wait_or_give_up(error, url, attempt=tries - left, left=left)
            else:
                self._breaker.succeeded()
                return response
        raise AssertionError  # the last attempt returns or raises

    def _request(self, url: str, headers: Mapping[str, str], *, is_file: bool = False) -> requests.Response:
        response = self._followed(url, headers, is_file=is_file)
        if response.status_code == _OK or (response.status_code == _NOT_MODIFIED and "If-None-Match" in headers):
            return response
        response.close()
        reason = f"HTTP {response.status_code}"
        if response.status_code in _PASSING:
            raise PassingError(reason, status=response.status_code, pause=_retry_after(response))
        if self._breaker.refuses(response.status_code) and self.door:
            with self._followed(self.door, {}, is_file=False) as answer:
                self._breaker.looked(answer.status_code, self.door)
        raise FetchError(reason, url=url, status=response.status_code)

    def _followed(self, url: str, headers: Mapping[str, str], *, is_file: bool, is_robots: bool = False) -> requests.Response:
        """The answer of a URL, or of where it redirects to; every hop must be allowed."""
        target = url
        for _ in range(MOST_REDIRECTS + 1):
            target = self._redirects.ahead(self._reached(target))
            refusal = "" if is_http(target) else "not a request that can be sent (no http(s) address)"
            refusal = refusal or (self.boundary.refusal(target, is_file=is_file) if self.boundary else "")
            refusal = refusal or ("" if is_robots else self._robots.refusal(target))
            if refusal:
                raise FetchError(refusal, url=url)
            response = self._send(target, headers, pause=0.0 if is_robots else self._robots.pause(target))
            location = self._session.get_redirect_target(response)
            if location is None:
                self._redirects.ended(url, self._named(target))
                return response
            response.close()
            target = self._redirects.follow(target, location, is_permanent=response.is_permanent_redirect)
        raise FetchError(f"redirected more than {MOST_REDIRECTS} times", url=url)

    def _send(self, target: str, headers: Mapping[str, str], *, pause: float) -> requests.Response:
        """Send one request, after a pause of at least these seconds since the last one."""
        if self.requests_made >= self.most_requests:
            raise FetchError(f"not asked, for {self.requests_made} requests were made", url=target)
        if self.requests_per_second > 0:
            pause = max(pause, 1 / self.requests_per_second)
        if pause > 0:
            self.sleep(max(0.0, self._last_at + pause - self.clock()))
        self._last_at = self.clock()
        self.requests_made += 1
        try:
            return self._session.get(target, headers=dict(headers), timeout=_TIMEOUT_S, stream=True, allow_redirects=False)
        except ForbiddenAddressError as error:
            raise FetchError(str(error), url=target) from error
        except (requests.ConnectionError, requests.Timeout) as error:
            raise PassingError(f"no answer ({short(error)})") from error
        except (requests.RequestException, ValueError) as error:
            raise FetchError(f"not a request that can be sent ({short(error)})", url=target) from error

    def _robots_txt(self, url: str) -> tuple[int, bytes]:
        """A robots.txt: status (0 = no answer) and body; asked for once, for a harvest goes on without it."""
        try:
            with self._followed(url, {}, is_file=True, is_robots=True) as response:
                return response.status_code, next(response.iter_content(MOST_BYTES), b"")
        except (PassingError, FetchError, requests.RequestException):
            return 0, b""

    def _wait_or_give_up(self, error: PassingError, url: str, *, attempt: int, left: int) -> None:
        if left:
            # full jitter: a crowd of harvesters must not come back at the same second
            pause = random.uniform(0.5, 1) * _FIRST_PAUSE_S * 2 ** (attempt - 1) if error.pause is None else error.pause  # noqa: S311
            self.sleep(min(pause, _LONGEST_PAUSE_S))
            return
        self._breaker.gave_up(error, url)
        raise FetchError(f"{error.reason}, {attempt} times" if attempt > 1 else error.reason, url=url, status=error.status)

    def ended_at(self, url: str) -> str:
        """Where the last answer for a URL came from, after redirects: what relative links in it count from."""
        return self._redirects.end_of(url)

    def _reached(self, url: str) -> str:
        return _mapped(url, self.reach.items())

    def _named(self, target: str) -> str:
        """The URL that a request was sent for, from the one it was sent to."""
        return _mapped(target, ((instead, prefix) for prefix, instead in self.reach.items()))


def client_for(source: Source, settings: Settings) -> Client:
    """The client that goes where a source's requests may go, and no further."""
    return Client(settings.contact, source.reach, source.requests_per_second, boundary=boundary(source), door=source.system)


def _mapped(url: str, prefixes: Iterable[tuple[str, str]]) -> str:
    return next((instead + url[len(prefix) :] for prefix, instead in prefixes if url.startswith(prefix)), url)


def _read_json(response: requests.Response) -> Any:
    body = b""
    try:
        body = b"".join(bounded(response.iter_content(_CHUNK), MOST_JSON_BYTES))
        return parse_json(body)
    except LimitError as error:
        raise FetchError(str(error), url=response.url) from error
    except requests.RequestException as error:
        raise PassingError(f"the answer broke off ({short(error)})") from error
    except ValueError as error:
        what = "HTML" if body.lstrip()[:1] == b"<" else "broken JSON"
        raise PassingError(f"the answer is {what}", status=response.status_code) from error


def _retry_after(response: requests.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else None

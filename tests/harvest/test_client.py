"""The client's manners: its name, its pauses, its patience and its limits."""

import socket
from typing import Any

import pytest

from etl import __version__
from etl.errors import SourceUnreachableError
from etl.harvest.client import Client
from etl.harvest.failures import FetchError
from etl.harvest.safety import Boundary, boundary
from etl.sources import Source
from tests.harvest.fake_oparl import Answer, FakeOparl, as_json

PATH = "/thing"


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += [seconds] if seconds else []


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _client(clock: Clock, *, requests_per_second: float = 0, **reach: str) -> Client:
    return Client("https://example.org/about", reach, requests_per_second, clock.sleep, clock)


def _error(client: Client, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        client.get_json(url)
    return caught.value


def test_the_client_says_who_it_is_and_whom_to_ask(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = as_json({})
    _client(clock).get_json(fake.url + PATH)
    assert fake.asked(PATH)[0].headers["User-Agent"] == f"ratsgraph/{__version__} (+https://example.org/about)"


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="only Linux can be told")
def test_a_server_that_sends_head_and_body_apart_is_not_kept_waiting(
    fake: FakeOparl, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.answers[PATH] = as_json({})
    told: list[tuple[object, ...]] = []
    set_option = socket.socket.setsockopt

    def noted(sock: socket.socket, *option: Any) -> None:
        told.append(option)
        set_option(sock, *option)

    monkeypatch.setattr(socket.socket, "setsockopt", noted)
    client = Client("test", {}, 0, clock.sleep, clock, boundary(Source("x", "X", "oparl", system=fake.url)))
    for _ in range(2):
        client.get_json(fake.url + PATH)
    assert told.count((socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)) >= 2


def test_requests_are_as_far_apart_as_the_source_wants(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = as_json({})
    client = _client(clock, requests_per_second=0.5)
    for _ in range(3):
        client.get_json(fake.url + PATH)
    assert clock.slept == [2, 2]


def test_time_that_has_passed_counts_as_pause(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = as_json({})
    client = _client(clock, requests_per_second=0.5)
    client.get_json(fake.url + PATH)
    clock.now += 1.5
    client.get_json(fake.url + PATH)
    assert clock.slept == [0.5]


def test_a_server_of_one_s_own_needs_no_pause(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = as_json({})
    client = _client(clock)
    client.get_json(fake.url + PATH)
    client.get_json(fake.url + PATH)
    assert (clock.slept, client.requests_made) == ([], 2)


def test_the_pause_that_a_server_asks_for_is_kept(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = [Answer(429, b"", {"Retry-After": "7"}), as_json({"id": "a"})]
    assert _client(clock).get_json(fake.url + PATH) == {"id": "a"}
    assert clock.slept == [7]


def test_a_pause_is_never_longer_than_two_minutes(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = [Answer(503, b"", {"Retry-After": "86400"}), as_json({})]
    _client(clock).get_json(fake.url + PATH)
    assert clock.slept == [120]


@pytest.mark.parametrize("header", ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", "\xb2", "-1"])
def test_a_pause_that_is_no_number_of_seconds_is_not_heeded(fake: FakeOparl, clock: Clock, header: str) -> None:
    fake.answers[PATH] = [Answer(503, b"", {"Retry-After": header}), as_json({})]
    _client(clock).get_json(fake.url + PATH)
    assert 0.5 <= clock.slept[0] <= 1


def test_pauses_grow(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = Answer(500)
    _error(_client(clock), fake.url + PATH)
    assert all(2**number / 2 <= pause <= 2**number for number, pause in enumerate(clock.slept))
    assert len(clock.slept) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_what_will_not_pass_is_asked_for_once(fake: FakeOparl, clock: Clock, status: int) -> None:
    fake.answers[PATH] = Answer(status)
    error = _error(_client(clock), fake.url + PATH)
    assert (error.status, error.reason, len(fake.asked(PATH))) == (status, f"HTTP {status}", 1)


def test_a_request_goes_where_the_source_says_it_reaches(fake: FakeOparl, clock: Clock) -> None:
    fake.answers["/mirror/thing"] = as_json({"id": "a"})
    client = Client("c", {"https://old.example/oparl/": f"{fake.url}/mirror/"}, 0, clock.sleep, clock)
    assert client.get_json("https://old.example/oparl/thing") == {"id": "a"}


@pytest.mark.parametrize("url", ["", "thing", "file:///etc/passwd", "http://", "https://[/"])
def test_what_is_no_request_is_told(clock: Clock, url: str) -> None:
    assert "not a request that can be sent" in _error(_client(clock), url).reason


def test_json_that_is_too_long_is_left(fake: FakeOparl, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.harvest.client.MOST_JSON_BYTES", 10)
    fake.answers[PATH] = as_json({"id": "a" * 10})
    assert "the answer is longer than" in _error(_client(clock), fake.url + PATH).reason


def test_json_that_is_nested_too_deep_is_left(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = Answer(200, b"[" * 100_000)
    assert _error(_client(clock), fake.url + PATH).reason == "the answer is nested deeper than 64 levels"


def test_a_server_that_is_down_is_left_after_five_requests(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = Answer(503)
    client = _client(clock)
    for _ in range(4):
        _error(client, fake.url + PATH)
    with pytest.raises(SourceUnreachableError, match="5 requests in a row failed, the last with HTTP 503"):
        client.get_json(fake.url + PATH)


def test_a_server_that_cannot_write_some_objects_is_not_down(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = Answer(500)
    client = _client(clock)
    for _ in range(49):
        with pytest.raises(FetchError):
            client.get_json(fake.url + PATH, tries=1)
    with pytest.raises(SourceUnreachableError, match="50 requests in a row"):
        client.get_json(fake.url + PATH, tries=1)


@pytest.mark.parametrize("answer", [as_json({}), Answer(404)])
def test_an_answer_in_between_shows_that_the_server_is_there(fake: FakeOparl, clock: Clock, answer: Answer) -> None:
    client = _client(clock)
    fake.answers |= {PATH: Answer(503), "/other": answer}
    for _ in range(4):
        _error(client, fake.url + PATH)
    if answer.status == 404:
        _error(client, f"{fake.url}/other")
    else:
        client.get_json(f"{fake.url}/other")
    _error(client, fake.url + PATH)


def test_a_download_asks_for_the_bytes_as_they_are(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = Answer(200, b"abc")
    with _client(clock).download(fake.url + PATH) as download:
        assert b"".join(download.chunks) == b"abc"
    assert fake.asked(PATH)[0].headers["Accept-Encoding"] == "identity"


def test_an_error_of_whoever_reads_a_download_is_not_the_server_s(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = Answer(200, b"abc")
    with pytest.raises(OSError, match="no space left"), _client(clock).download(fake.url + PATH):
        raise OSError("no space left")


def test_a_redirect_keeps_the_query_and_is_gone_round_once(fake: FakeOparl, clock: Clock) -> None:
    fake.answers |= {"/list": Answer(301, b"", {"Location": "/list/"}), "/list/": lambda request: as_json(dict(request.query))}
    client = _client(clock)
    assert [client.get_json(f"{fake.url}/list?page={page}") for page in (1, 2)] == [{"page": "1"}, {"page": "2"}]
    assert (len(fake.asked("/list")), client.requests_made) == (1, 3)


def test_a_redirect_may_not_leave_the_boundary(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = Answer(302, b"", {"Location": "http://169.254.169.254/latest/meta-data"})
    client = _client(clock)
    client.boundary = boundary(Source("x", "X", "oparl", system=fake.url))
    assert "none of the source's hosts" in _error(client, fake.url + PATH).reason
    with pytest.raises(FetchError, match="no public address"), client.download(fake.url + PATH):
        pass


def test_every_host_but_this_machine_is_asked_for_its_robots_txt(fake: FakeOparl, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.harvest.robots.is_loopback", lambda _: False)
    fake.answers["/robots.txt"] = Answer(200, b"User-agent: *\nDisallow: /private\nCrawl-delay: 3")
    fake.answers[PATH] = as_json({})
    client = _client(clock)
    assert "robots.txt forbids it; ask the operator" in _error(client, f"{fake.url}/private/1").reason
    client.get_json(fake.url + PATH)
    client.get_json(fake.url + PATH)
    assert (fake.counts(), clock.slept) == ({"/robots.txt": 1, PATH: 2}, [3, 3])


def test_a_robots_txt_that_cannot_be_had_stops_nothing(fake: FakeOparl, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.harvest.robots.is_loopback", lambda _: False)
    fake.answers |= {"/robots.txt": Answer(503), PATH: as_json({})}
    assert _client(clock).get_json(fake.url + PATH) == {}


def test_no_more_requests_are_sent_than_allowed(fake: FakeOparl, clock: Clock) -> None:
    fake.answers[PATH] = as_json({})
    client = _client(clock)
    client.most_requests = 1
    client.get_json(fake.url + PATH)
    assert _error(client, fake.url + PATH).reason == "not asked, for 1 requests were made"
    assert len(fake.requests) == 1


def test_a_host_that_is_public_only_while_it_is_checked_gets_nothing(fake: FakeOparl, clock: Clock) -> None:
    client = Client(
        "test", requests_per_second=0, sleep=clock.sleep, clock=clock, boundary=Boundary(frozenset(), lambda _: ["93.184.216.34"])
    )
    with pytest.raises(FetchError, match="is no public address"), client.download(f"{fake.url}/1.pdf"):
        pass
    assert fake.requests == []


def test_a_server_that_shuts_us_out_is_left_alone(fake: FakeOparl, clock: Clock) -> None:
    fake.answers |= {"/system": Answer(403), PATH: Answer(403)}
    client = Client("test", requests_per_second=0, sleep=clock.sleep, clock=clock, door=f"{fake.url}/system")
    for _ in range(9):
        assert _error(client, fake.url + PATH).reason == "HTTP 403"
    with pytest.raises(SourceUnreachableError, match="it seems to have shut us out"):
        client.get_json(fake.url + PATH)
    assert fake.counts() == {PATH: 10, "/system": 1}


def test_many_things_that_are_not_public_are_no_ban(fake: FakeOparl, clock: Clock) -> None:
    fake.answers |= {"/system": as_json({}), PATH: Answer(403)}
    client = Client("test", requests_per_second=0, sleep=clock.sleep, clock=clock, door=f"{fake.url}/system")
    for _ in range(19):
        assert _error(client, fake.url + PATH).reason == "HTTP 403"
    assert fake.counts() == {PATH: 19, "/system": 1}

"""What robots.txt allows, and what is done where it cannot be read."""

from collections.abc import Callable

import pytest

from etl.harvest.robots import Robots, is_loopback

PAPER = "https://ris.musterstadt.example/oparl/papers/1"


def _robots(body: str = "", status: int = 200) -> Robots:
    return Robots(lambda _: (status, body.encode()))


@pytest.mark.parametrize(
    "body",
    [
        "User-agent: *\nDisallow: /",
        "User-agent: ratsgraph\nDisallow: /oparl/",
        "User-agent: RatsGraph\nDisallow: /*/papers/",
        "\ufeffUser-agent: *\nDisallow: /",
    ],
)
def test_what_is_forbidden_is_refused(body: str) -> None:
    assert _robots(body).refusal(PAPER)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "User-agent: otherbot\nDisallow: /",
        "User-agent: *\nDisallow: /\n\nUser-agent: ratsgraph\nAllow: /",
        "User-agent: *\nDisallow: /\nAllow: /oparl/",
        "<!DOCTYPE html><html><body>Seite nicht gefunden</body></html>",
        "\x00\xff no robots.txt at all",
    ],
)
def test_what_is_not_forbidden_is_allowed(body: str) -> None:
    assert _robots(body).refusal(PAPER) == ""


def test_a_refusal_names_the_file_and_what_to_do() -> None:
    refusal = _robots("User-agent: *\nDisallow: /").refusal(PAPER)
    assert "https://ris.musterstadt.example/robots.txt" in refusal
    assert "ask the operator" in refusal


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410, 429])
def test_a_robots_txt_that_is_not_there_forbids_nothing(status: int) -> None:
    robots = _robots("User-agent: *\nDisallow: /", status)
    assert robots.refusal(PAPER) == ""
    assert robots.unread == {}


@pytest.mark.parametrize(("status", "reason"), [(0, "no answer"), (500, "HTTP 500"), (503, "HTTP 503")])
def test_a_robots_txt_that_cannot_be_read_forbids_nothing_and_is_noted(status: int, reason: str) -> None:
    robots = _robots(status=status)
    assert robots.refusal(PAPER) == ""
    assert robots.unread == {"https://ris.musterstadt.example/robots.txt": reason}


@pytest.mark.parametrize(
    ("body", "pause"),
    [
        ("User-agent: *\nCrawl-delay: 20", 20),
        ("User-agent: ratsgraph\nCrawl-delay: 2.5", 2.5),
        ("User-agent: otherbot\nCrawl-delay: 20", 0),
        ("User-agent: *\nCrawl-delay: 86400", 300),
        ("User-agent: *\nCrawl-delay: -3", 0),
        ("User-agent: *\nCrawl-delay: soon", 0),
        ("", 0),
    ],
)
def test_the_pause_that_a_host_asks_for(body: str, pause: float) -> None:
    assert _robots(body).pause(PAPER) == pause


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def counting(asked: list[str]) -> Callable[[str], tuple[int, bytes]]:
    def fetch(url: str) -> tuple[int, bytes]:
        asked.append(url)
        return 200, b"User-agent: *\nDisallow: /"

    return fetch


def test_each_host_is_asked_once(asked: list[str], counting: Callable[[str], tuple[int, bytes]]) -> None:
    robots = Robots(counting, clock=lambda: 0.0)
    for url in (PAPER, f"{PAPER}?page=2", "https://files.musterstadt.example/1.pdf", "http://ris.musterstadt.example/"):
        robots.refusal(url)
        robots.pause(url)
    assert asked == [
        "https://ris.musterstadt.example/robots.txt",
        "https://files.musterstadt.example/robots.txt",
        "http://ris.musterstadt.example/robots.txt",
    ]


def test_rules_are_asked_for_again_after_a_day(asked: list[str], counting: Callable[[str], tuple[int, bytes]]) -> None:
    now = iter((0.0, 3600.0, 86_401.0, 86_401.0))
    robots = Robots(counting, clock=lambda: next(now))
    for _ in range(3):
        robots.refusal(PAPER)
    assert len(asked) == 2


@pytest.mark.parametrize("url", ["http://127.0.0.1:8765/oparl", "http://localhost/oparl", "http://[::1]/oparl"])
def test_this_machine_is_not_asked(url: str, asked: list[str], counting: Callable[[str], tuple[int, bytes]]) -> None:
    robots = Robots(counting)
    assert (robots.refusal(url), robots.pause(url), asked) == ("", 0.0, [])


@pytest.mark.parametrize("url", ["http://localhost.musterstadt.example/", "http://10.0.0.1/", "https://127.0.0.1.example/"])
def test_other_machines_are_asked(url: str) -> None:
    assert not is_loopback(url)

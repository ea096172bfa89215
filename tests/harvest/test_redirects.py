"""Where redirects lead, and which are remembered."""

import pytest

from etl.harvest.redirects import Redirects, redirect_target

PAPERS = "https://x.example/oparl/papers"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/oparl/papers/", "https://x.example/oparl/papers/?page=2&limit=5"),
        ("https://x.example/bi/papers", "https://x.example/bi/papers?page=2&limit=5"),
        ("/oparl/papers/?page=1", "https://x.example/oparl/papers/?page=1"),
        ("papers/", "https://x.example/oparl/papers/?page=2&limit=5"),
        ("//y.example/", "https://y.example/?page=2&limit=5"),
        ("file:///etc/passwd", "file:///etc/passwd?page=2&limit=5"),
    ],
)
def test_a_redirect_keeps_the_query_that_it_drops(location: str, target: str) -> None:
    assert redirect_target("https://x.example/oparl/papers?page=2&limit=5", location) == target


def test_a_redirect_to_a_slash_at_the_end_is_remembered_for_every_query() -> None:
    redirects = Redirects()
    redirects.follow(f"{PAPERS}?page=1", "/oparl/papers/", is_permanent=True)
    assert redirects.ahead(f"{PAPERS}?page=2") == f"{PAPERS}/?page=2"


def test_a_redirect_to_another_scheme_is_remembered() -> None:
    redirects = Redirects()
    redirects.follow("http://x.example/oparl/papers", PAPERS, is_permanent=True)
    assert redirects.ahead("http://x.example/oparl/papers?page=2") == f"{PAPERS}?page=2"


@pytest.mark.parametrize(("location", "is_permanent"), [("/oparl/papers/", False), ("/files/1.pdf", True)])
def test_a_redirect_that_may_be_another_next_time_is_not_remembered(location: str, is_permanent: bool) -> None:
    redirects = Redirects()
    redirects.follow(f"{PAPERS}?id=1", location, is_permanent=is_permanent)
    assert redirects.ahead(f"{PAPERS}?id=2") == f"{PAPERS}?id=2"

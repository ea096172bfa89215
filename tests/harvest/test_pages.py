"""Lists, page by page, whatever a server calls a page."""

import pytest

from etl.harvest.client import Client
from etl.harvest.failures import FetchError
from etl.harvest.pages import walk
from tests.harvest.fake_oparl import Answer, FakeOparl, Request, as_json

PAPERS = "/papers"


def _walked(fake: FakeOparl, path: str = PAPERS, **params: str) -> list[list[str]]:
    """The names of the objects of each page of a list."""
    client = Client("test", requests_per_second=0, sleep=lambda _: None)
    return [[str(one.get("name")) for one in page.objects] for page in walk(client, fake.url + path, params)]


def test_the_last_list_page_may_fail_as_well(fake: FakeOparl) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(3)] + [{"id": "bad"}]
    fake.fails_on = {"bad"}
    assert _walked(fake) == [["Vorlage 0", "Vorlage 1"], ["Vorlage 2"]]


def test_next_links_that_never_end_are_left(fake: FakeOparl) -> None:
    def always_more(request: Request) -> Answer:
        return as_json({"data": [fake.paper(1)], "links": {"next": f"{fake.url}/papers?page={len(fake.requests)}"}})

    fake.answers[PAPERS] = always_more
    assert len(_walked(fake)) == 4


def test_a_next_link_to_a_page_that_was_seen_ends_the_list(fake: FakeOparl) -> None:
    fake.answers[PAPERS] = as_json({"data": [fake.paper(1)], "links": {"next": f"{fake.url}/papers"}})
    assert len(_walked(fake)) == 1


@pytest.mark.parametrize("link", ["?page=2", "/papers?page=2", "papers?page=2"])
def test_a_relative_next_link_leads_on(fake: FakeOparl, link: str) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(4)]
    first = as_json({"data": [fake.paper(0), fake.paper(1)], "links": {"next": link}})
    fake.answers[PAPERS] = lambda request: fake.regular(request) if "page" in request.query else first
    assert _walked(fake) == [["Vorlage 0", "Vorlage 1"], ["Vorlage 2", "Vorlage 3"]]


def test_a_relative_link_counts_from_where_a_redirect_led(fake: FakeOparl) -> None:
    fake.answers |= {
        PAPERS: Answer(302, headers={"Location": "/lists/papers/"}),
        "/lists/papers/": as_json({"data": [fake.paper(1)], "links": {"next": "page/2"}}),
        "/lists/papers/page/2": as_json({"data": [fake.paper(2)]}),
    }
    assert _walked(fake) == [["Vorlage 1"], ["Vorlage 2"]]


@pytest.mark.parametrize("links", [None, [], {"next": None}, {"next": ""}])
def test_a_page_without_a_next_link_is_the_last(fake: FakeOparl, links: object) -> None:
    fake.answers[PAPERS] = as_json({"data": [fake.paper(1)], "links": links})
    assert len(_walked(fake)) == 1


def test_an_empty_window_may_be_a_bare_list(fake: FakeOparl) -> None:
    fake.answers[PAPERS] = as_json([])
    assert _walked(fake, modified_since="2024-01-01") == [[]]


def test_a_list_may_be_a_bare_list(fake: FakeOparl) -> None:
    fake.answers[PAPERS] = as_json([fake.paper(1), "?", None])
    assert _walked(fake) == [["Vorlage 1"]]


def test_a_redirect_is_followed(fake: FakeOparl) -> None:
    fake.lists = {"papers": [], "moved": [fake.paper(1)]}
    fake.answers[PAPERS] = Answer(301, b"", {"Location": f"{fake.url}/moved"})
    assert _walked(fake) == [["Vorlage 1"]]


def test_pages_without_any_links_are_counted(fake: FakeOparl) -> None:
    def numbered(request: Request) -> Answer:
        number = int(request.query.get("page", "1"))
        return as_json({"data": [fake.paper(number)], "pagination": {"currentPage": number, "totalPages": 3}})

    fake.answers[PAPERS] = numbered
    assert _walked(fake) == [["Vorlage 1"], ["Vorlage 2"], ["Vorlage 3"]]


def test_a_list_without_an_end_is_left(fake: FakeOparl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.harvest.pages.MOST_PAGES", 2)
    fake.lists["papers"] = [fake.paper(number) for number in range(9)]
    with pytest.raises(FetchError, match="more than 2 pages"):
        _walked(fake)

"""What single answers of a server say about it."""

from datetime import date
from typing import Any

import pytest

from etl.harvest.findings import (
    Reply,
    SeenPage,
    absent_id,
    filter_in,
    is_error,
    order_of,
    read_page,
    served_body,
    stamps_of,
    versions,
)

URL = "https://x.example/oparl/papers"
TODAY = date(2024, 6, 1)


def _page(**more: Any) -> SeenPage:
    page = read_page({"data": [{"id": "a"}, "b"], **more}, URL)
    assert page
    return page


def test_a_list_by_the_book() -> None:
    page = _page(links={"next": f"{URL}?page=2", "last": f"{URL}?page=9"}, pagination={"totalElements": 90, "totalPages": 9})
    assert page == SeenPage("list", ({"id": "a"},), f"{URL}?page=2", f"{URL}?page=9", "absolute", 90, 9)


def test_relative_links_are_resolved_and_noticed() -> None:
    page = _page(links={"next": "papers?page=2"})
    assert (page.next_url, page.links) == (f"{URL}?page=2", "relative")


@pytest.mark.parametrize("links", [None, {}, [], {"next": None}, {"next": ""}])
def test_a_list_without_links(links: object) -> None:
    page = _page(links=links, pagination=None)
    assert (page.next_url, page.links, page.total) == ("", "none", None)


@pytest.mark.parametrize(("answer", "form"), [([{"id": "a"}], "array"), ([], "array"), ({"id": "a"}, "object")])
def test_lists_that_are_none_by_the_book(answer: object, form: str) -> None:
    page = read_page(answer, URL)
    assert page
    assert page.form == form


@pytest.mark.parametrize("answer", [None, "x", 5, {}, {"data": 3}, {"message": "x", "code": 802}, {"id": "a", "type": "x/1.1/Error"}])
def test_answers_that_are_no_list(answer: object) -> None:
    assert read_page(answer, URL) is None


@pytest.mark.parametrize("value", [{"id": "a", "message": "x"}, {"data": [], "message": "x"}, {"id": "a", "type": "x/1.1/Paper"}])
def test_things_that_are_no_error(value: dict[str, Any]) -> None:
    assert not is_error(value)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(URL, status=400, reason="HTTP 400"), True),
        (Reply(URL, status=404, reason="HTTP 404"), True),
        (Reply(URL, {"type": "https://schema.oparl.org/1.0/Error"}), True),
        (Reply(URL, status=429, reason="HTTP 429"), False),
        (Reply(URL, status=503, reason="HTTP 503"), False),
        (Reply(URL, status=0, reason="no answer"), False),
        (Reply(URL, status=200, reason="the answer is HTML"), False),
        (Reply(URL, {"data": []}), False),
    ],
)
def test_what_counts_as_a_refusal(reply: Reply, expected: bool) -> None:
    assert reply.is_refusal is expected


def test_versions_are_those_of_the_types() -> None:
    values = [{"oparlVersion": "https://schema.oparl.org/1.1/"}, {"type": "https://schema.oparl.org/1.0/Paper"}, {"type": "Paper"}]
    assert versions(values) == ("1.0", "1.1")


def test_a_body_is_described_with_the_names_that_its_server_uses() -> None:
    body = served_body(
        {"id": "b", "name": "Musterstadt", "licence": "https://l.example/", "paper": URL, "files": f"{URL}f", "web": "https://x/"}
    )
    assert (body.license, body.lists) == ("https://l.example/", {"paper": URL, "files": f"{URL}f"})


def _stamped(*stamps: str, created: str = "") -> list[dict[str, str]]:
    return [{"modified": stamp, "created": created} for stamp in stamps]


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        (_stamped("2024-05-01T12:00:00+02:00", "2024-05-02T12:00:00+02:00"), "real"),
        (_stamped("2000-01-01T00:00:00+01:00", "2000-01-01T00:00:00+01:00"), "epoch"),
        (_stamped("2024-06-01T00:00:00+02:00", "2024-06-01T00:00:00+02:00"), "today"),
        (_stamped("2024-05-01T00:00:00+02:00", "2024-05-01T00:00:00+02:00"), "constant"),
        (_stamped("2024-05-01T00:00:00+02:00"), "unknown"),
        (_stamped("", "N/A"), "missing"),
        ([], "unknown"),
    ],
)
def test_what_stamps_say(objects: list[dict[str, str]], expected: str) -> None:
    assert stamps_of(objects, TODAY) == expected


def test_a_migration_that_touched_every_object_does_not_spoil_the_stamps() -> None:
    touched = "2024-05-01T12:00:00+02:00"
    objects = _stamped(touched, created="2019-01-01T00:00:00+01:00") + _stamped(touched, created="2020-01-01T00:00:00+01:00")
    assert stamps_of(objects, TODAY) == "real"


def _numbered(*numbers: int, **more: str) -> list[dict[str, str]]:
    return [{"id": f"{URL}/{number}", **more} for number in numbers]


@pytest.mark.parametrize(
    ("first", "last", "stamps", "expected"),
    [
        (_numbered(1, 2, 3), _numbered(8, 9), "epoch", "oldest first"),
        (_numbered(9, 8), _numbered(2, 1), "epoch", "newest first"),
        (_numbered(9, date="2019-01-01"), _numbered(1, date="2024-01-01"), "missing", "oldest first"),
        (_numbered(9, start="2024-01-01T18:00"), _numbered(1, start="2019-01-01T18:00"), "epoch", "newest first"),
        (_numbered(9, created="2019"), _numbered(1, created="2024"), "real", "oldest first"),
        (_numbered(9, created="2019"), _numbered(1, created="2024"), "epoch", "newest first"),
        (_numbered(5, date="2024-01-01"), _numbered(5, date="2024-01-01"), "epoch", "unknown"),
        ([{"id": "a"}], [{"id": "b"}], "real", "unknown"),
        ([], [], "real", "unknown"),
    ],
)
def test_which_end_is_the_newest(first: list[dict[str, str]], last: list[dict[str, str]], stamps: Any, expected: str) -> None:
    assert order_of(first, last, stamps) == expected


SINCE = "2024-05-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("next_url", "expected"),
    [
        (f"{URL}?modified_since=2024-05-01T00%3A00%3A00%2B00%3A00&page=2", "kept"),
        (f"{URL}?modified_since=2024-05-01T00:00:00Z&page=2", "kept"),
        (f"{URL}?modified_since=2024-05-01T00:00:00+00:00&page=2", "raw plus"),
        (f"{URL}?page=2", "dropped"),
        ("", "no next page"),
    ],
)
def test_what_becomes_of_a_filter_in_the_next_link(next_url: str, expected: str) -> None:
    assert filter_in(next_url, "modified_since", SINCE) == expected


@pytest.mark.parametrize(
    ("known", "absent"),
    [("https://x.example/v1.1/paper/17", "https://x.example/v1.1/paper/999999999"), ("https://x/oparl/a", "https://x/oparl/a-999999999")],
)
def test_an_id_that_no_object_has(known: str, absent: str) -> None:
    assert absent_id(known) == absent

"""What a probe finds out about a server that does what the test tells it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from etl.errors import SourceUnreachableError
from etl.harvest.client import Client
from etl.harvest.probe import MOST_REQUESTS, probe
from etl.model.capabilities import Capabilities, FileAccess
from etl.sources import Source
from tests.harvest.fake_oparl import HTML, TYPE, Answer, FakeOparl, Request, as_json

NOW = datetime(2024, 6, 1, 3, 0, tzinfo=UTC)
DAYS = ("2024-05-01T12:00:00+00:00", "2024-05-02T12:00:00+00:00")


def _probe(fake: FakeOparl) -> Capabilities:
    source = Source("musterstadt", "Musterstadt", "oparl", system=f"{fake.url}/system")
    found = probe(source, Client("test", requests_per_second=0, sleep=lambda _: None), now=NOW)
    assert found.requests == len(fake.requests) <= MOST_REQUESTS
    return found


def _papers(fake: FakeOparl, count: int = 7, **more: Any) -> None:
    fake.lists["papers"] = [fake.inquiry(number, **{"modified": DAYS[number % 2], **more}) for number in range(1, count + 1)]


@pytest.fixture
def papers(fake: FakeOparl) -> FakeOparl:
    _papers(fake)
    return fake


def test_a_server_in_good_order(papers: FakeOparl) -> None:
    found = _probe(papers)
    assert (found.versions, found.page_size, found.total) == (("1.1",), 2, 7)
    assert (found.paging, found.links, found.links_past_end) == ("links", "absolute", False)
    assert (found.limit, found.modified_since, found.empty_window) == ("heeded", "heeded", "empty list")
    assert (found.stamps, found.order, found.tells_changes) == ("real", "oldest first", True)
    assert (found.missing_object, found.notes) == ("HTTP 404", ())


def test_the_bodies_and_their_lists(papers: FakeOparl) -> None:
    papers.lists["meetings"] = []
    body = _probe(papers).bodies[0]
    assert (body.name, body.lists) == ("Musterstadt", {"paper": f"{papers.url}/papers", "meeting": f"{papers.url}/meetings"})


def test_what_the_system_says_of_itself(papers: FakeOparl) -> None:
    system = {"id": "x", "body": f"{papers.url}/bodies", "vendor": "https://v.example/", "product": "P", "license": "https://l.example/"}
    papers.answers["/system"] = as_json({**system, "otherOparlVersions": ["https://x.example/1.0/system"]})
    found = _probe(papers)
    assert (found.vendor, found.product, found.license) == ("https://v.example/", "P", "https://l.example/")
    assert found.other_systems == ("https://x.example/1.0/system",)


def test_a_filter_that_the_next_link_drops(papers: FakeOparl) -> None:
    assert _probe(papers).filter_in_next == "dropped"


def _answering(fake: FakeOparl, parameter: str, answer: Answer) -> None:
    """Let the paper list answer this to every request with a parameter."""
    fake.answers["/papers"] = lambda request: answer if parameter in request.query else fake.regular(request)


@pytest.mark.parametrize("status", [400, 403])
def test_a_limit_that_is_refused(papers: FakeOparl, status: int) -> None:
    _answering(papers, "limit", Answer(status))
    assert _probe(papers).limit == "refused"


def test_a_limit_that_is_ignored(papers: FakeOparl) -> None:
    papers.answers["/papers"] = lambda request: papers.regular(
        Request(request.path, {name: value for name, value in request.query.items() if name != "limit"}, request.headers)
    )
    assert _probe(papers).limit == "ignored"


def test_a_limit_that_ends_the_list(papers: FakeOparl) -> None:
    _answering(papers, "limit", as_json({"data": papers.lists["papers"][:1], "links": {}}))
    assert _probe(papers).limit == "truncates"


def test_a_filter_that_is_ignored(papers: FakeOparl) -> None:
    _answering(papers, "modified_since", as_json({"data": papers.lists["papers"][:1], "links": {}}))
    found = _probe(papers)
    assert (found.modified_since, found.tells_changes) == ("ignored", False)


def test_a_filter_that_is_refused(papers: FakeOparl) -> None:
    _answering(papers, "modified_since", Answer(400))
    assert _probe(papers).modified_since == "refused"


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (as_json({"code": 802, "message": "Keine Objekte"}, 404), "not found"),
        (as_json([]), "bare array"),
        (as_json({"data": []}), "empty list"),
    ],
)
def test_what_an_empty_window_looks_like(papers: FakeOparl, answer: Answer, form: str) -> None:
    papers.answers["/papers"] = lambda request: (
        answer if request.query.get("modified_since", "").startswith("21") else papers.regular(request)
    )
    found = _probe(papers)
    assert (found.modified_since, found.empty_window) == ("heeded", form)


def test_a_filter_that_is_only_read_with_a_bare_plus_sign(papers: FakeOparl) -> None:
    """The server splits the query before it undoes the percent signs, which the fake shows by its plus sign that became a space."""

    def answer(request: Request) -> Answer:
        since = request.query.get("modified_since", "")
        return Answer(404) if "+" in since else papers.regular(Request(request.path, {}, request.headers))

    papers.answers["/papers"] = answer
    found = _probe(papers)
    assert found.modified_since == "refused"
    assert found.notes == ("modified_since is heeded only with a bare plus sign in it",)


def test_a_list_without_links_has_numbered_pages(papers: FakeOparl) -> None:
    def answer(request: Request) -> Answer:
        number, things = int(request.query.get("page", 1)), papers.lists["papers"]
        return as_json({"data": things[number * 2 - 2 : number * 2], "pagination": {"totalPages": 4}})

    papers.answers["/papers"] = answer
    found = _probe(papers)
    assert (found.paging, found.links, found.order) == ("numbers", "none", "oldest first")


def test_a_list_that_goes_on_behind_its_end(papers: FakeOparl) -> None:
    papers.answers["/papers"] = as_json(
        {"data": papers.lists["papers"], "links": {"next": f"{papers.url}/papers?page=2", "last": f"{papers.url}/papers?page=1"}}
    )
    assert _probe(papers).links_past_end


def test_a_list_of_one_page(fake: FakeOparl) -> None:
    _papers(fake, 1)
    found = _probe(fake)
    assert (found.paging, found.limit, found.order) == ("single page", "unknown", "unknown")


def test_an_empty_list(fake: FakeOparl) -> None:
    found = _probe(fake)
    assert (found.page_size, found.stamps) == (0, "unknown")
    assert found.notes == ("file: none was seen",)


def test_stamps_of_a_server_that_keeps_none(fake: FakeOparl) -> None:
    _papers(fake, modified="2000-01-01T00:00:00+01:00")
    assert _probe(fake).stamps == "epoch"


def test_tombstones_and_texts_that_lists_hold(fake: FakeOparl) -> None:
    file = fake.file(2, text="Wie viele Bäume?")
    fake.lists["papers"] = [fake.paper(1, deleted=True), fake.paper(2, mainFile=file)]
    found = _probe(fake)
    assert (found.has_tombstones, found.has_texts) == (True, True)


def test_a_file_is_what_its_bytes_are(papers: FakeOparl) -> None:
    papers.answers["/download/1"] = Answer(200, b"<!DOCTYPE html><html>", {"Content-Type": "application/pdf; x=y"})
    assert _probe(papers).file == FileAccess(f"{papers.url}/download/1", "HTTP 200", "application/pdf", "text/html")


def test_a_file_that_cannot_be_had(papers: FakeOparl) -> None:
    papers.answers["/download/1"] = Answer(403)
    found = _probe(papers).file
    assert found
    assert found.answer == "HTTP 403"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (Answer(410), "HTTP 410"),
        (as_json({"type": f"{TYPE}Error", "message": "nicht da"}), "HTTP 200 with Error"),
        (as_json({"id": "x", "type": f"{TYPE}System"}), "HTTP 200 with System"),
        (as_json([]), "HTTP 200 with JSON of no type"),
        (HTML, "the answer is HTML"),
    ],
)
def test_how_a_missing_object_is_answered(papers: FakeOparl, answer: Answer, found: str) -> None:
    papers.answers["/papers/999999999"] = answer
    assert _probe(papers).missing_object.startswith(found)


@pytest.mark.parametrize("answer", [Answer(404), HTML, as_json({"type": f"{TYPE}Error", "message": "x"}), as_json([])])
def test_what_is_no_system_is_no_server(fake: FakeOparl, answer: Answer) -> None:
    fake.answers["/system"] = answer
    with pytest.raises(SourceUnreachableError, match="there is no OParl System"):
        _probe(fake)


@pytest.mark.parametrize("path", ["/bodies", "/papers"])
def test_a_server_that_fails_later_is_known_so_far(papers: FakeOparl, path: str) -> None:
    papers.answers[path] = Answer(500)
    found = _probe(papers)
    assert found.probed_list == ""
    assert any("HTTP 500" in note for note in found.notes)


def test_a_server_that_fails_at_everything_asked_twice_stays_within_the_budget(papers: FakeOparl) -> None:
    papers.answers["/papers"] = lambda request: Answer(500) if request.query else papers.regular(request)
    found = _probe(papers)
    assert (found.limit, found.modified_since) == ("unknown", "unknown")
    assert found.requests <= MOST_REQUESTS


def test_a_body_without_lists_leaves_nothing_to_probe(papers: FakeOparl) -> None:
    papers.answers["/bodies"] = as_json({"data": [{"id": "b", "type": f"{TYPE}Body"}]})
    assert _probe(papers).notes == ("no list could be probed",)

"""Servers that break off, answer what they should not, or go on for ever."""

import socket
from datetime import timedelta

import pytest

from etl.errors import SourceUnreachableError
from etl.store.lists import list_states
from tests.harvest.conftest import Harvester
from tests.harvest.fake_oparl import HTML, Answer, FakeOparl, Request, as_json

PAPERS = "/papers"
_HOUR, _WEEK = timedelta(hours=1), timedelta(days=8)


def _complaint(harvester: Harvester) -> str:
    with pytest.raises(SourceUnreachableError) as caught:
        harvester.run()
    return str(caught.value)


def test_a_list_page_that_always_fails_costs_only_the_bad_object(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(7)]
    fake.fails_on = {fake.id("papers", 3)}
    harvester.run()
    assert harvester.names() == [f"Vorlage {number}" for number in (0, 1, 2, 4, 5, 6)]
    assert harvester.reasons() == ["the server cannot deliver 1 object(s) of its list: HTTP 500"]


def test_the_first_list_page_may_fail_as_well(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(5)]
    fake.fails_on = {fake.id("papers", 0)}
    harvester.run()
    assert harvester.names() == [f"Vorlage {number}" for number in range(1, 5)]


def test_a_gap_is_noted_until_the_object_can_be_had(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(4)]
    fake.fails_on = {fake.id("papers", 3)}
    harvester.run()
    fake.fails_on = set()
    harvester.run(after=_WEEK)
    assert harvester.reasons() == []


def test_a_server_that_ignores_the_limit_loses_the_page(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(4)]

    def without_limit(request: Request) -> Answer:
        if request.query.get("page") == "2":
            return Answer(500)
        return fake.regular(Request(PAPERS, {name: value for name, value in request.query.items() if name != "limit"}, {}))

    fake.answers[PAPERS] = without_limit
    assert "papers: HTTP 500, 4 times" in _complaint(harvester)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_page_that_is_refused_is_not_asked_for_in_pieces(fake: FakeOparl, harvester: Harvester, status: int) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(4)]
    fake.answers[PAPERS] = lambda request: Answer(status) if "page" in request.query else fake.regular(request)
    assert f"HTTP {status}" in _complaint(harvester)
    assert set(fake.asked_for(PAPERS, "limit")) == {""}


def test_a_list_that_breaks_off_keeps_what_came(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(6)]
    fake.fails_on = {fake.id("papers", 4), fake.id("papers", 5)}
    assert "the server broke off (papers: HTTP 500" in _complaint(harvester)
    assert harvester.names() == [f"Vorlage {number}" for number in range(4)]


def test_the_next_run_goes_on_where_a_list_broke_off(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(8)]
    fake.fails_on = {fake.id("papers", 4), fake.id("papers", 5)}
    _complaint(harvester)
    fake.fails_on = set()
    fake.requests.clear()
    harvester.run(after=_HOUR)
    assert fake.asked_for(PAPERS, "page") == ["3", "4"]
    assert len(harvester.names()) == 8


def test_a_list_that_was_walked_in_two_runs_is_as_new_as_the_first(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(8)]
    fake.fails_on = {fake.id("papers", 4), fake.id("papers", 5)}
    _complaint(harvester)
    first = harvester.now
    fake.fails_on = set()
    harvester.run(after=_HOUR)
    state = list_states(harvester.store, "musterstadt")[f"{fake.url}/papers"]
    assert (state.complete_at, state.walked_at, state.cursor) == (first.isoformat(), first.isoformat(), "")


def test_a_cursor_that_is_too_old_is_left_for_a_new_beginning(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(6)]
    fake.fails_on = {fake.id("papers", 4), fake.id("papers", 5)}
    _complaint(harvester)
    fake.fails_on = set()
    fake.requests.clear()
    harvester.run(after=_WEEK)
    assert fake.asked_for(PAPERS, "page") == ["", "2", "3"]


def test_what_was_noted_before_a_list_broke_off_stays_noted(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [{"name": "Ohne"}, *(fake.paper(number) for number in range(5))]
    fake.fails_on = {fake.id("papers", 3), fake.id("papers", 4)}
    _complaint(harvester)
    assert harvester.reasons() == ["the object has no id"]
    fake.fails_on = set()
    harvester.run(after=_HOUR)
    assert harvester.reasons() == ["the object has no id"]


def test_a_list_that_breaks_off_does_not_cost_the_others(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists = {"papers": [fake.paper(1)], "organizations": [{"id": fake.id("organizations", 1), "name": "Rat"}]}
    fake.answers[PAPERS] = Answer(500)
    _complaint(harvester)
    assert harvester.names("Organization") == ["Rat"]


def test_a_list_that_is_not_there_is_noted(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists = {"papers": [fake.paper(1)], "organizations": []}
    fake.answers["/organizations"] = Answer(404)
    harvester.run()
    assert (harvester.names(), harvester.reasons()) == (
        ["Vorlage 1"],
        ["the body names this list, but the server has none (HTTP 404)"],
    )


def test_a_list_of_papers_that_is_not_there_is_told(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers[PAPERS] = Answer(404)
    assert "papers: HTTP 404" in _complaint(harvester)


def test_a_run_that_broke_off_is_remembered_with_its_reason(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers[PAPERS] = Answer(500)
    line = _complaint(harvester)
    assert next(harvester.store.runs("musterstadt"))["outcome"] == line


@pytest.mark.parametrize("path", ["/system", "/bodies"])
def test_html_where_json_should_be_is_told(fake: FakeOparl, harvester: Harvester, path: str) -> None:
    fake.answers[path] = HTML
    assert "the OParl server cannot be used: the answer is HTML, 4 times" in _complaint(harvester)


def test_html_in_place_of_a_list_is_told(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers[PAPERS] = HTML
    assert "papers: the answer is HTML, 4 times" in _complaint(harvester)


def test_an_answer_that_is_no_system_is_told(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers["/system"] = as_json({"type": "https://schema.oparl.org/1.0/Error", "message": "OParl is not active"})
    assert "does not answer with an OParl System" in _complaint(harvester)


@pytest.mark.parametrize("answer", [as_json("?"), as_json({"links": {}}), as_json({"data": {}})])
def test_an_answer_that_is_no_list_is_told(fake: FakeOparl, harvester: Harvester, answer: Answer) -> None:
    fake.answers[PAPERS] = answer
    assert "papers: the answer is no OParl list" in _complaint(harvester)


def test_a_server_that_is_not_there_is_told(harvester: Harvester) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceUnreachableError, match="the OParl server cannot be used: no answer") as caught:
        harvester.run(system=f"http://127.0.0.1:{port}/system")
    assert (caught.value.exit_code, len(harvester.pauses)) == (3, 4)  # one pause of the probe's, three of the harvest's


def test_a_passing_error_passes(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    page = as_json({"data": [fake.paper(1)]})
    fake.answers[PAPERS] = [Answer(503), HTML, Answer(200, page.body, {}, keeps=20), page]
    harvester.run()
    assert harvester.names() == ["Vorlage 1"]


def test_raw_control_characters_in_json_are_accepted(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers[PAPERS] = Answer(200, b'{"data": [{"id": "%s", "name": "Rad\tweg"}]}' % fake.id("papers", 1).encode())
    harvester.run()
    assert harvester.names() == ["Rad\tweg"]


def test_half_a_surrogate_pair_in_json_is_accepted(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers[PAPERS] = Answer(200, b'{"data": [{"name": "\\ud83d"}, {"id": "%s\\ud83d"}]}' % fake.id("papers", 1).encode())
    harvester.run()
    assert len(harvester.names()) == len(harvester.issues()) == 1


def test_a_list_of_one_may_be_the_object_itself(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers["/bodies"] = as_json(fake.body())
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    assert harvester.names() == ["Vorlage 1"]


@pytest.mark.parametrize("value", [None, "", "N/A", []])
def test_a_body_without_a_list_has_none(fake: FakeOparl, harvester: Harvester, value: object) -> None:
    fake.answers["/bodies"] = as_json({"data": [fake.body() | {"paper": value}]})
    assert harvester.run().lists.keys() == {"system", "bodies"}


def test_redirects_that_never_end_are_left(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers["/system"] = Answer(302, b"", {"Location": f"{fake.url}/system"})
    assert "redirected more than 5 times" in _complaint(harvester)

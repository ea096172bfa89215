"""How far a list is walked: for what changed, from its newest end, or whole; and what a probe has to say in it."""

from datetime import timedelta

import pytest

from etl.harvest.pages import ListPage, Shown
from etl.model.capabilities import Capabilities
from etl.store.capabilities import keep_capabilities, known_capabilities
from etl.store.lists import list_states
from tests.harvest.conftest import Harvester
from tests.harvest.fake_oparl import PAGE_SIZE, Answer, FakeOparl, Request, as_json

PAPERS = "/papers"
MANY = 12  # papers: six pages


@pytest.fixture
def no_filter(fake: FakeOparl, monkeypatch: pytest.MonkeyPatch) -> FakeOparl:
    """A server with a list that is long, by a measure of our own, and no idea of filters."""
    monkeypatch.setattr("etl.harvest.walking._CHEAP_PAGES", 2)
    fake.lists["papers"] = [_paper(fake, number) for number in range(MANY)]
    fake.answers[PAPERS] = lambda request: _page(fake, request)
    return fake


def _paper(fake: FakeOparl, number: int, **more: str) -> dict[str, object]:
    stamp = f"2024-02-{number + 1:02d}T00:00:00+00:00"
    return {"id": fake.id("papers", number), "name": f"Vorlage {number}", "created": stamp, "modified": stamp, **more}


def _page(fake: FakeOparl, request: Request, *, links: bool = True) -> Answer:
    things = fake.lists["papers"]
    number, last = int(request.query.get("page", 1)), -(-len(things) // PAGE_SIZE)
    neighbours = {"prev": number - 1, "next": number + 1 if number < last else 0, "last": last}
    urls = {name: f"{fake.url}/papers?page={page}" for name, page in neighbours.items() if page}
    pagination = {"totalElements": len(things), "currentPage": number, "totalPages": last}
    data = things[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return as_json({"data": data, "links": urls if links else {}, "pagination": pagination})


def _pages_asked_for(fake: FakeOparl, harvester: Harvester) -> list[str]:
    fake.requests.clear()
    harvester.run()
    return [page or "1" for page in fake.asked_for(PAPERS, "page")]


def _walk(harvester: Harvester) -> str:
    run = next(harvester.store.runs("musterstadt", "harvest"))
    return str(run["stats"]["walks"]["papers"])


def test_a_long_list_without_filter_is_walked_from_its_newest_end(no_filter: FakeOparl, harvester: Harvester) -> None:
    harvester.run()
    no_filter.lists["papers"].append(_paper(no_filter, MANY))
    assert _pages_asked_for(no_filter, harvester) == ["1", "1", "7", "6", "5"]
    assert len(harvester.names()) == MANY + 1
    assert _walk(harvester) == "newest end"


def test_a_list_that_begins_with_the_newest_is_walked_from_its_beginning(no_filter: FakeOparl, harvester: Harvester) -> None:
    no_filter.lists["papers"].reverse()
    harvester.run()
    no_filter.lists["papers"].insert(0, _paper(no_filter, MANY))
    assert _pages_asked_for(no_filter, harvester) == ["1", "1", "2", "3"]
    assert len(harvester.names()) == MANY + 1


def test_the_last_page_is_found_by_its_number_where_there_are_no_links(no_filter: FakeOparl, harvester: Harvester) -> None:
    no_filter.answers[PAPERS] = lambda request: _page(no_filter, request, links=False)
    harvester.run()
    assert _pages_asked_for(no_filter, harvester) == ["1", "1", "6", "5"]


def test_a_change_far_back_is_found_by_the_next_whole_walk(no_filter: FakeOparl, harvester: Harvester) -> None:
    harvester.run()
    no_filter.lists["papers"][4] = _paper(no_filter, 4, name="Neu")
    harvester.run()
    assert "Neu" not in harvester.names()
    harvester.run(after=timedelta(days=8))
    assert "Neu" in harvester.names()
    assert _walk(harvester) == "whole"


def test_what_a_walk_from_the_newest_end_does_not_show_is_not_missing(no_filter: FakeOparl, harvester: Harvester) -> None:
    harvester.run()
    for _ in range(5):
        report = harvester.run()
    assert (report.lists["papers"].missing, len(harvester.names())) == (0, MANY)


def test_a_short_list_without_filter_is_walked_whole(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [_paper(fake, number) for number in range(MANY)]
    fake.answers[PAPERS] = lambda request: _page(fake, request)
    harvester.run()
    assert _pages_asked_for(fake, harvester) == ["1", "2", "3", "4", "5", "6"]
    assert _walk(harvester) == "whole"


def test_what_a_server_shows_late_is_asked_for_by_its_own_clock(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [_paper(fake, number) for number in range(3)]
    harvester.run()
    fake.lists["papers"] += [_paper(fake, number) for number in range(3, 5)]  # weeks later, with the stamps of months ago
    assert harvester.run(after=timedelta(days=5)).lists["papers"].new == 2
    assert fake.asked_for(PAPERS, "modified_since")[-1] == "2024-02-03T00:00:01+00:00"


def test_a_stamp_in_the_future_hides_nothing(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [_paper(fake, 1), _paper(fake, 2, modified="2099-01-01T00:00:00+00:00")]
    harvester.run()
    fake.lists["papers"].append(fake.paper(3, modified="2024-06-02T12:00:00+00:00"))
    assert harvester.run().lists["papers"].new == 1


def test_a_server_that_is_known_to_refuse_the_filter_is_not_asked_with_it(fake: FakeOparl, harvester: Harvester) -> None:
    keep_capabilities(harvester.store, "musterstadt", Capabilities(harvester.source.system, "2100-01-01", 1, modified_since="refused"))
    fake.lists["papers"] = [fake.paper(1)]
    fake.answers[PAPERS] = lambda request: as_json({}, 404) if "modified_since" in request.query else fake.regular(request)
    harvester.run()
    fake.lists["papers"].append(fake.paper(2))
    assert harvester.run().lists["papers"].new == 1
    assert fake.asked_for(PAPERS, "modified_since") == ["", ""]


def test_a_full_harvest_asks_for_everything(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    harvester.run(full=True)
    assert fake.asked_for(PAPERS, "modified_since") == ["", ""]


def test_the_source_says_how_often_its_lists_are_walked_whole(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    harvester.run(after=timedelta(days=2), crawl_every_days=1)
    assert fake.asked_for(PAPERS, "modified_since") == ["", ""]


def test_the_first_harvest_finds_out_what_the_server_can_do(fake: FakeOparl, harvester: Harvester) -> None:
    keep_capabilities(harvester.store, "musterstadt", Capabilities("https://elsewhere.example/system", "2100-01-01", 1))
    fake.lists["papers"] = [fake.paper(number) for number in range(5)]
    first = harvester.run()
    found = known_capabilities(harvester.store, "musterstadt")
    assert found is not None
    assert (found.url, found.modified_since, found.limit) == (harvester.source.system, "heeded", "heeded")
    assert 0 < found.requests <= 15
    assert harvester.run().requests < first.requests - found.requests


def test_a_server_is_probed_again_after_a_month(fake: FakeOparl, harvester: Harvester) -> None:
    keep_capabilities(harvester.store, "musterstadt", Capabilities(harvester.source.system, "2024-05-20", 1))
    fake.lists["papers"] = [fake.paper(1)]
    for after, probed_on in ((timedelta(days=1), "2024-05-20"), (timedelta(days=30), "2024-07-02")):
        harvester.run(after=after)
        found = known_capabilities(harvester.store, "musterstadt")
        assert found is not None
        assert found.probed_on == probed_on


def test_a_walk_remembers_how_long_the_list_is_and_which_end_is_new(no_filter: FakeOparl, harvester: Harvester) -> None:
    harvester.run()
    state = list_states(harvester.store, "musterstadt")[f"{no_filter.url}/papers"]
    assert (state.pages, state.order, state.stamps_tell) == (6, "oldest first", True)


def test_a_list_of_one_page_has_no_order() -> None:
    shown = Shown()
    shown.add(ListPage("u", ({"id": "https://x.example/1"}, {"id": "https://x.example/2"})))
    assert shown.order == "unknown"


def test_a_robots_txt_that_cannot_be_read_is_told(fake: FakeOparl, harvester: Harvester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.harvest.robots.is_loopback", lambda _: False)
    fake.answers["/robots.txt"] = Answer(503)
    harvester.run()
    assert harvester.reasons() == ["HTTP 503: taken as one that forbids nothing"]

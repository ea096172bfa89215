"""At the end of a run the numbers of every list add up, and what vanished is found out, but never too early."""

from datetime import timedelta

import pytest

from etl.errors import SourceUnreachableError
from etl.harvest import HarvestReport
from tests.harvest.conftest import Harvester
from tests.harvest.fake_oparl import TYPE, Answer, FakeOparl, as_json

WEEK = timedelta(days=8)  # after it every list is walked whole


def _counts(report: HarvestReport, name: str = "papers") -> dict[str, int]:
    counts = report.lists[name]
    assert counts.seen == counts.new + counts.changed + counts.unchanged + counts.tombstoned + counts.failed
    return {field: getattr(counts, field) for field in counts.__dataclass_fields__ if getattr(counts, field)}


@pytest.fixture
def crawled(fake: FakeOparl, harvester: Harvester) -> Harvester:
    """A harvester that has seen three papers."""
    fake.lists["papers"] = [fake.paper(number) for number in (1, 2, 3)]
    assert _counts(harvester.run()) == {"seen": 3, "new": 3}
    return harvester


def test_everything_that_may_happen_to_an_object_is_counted(fake: FakeOparl, crawled: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1), fake.paper(2, name="Neu"), fake.paper(3, deleted=True), fake.paper(4), {"name": "Ohne"}]
    expected = {"seen": 5, "new": 1, "changed": 1, "unchanged": 1, "tombstoned": 1, "failed": 1}
    assert _counts(crawled.run(after=WEEK)) == expected


def test_an_object_that_a_page_cannot_show_has_failed(fake: FakeOparl, crawled: Harvester) -> None:
    fake.fails_on = {fake.id("papers", 2)}
    assert _counts(crawled.run(after=WEEK)) == {"seen": 3, "unchanged": 2, "failed": 1}


def test_an_object_that_is_shown_twice_is_one(fake: FakeOparl, crawled: Harvester) -> None:
    fake.lists["papers"] += [fake.paper(1)]
    assert _counts(crawled.run(after=WEEK)) == {"seen": 3, "unchanged": 3}


def test_a_vanished_object_is_withdrawn_by_the_third_crawl(fake: FakeOparl, crawled: Harvester) -> None:
    fake.lists["papers"].pop()
    counts = [_counts(crawled.run(after=WEEK)) for _ in range(3)]
    assert counts == [{"seen": 2, "unchanged": 2, "missing": 1}] * 2 + [{"seen": 2, "unchanged": 2, "withdrawn": 1}]
    assert crawled.names() == ["Vorlage 1", "Vorlage 2"]


def test_a_run_that_withdraws_an_object_has_news(fake: FakeOparl, crawled: Harvester) -> None:
    fake.lists["papers"].pop()
    assert [crawled.run(after=WEEK).news for _ in range(3)] == [0, 0, 1]


def test_a_look_at_changes_only_proves_nothing(fake: FakeOparl, crawled: Harvester) -> None:
    fake.lists["papers"].pop()
    for _ in range(4):
        crawled.run(after=timedelta(hours=1))
    assert len(crawled.names()) == 3


def test_what_is_missing_is_told_between_crawls_too(fake: FakeOparl, crawled: Harvester) -> None:
    fake.lists["papers"].pop()
    crawled.run(after=WEEK)
    assert _counts(crawled.run(after=timedelta(hours=1)))["missing"] == 1


def test_an_empty_list_deletes_nothing(fake: FakeOparl, crawled: Harvester) -> None:
    fake.lists["papers"] = []
    for _ in range(4):
        crawled.run(after=WEEK)
    assert len(crawled.names()) == 3


def test_a_list_that_shows_less_than_it_counts_deletes_nothing(fake: FakeOparl, crawled: Harvester) -> None:
    fake.answers["/papers"] = as_json({"data": [fake.paper(1)], "pagination": {"totalElements": 3}})
    for _ in range(4):
        crawled.run(after=WEEK)
    assert len(crawled.names()) == 3
    assert crawled.reasons() == ["the list shows 1 of the 3 objects that it counts"]


def test_a_page_that_cannot_be_had_deletes_nothing(fake: FakeOparl, crawled: Harvester) -> None:
    fake.fails_on = {fake.id("papers", 2)}
    for _ in range(4):
        crawled.run(after=WEEK)
    assert len(crawled.names()) == 3


def test_an_empty_page_is_looked_at_again(fake: FakeOparl, crawled: Harvester) -> None:
    empty = as_json({"data": [], "pagination": {"totalElements": 3}, "links": {"next": f"{fake.url}/papers?page=2"}})
    fake.answers["/papers"] = [empty, as_json({"data": fake.lists["papers"], "pagination": {"totalElements": 3}})]
    assert _counts(crawled.run(after=WEEK)) == {"seen": 3, "unchanged": 3}


def test_a_walk_in_two_parts_proves_nothing(fake: FakeOparl, crawled: Harvester) -> None:
    fake.lists["papers"] = fake.lists["papers"][1:]
    for _ in range(3):
        fake.answers["/papers"] = lambda request: Answer(401) if request.query.get("page") == "2" else fake.regular(request)
        fake.lists["papers"] += [fake.paper(9)]
        with pytest.raises(SourceUnreachableError):
            crawled.run(after=WEEK)
        fake.answers.pop("/papers")
        crawled.run(after=timedelta(hours=1))
    assert "Vorlage 1" in crawled.names()


def test_parts_that_cannot_be_had_are_counted(fake: FakeOparl, harvester: Harvester) -> None:
    fake.answers |= {"/files/1": Answer(404), "/files/2": Answer(403)}
    fake.lists["papers"] = [fake.paper(1, auxiliaryFile=[fake.id("files", 1), fake.id("files", 2)])]
    assert _counts(harvester.run(), "references") == {"seen": 1, "failed": 1, "missing": 1}


def _two_bodies(fake: FakeOparl) -> None:
    other = {"id": f"{fake.url}/bodies/2", "type": f"{TYPE}Body", "name": "Musterdorf", "paper": f"{fake.url}/others"}
    fake.answers["/bodies"] = as_json({"data": [fake.body(), other]})
    fake.lists = {"papers": [fake.paper(1)], "others": [fake.paper(2)]}


@pytest.mark.parametrize("body", ["Musterdorf", "https://old.example/bodies/2"])
def test_one_body_of_several_is_harvested_by_its_name_or_id(fake: FakeOparl, harvester: Harvester, body: str) -> None:
    _two_bodies(fake)
    harvester.run(body=body)
    assert (harvester.names("Body"), harvester.names()) == (["Musterdorf"], ["Vorlage 2"])


def test_a_body_that_is_not_there_is_told_with_those_that_are(fake: FakeOparl, harvester: Harvester) -> None:
    _two_bodies(fake)
    with pytest.raises(SourceUnreachableError, match=r"no body 'Neustadt'.*choose among Musterstadt, Musterdorf"):
        harvester.run(body="Neustadt")

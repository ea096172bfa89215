"""A look whether a source has anything new."""

from datetime import timedelta

from etl.harvest import something_new
from tests.harvest.conftest import Harvester
from tests.harvest.fake_oparl import Answer, FakeOparl

LATER = "2024-06-01T12:00:00+00:00"


def _is_new(harvester: Harvester, *, after: timedelta = timedelta(days=1)) -> bool:
    return something_new(harvester.source, harvester.store, harvester.settings, now=harvester.now + after)


def test_a_source_that_was_never_harvested_has_something_new(harvester: Harvester) -> None:
    assert _is_new(harvester)


def test_a_source_without_news_is_asked_one_page_a_list(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists = {"papers": [fake.paper(1, modified=LATER)], "organizations": []}
    harvester.run()
    fake.requests.clear()
    assert not _is_new(harvester)
    assert fake.counts() == {"/papers": 1, "/organizations": 1}


def test_a_source_with_another_object_has_something_new(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    fake.lists["papers"].append(fake.paper(2, modified=LATER))
    assert _is_new(harvester)


def test_a_source_whose_crawl_is_due_has_something_new(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    assert _is_new(harvester, after=timedelta(days=8))


def test_a_source_that_cannot_be_asked_may_have_something_new(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    fake.answers["/papers"] = Answer(500)
    assert _is_new(harvester)

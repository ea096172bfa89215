"""Crawls of an OParl server: the first, those after it, and what became of each object."""

from datetime import timedelta

import pytest

from etl.errors import SourceUnreachableError
from etl.store.lists import list_states
from tests.harvest.conftest import Harvester
from tests.harvest.fake_oparl import Answer, FakeOparl, Request, as_json

LATER = "2024-06-01T12:00:00+00:00"
PAPERS = "/papers"


def _counts(harvester: Harvester, **changes: object) -> dict[str, int]:
    counts = harvester.run(**changes).lists["papers"]  # type: ignore[arg-type]
    return {name: getattr(counts, name) for name in counts.__dataclass_fields__ if getattr(counts, name)}


def test_the_first_crawl_keeps_everything(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(5)]
    assert _counts(harvester) == {"seen": 5, "new": 5}
    assert harvester.names() == [f"Vorlage {number}" for number in range(5)]
    assert harvester.names("Body") == ["Musterstadt"]
    assert fake.asked_for(PAPERS, "modified_since") == ["", "", ""]


def test_objects_of_every_list_are_kept(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["organizations"] = [{"id": fake.id("organizations", 1), "name": "Gemeinderat"}]
    fake.lists["meetings"] = [{"id": fake.id("meetings", 1), "name": "Sitzung"}]
    harvester.run()
    assert (harvester.names("Organization"), harvester.names("Meeting")) == (["Gemeinderat"], ["Sitzung"])


def test_the_second_crawl_asks_for_changes_only(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.inquiry(number) for number in range(3)]
    harvester.run()
    fake.requests.clear()
    report = harvester.run()
    assert fake.asked_for(PAPERS, "modified_since") == ["2024-05-01T12:02:01+00:00"]
    assert (report.news, report.files_fetched, report.files_kept) == (0, 0, 3)
    assert not any(path.startswith("/download") for path in fake.counts())


def test_a_touched_object_with_another_meaning_is_changed(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1), fake.paper(2)]
    harvester.run()
    fake.lists["papers"] = [fake.paper(1), fake.paper(2, name="Neu", modified=LATER)]
    assert _counts(harvester) == {"seen": 1, "changed": 1}
    assert harvester.names() == ["Vorlage 1", "Neu"]


def test_an_object_that_was_only_touched_is_unchanged(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.inquiry(1)]
    harvester.run()
    fake.lists["papers"] = [fake.inquiry(1, modified=LATER)]
    assert _counts(harvester) == {"seen": 1, "unchanged": 1}


def test_a_deleted_object_is_a_tombstone(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1), fake.paper(2)]
    harvester.run()
    fake.lists["papers"][0] = {"id": fake.id("papers", 1), "deleted": True, "modified": LATER}
    assert _counts(harvester) == {"seen": 1, "tombstoned": 1}
    assert harvester.names() == ["Vorlage 2"]


def test_a_deleted_object_that_comes_again_lives_again(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [{"id": fake.id("papers", 1), "deleted": True, "modified": LATER}]
    harvester.run()
    fake.lists["papers"] = [fake.paper(1, modified=LATER)]
    assert _counts(harvester) == {"seen": 1, "changed": 1}
    assert harvester.names() == ["Vorlage 1"]


@pytest.mark.parametrize(
    ("value", "reason"), [({"name": "Ohne"}, "the object has no id"), ({"id": "7", "name": "Ohne"}, "the id is no URL")]
)
def test_an_object_without_a_proper_id_is_noted(fake: FakeOparl, harvester: Harvester, value: dict[str, str], reason: str) -> None:
    fake.lists["papers"] = [fake.paper(1), value]
    harvester.run()
    assert harvester.names() == ["Vorlage 1"]
    assert [(issue.table_name, issue.field, issue.reason) for issue in harvester.issues()] == [("papers", "id", reason)]
    assert "Ohne" in harvester.issues()[0].raw_value


def test_an_issue_of_a_list_stays_while_only_changes_are_asked_for(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [{"name": "Ohne", "modified": "2020-01-01T00:00:00+00:00"}]
    harvester.run()
    harvester.run()
    assert harvester.reasons() == ["the object has no id"]


def test_an_issue_of_a_list_goes_with_the_next_whole_crawl(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [{"name": "Ohne"}]
    harvester.run()
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run(after=timedelta(days=8))
    assert harvester.reasons() == []


def test_the_lists_of_two_bodies_do_not_hide_each_other_s_issues(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists = {"papers": [{"name": "Ohne"}], "meetings": []}
    other = {"id": f"{fake.url}/body/2", "paper": f"{fake.url}/meetings"}
    fake.answers["/bodies"] = as_json({"data": [fake.body() | {"meeting": ""}, other]})
    harvester.run()
    assert harvester.reasons() == ["the object has no id"]


@pytest.mark.parametrize("by", ["id", "name"])
def test_of_several_bodies_the_source_s_own_is_harvested(fake: FakeOparl, harvester: Harvester, by: str) -> None:
    fake.lists = {"papers": [fake.paper(1)], "meetings": []}
    other = {"id": f"{fake.url}/body/2", "name": "Musterdorf", "meeting": f"{fake.url}/meetings"}
    mine = fake.body() | {"meeting": ""}
    fake.answers["/bodies"] = as_json({"data": [other, mine]})
    harvester.run(body=mine[by])
    assert (harvester.names("Body"), fake.counts().get("/meetings")) == (["Musterstadt"], None)


def test_a_body_that_the_server_does_not_have_is_told(harvester: Harvester) -> None:
    with pytest.raises(SourceUnreachableError, match="the server has no body 'Musterburg'"):
        harvester.run(body="Musterburg")


def test_a_body_without_id_is_noted(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    fake.answers["/bodies"] = as_json({"data": [fake.body() | {"id": ""}]})
    harvester.run()
    assert [(issue.table_name, issue.reason) for issue in harvester.issues()] == [("bodies", "the object has no id")]
    assert harvester.names() == ["Vorlage 1"]


def test_after_a_week_a_list_is_walked_whole_again(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    harvester.run(after=timedelta(days=8))
    assert fake.asked_for(PAPERS, "modified_since") == ["", ""]


def test_a_server_that_ignores_the_filter_has_shown_the_whole_list(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    fake.answers[PAPERS] = lambda _: fake.regular(Request(PAPERS, {}, {}))
    harvester.run()
    state = list_states(harvester.store, "musterstadt")[f"{fake.url}/papers"]
    assert state.complete_at == harvester.now.isoformat()


def test_a_server_that_heeds_the_filter_again_is_believed_again(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    fake.answers[PAPERS] = lambda _: fake.regular(Request(PAPERS, {}, {}))
    harvester.run()
    complete_at = harvester.now.isoformat()
    del fake.answers[PAPERS]
    harvester.run()
    state = list_states(harvester.store, "musterstadt")[f"{fake.url}/papers"]
    assert state.complete_at == complete_at


def test_a_server_that_fails_when_asked_for_changes_is_walked_whole(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    fake.lists["papers"].append(fake.paper(2))
    fake.answers[PAPERS] = lambda request: Answer(503) if "modified_since" in request.query else fake.regular(request)
    assert _counts(harvester) == {"seen": 2, "new": 1, "unchanged": 1}


def test_the_filter_is_carried_on_where_links_lose_it(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [*(fake.paper(number, modified=LATER) for number in range(6)), fake.paper(6)]
    harvester.run()
    fake.requests.clear()
    harvester.run()
    assert fake.asked_for(PAPERS, "modified_since") == ["2024-06-01T03:00:00+00:00"] * 3


def test_a_window_without_changes_may_be_answered_with_404(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    harvester.run()
    fake.answers[PAPERS] = as_json({"code": 802}, 404)
    assert harvester.run().news == 0
    assert harvester.names() == ["Vorlage 1"]


def test_parts_that_are_only_named_are_fetched(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1, paperType="Anfrage", mainFile=fake.id("files", 1))]
    fake.answers["/files/1"] = as_json(fake.file(1, name="Anfrage"))
    assert harvester.run().files_fetched == 1
    assert harvester.names("File") == ["Anfrage"]


def test_a_paper_is_wanted_for_the_name_of_a_file_that_it_only_names(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1, mainFile=fake.id("files", 1))]
    fake.answers["/files/1"] = as_json(fake.file(1, name="Anfrage der Fraktion"))
    assert harvester.run().files_fetched == 1


def test_parts_that_were_fetched_are_not_asked_for_again(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1, consultation=[fake.id("consultations", 1)])]
    fake.answers["/consultations/1"] = as_json({"id": fake.id("consultations", 1), "deleted": True})
    harvester.run()
    harvester.run()
    assert fake.counts()["/consultations/1"] == 1


def test_parts_that_are_gone_are_noted(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1, mainFile=fake.id("files", 1))]
    harvester.run()
    assert [(issue.table_name, issue.source_url, issue.reason) for issue in harvester.issues()] == [
        ("documents", fake.id("files", 1), "named by another object, but gone")
    ]


def test_parts_that_are_gone_are_asked_for_again_with_the_next_crawl_only(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1, mainFile=fake.id("files", 1))]
    harvester.run()
    harvester.run()
    assert (fake.counts()["/files/1"], harvester.reasons()) == (1, ["named by another object, but gone"])
    harvester.run(after=timedelta(days=8))
    assert fake.counts()["/files/1"] == 2


def test_a_part_whose_answer_is_no_object_is_noted(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1, mainFile=fake.id("files", 1))]
    fake.answers["/files/1"] = as_json(["?"])
    harvester.run()
    assert harvester.reasons() == ["named by another object, but the answer is no object"]


def test_a_harvest_tells_how_far_it_is(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(number) for number in range(3)]
    harvester.run()
    assert harvester.progress == [("musterstadt: papers", 2, 3), ("musterstadt: papers", 3, 3)]


def test_a_run_is_remembered_with_its_counts(fake: FakeOparl, harvester: Harvester) -> None:
    fake.lists["papers"] = [fake.paper(1)]
    report = harvester.run()
    run = next(harvester.store.runs("musterstadt"))
    assert (run["outcome"], run["stats"]) == ("done", report.stats())
    harvester.run()
    assert next(harvester.store.runs("musterstadt"))["outcome"] == "unchanged"

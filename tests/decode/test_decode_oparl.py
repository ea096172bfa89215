"""OParl's objects as typed records, however servers write them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.decode import decode_body, decode_meeting, decode_organization, decode_paper
from etl.model import oparl

PAPER = "https://ris.example.org/oparl/papers/1"
MEETING = "https://ris.example.org/oparl/meetings/1"
FILE = {"id": "https://ris.example.org/oparl/files/1", "name": "Anfrage", "downloadUrl": "https://ris.example.org/files/1.pdf"}

_WORDS = ("id", "type", "name", "body", "date", "start", "order", "mainFile", "auxiliaryFile", "agendaItem", "consultation", "deleted")
_MORE = ("organization", "originatorPerson", "underDirectionOf", "relatedPaper", "ags", "license", "text", "modified")
_leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from((PAPER, "²", "N/A", "9" * 30))
_json = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS + _MORE), inner, max_size=6),
    max_leaves=12,
)
_objects = st.dictionaries(st.sampled_from(_WORDS + _MORE), _json, max_size=10)


def _nothing(_url: str) -> oparl.Json | None:
    return None


@settings(max_examples=60)
@given(_objects)
def test_no_object_is_too_odd_to_be_decoded(value: dict[str, Any]) -> None:
    assert decode_body(value).url == oparl.identifier(value)
    assert decode_organization(value).url == oparl.identifier(value)
    assert decode_meeting(value, _nothing).url == oparl.identifier(value)
    assert decode_paper(value, _nothing).url == oparl.identifier(value)


@given(_leaves | st.text())
def test_what_is_read_as_text_can_be_written(value: Any) -> None:
    words = oparl.text(value)
    assert words == " ".join(words.split())
    assert words.encode().decode() == words


@pytest.mark.parametrize(
    ("written", "read"),
    [("8212000", "08212000"), (8212000, "08212000"), ("08 212 000", "08212000"), ("082120000000", "08212000"), ("123", ""), (None, "")],
)
def test_the_ags_as_servers_write_it(written: object, read: str) -> None:
    assert decode_body({"id": "b", "ags": written}).ags == read


@pytest.mark.parametrize("key", ["license", "licence"])
def test_both_spellings_of_the_licence(key: str) -> None:
    assert decode_body({"id": "b", key: "https://example.org/by"}).license_url == "https://example.org/by"


def test_the_main_file_comes_first_and_each_file_once() -> None:
    second = {**FILE, "id": "https://ris.example.org/oparl/files/2"}
    paper = decode_paper({"id": PAPER, "auxiliaryFile": [second, FILE], "mainFile": FILE}, _nothing)
    assert [file.url for file in paper.files] == [FILE["id"], second["id"]]


def test_a_list_of_files_that_is_one_object() -> None:
    assert len(decode_paper({"id": PAPER, "auxiliaryFile": FILE}, _nothing).files) == 1


def test_a_file_that_is_only_named_is_looked_up() -> None:
    paper = decode_paper({"id": PAPER, "mainFile": FILE["id"]}, {FILE["id"]: FILE}.get)
    assert paper.files[0].name == "Anfrage"


def test_a_file_that_cannot_be_found_is_left_out() -> None:
    assert decode_paper({"id": PAPER, "mainFile": FILE["id"]}, _nothing).files == ()


def test_a_deleted_file_is_left_out() -> None:
    assert decode_paper({"id": PAPER, "mainFile": {**FILE, "deleted": True}}, _nothing).files == ()


@pytest.mark.parametrize(
    ("value", "url"), [({"downloadUrl": "", "accessUrl": "https://x.example/a"}, "https://x.example/a"), ({"downloadUrl": "N/A"}, "")]
)
def test_where_a_file_lies(value: dict[str, str], url: str) -> None:
    assert decode_paper({"id": PAPER, "mainFile": {"id": "f", **value}}, _nothing).files[0].download_url == url


def test_the_text_of_a_file_is_kept_as_it_is() -> None:
    assert decode_paper({"id": PAPER, "mainFile": {"id": "f", "text": "a\n b"}}, _nothing).files[0].text == "a\n b"


@pytest.mark.parametrize(("written", "read"), [("2024-05-06", "2024-05-06"), ("2024-05-06T00:00:00+02:00", "2024-05-06"), ("6.5.2024", "")])
def test_the_date_of_a_paper(written: str, read: str) -> None:
    assert decode_paper({"id": PAPER, "date": written}, _nothing).published_on == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("2024-05-06T16:00:00+02:00", "2024-05-06T16:00:00+02:00"), ("2024-05-06 16:00", "2024-05-06 16:00"), ("2024-05-06", "2024-05-06")],
)
def test_the_start_of_a_meeting(written: str, read: str) -> None:
    assert decode_meeting({"id": MEETING, "start": written}, _nothing).started_at == read


@pytest.mark.parametrize("order", [[2, 1], ["2", "1"]])
def test_an_agenda_is_put_in_its_order(order: list[object]) -> None:
    items = [{"id": f"i{number}", "number": f"{number}.", "order": number} for number in order]
    agenda = decode_meeting({"id": MEETING, "agendaItem": items}, _nothing).agenda_items
    assert [item.number for item in agenda] == ["1", "2"]


def test_an_agenda_without_order_stays_as_it_is() -> None:
    agenda = decode_meeting({"id": MEETING, "agendaItem": [{"id": "b"}, {"id": "a", "order": "²"}]}, _nothing).agenda_items
    assert [item.url for item in agenda] == ["b", "a"]


def test_an_agenda_item_without_id_gets_one_from_its_meeting() -> None:
    assert decode_meeting({"id": MEETING, "agendaItem": [{"name": "a"}]}, _nothing).agenda_items[0].url == f"{MEETING}#agenda-item-0"


@pytest.mark.parametrize("key", ["agendaItem", "agendaitem"])
def test_both_spellings_of_the_agenda_item_of_a_consultation(key: str) -> None:
    paper = decode_paper({"id": PAPER, "consultation": [{"id": "c", key: "https://x.example/item"}]}, _nothing)
    assert paper.consultations[0].agenda_item_url == "https://x.example/item"


def test_originators_are_names_and_no_ids() -> None:
    value = {"id": PAPER, "originatorOrganization": ["https://x.example/o/1", {"name": "SPD"}], "originatorPerson": "Erika Muster"}
    assert decode_paper(value, _nothing).originators == ("SPD", "Erika Muster")


def test_related_papers_are_named_once() -> None:
    value = {"id": PAPER, "superordinatedPaper": "https://x.example/2", "subordinatedPaper": [{"id": "https://x.example/2"}]}
    assert decode_paper(value, _nothing).related_urls == ("https://x.example/2",)


@pytest.mark.parametrize(("value", "deleted"), [(True, True), ("true", True), (False, False), ("false", False), (None, False), (1, False)])
def test_what_is_deleted(value: object, *, deleted: bool) -> None:
    assert oparl.is_deleted({"deleted": value}) is deleted


@pytest.mark.parametrize(
    ("written", "read"), [("https://schema.oparl.org/1.0/Paper", "Paper"), ("https://schema.oparl.org/1.1/File/", "File"), (None, "")]
)
def test_the_kind_of_an_object(written: object, read: str) -> None:
    assert oparl.kind({"type": written}) == read

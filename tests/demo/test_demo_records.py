import json
from collections.abc import Iterator
from typing import Any

import pytest

from etl.demo import AGS, demo_source
from etl.demo.council import ORIGIN, TYPE, load_council
from etl.paths import DEMO

COUNCIL = load_council()
OBJECTS = list(COUNCIL.objects.values())
# Resolved elsewhere: what a person looks at, and the home pages that System and Body name.
NOT_SERVED = {"type", "oparlVersion", "license", "website", "vendor", "product"}


def _links(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _links(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _links(part, field)
    elif isinstance(value, str) and "://" in value and field not in NOT_SERVED:
        yield field, value


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda thing: str(thing["id"]).removeprefix(ORIGIN))
def test_every_reference_resolves(thing: dict[str, Any]) -> None:
    known = {*COUNCIL.objects, *COUNCIL.lists, *COUNCIL.downloads}
    assert [link for link in _links(thing) if link[1] not in known] == []


def test_ids_are_given_once() -> None:
    listed = [thing["id"] for things in COUNCIL.lists.values() for thing in things]
    assert len(listed) == len(set(listed))


def test_every_object_is_typed_and_dated() -> None:
    assert all(thing["type"].startswith(TYPE) and thing["created"] <= thing["modified"] for thing in OBJECTS)


def test_consultations_and_agenda_items_point_at_each_other() -> None:
    consultations = [thing for thing in OBJECTS if thing["type"] == f"{TYPE}Consultation"]
    assert consultations
    assert all(COUNCIL.objects[thing["agendaItem"]]["consultation"] == thing["id"] for thing in consultations)


def test_every_file_is_published_and_no_other() -> None:
    assert sorted(name for name, _ in COUNCIL.downloads.values()) == sorted(path.name for path in (DEMO / "files").iterdir())


def test_every_file_has_its_source() -> None:
    assert {path.stem for path in (DEMO / "files").iterdir()} == {path.stem for path in (DEMO / "documents").iterdir()}


def test_one_answer_is_a_paper_of_its_own() -> None:
    answers = [thing for thing in OBJECTS if thing.get("superordinatedPaper")]
    assert [COUNCIL.objects[above]["subordinatedPaper"] for thing in answers for above in thing["superordinatedPaper"]] == [
        [answers[0]["id"]]
    ]


def test_the_body_has_a_key_that_no_municipality_can_have() -> None:
    body = json.loads((DEMO / "records" / "body.json").read_text(encoding="utf-8"))
    assert body["ags"] == AGS
    assert not 1 <= int(AGS[:2]) <= 16


def test_the_source_sends_every_request_to_the_given_server() -> None:
    assert demo_source("http://127.0.0.1:8765").reach == {"https://ris.musterstadt.example/": "http://127.0.0.1:8765/"}

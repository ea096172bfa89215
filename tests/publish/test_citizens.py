"""Names of citizens are masked, names of office holders stay."""

import json
import lzma
from itertools import islice
from pathlib import Path

import pytest

from etl.publish.names import find_citizens, officials_in, signers
from etl.publish.privacy import MASK, mask
from etl.tables import load_tables

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "karlsruhe"
NOBODY: frozenset[str] = frozenset()


def names(text: str, officials: frozenset[str] = NOBODY) -> list[str]:
    return [text[start:end] for start, end in find_citizens(text, officials)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Laut Herrn Muster ist der Weg gesperrt.", ["Muster"]),
        ("Frau Dr. Erika Muster-Beispiel beschwert sich", ["Erika Muster-Beispiel"]),
        ("wohnt Herr\nProf.\nDr. von der Linde dort", ["Linde"]),
        ("Die Eheleute Muster und die Familie Beispiel klagen", ["Muster", "Beispiel"]),
        ("die Anwohnerin Erika Muster fragt", ["Erika Muster"]),
        ("Auskunft gibt Frau Muster Telefon 12", ["Muster"]),
    ],
)
def test_citizens_are_found(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Herr Oberbürgermeister Dr. Linde",
        "Frau Erste Bürgermeisterin Linde",
        "Frau Linde (Grüne) sagt",
        "Herr Linde, der Präsident des Gerichts",
        "Sehr geehrte Damen und Herren",
        "das Amt für Familie und Jugend",
        "die Bürger Musterstadts",
        "Frau und Beruf",
        "Herr der Lage",
    ],
)
def test_others_are_not(text: str) -> None:
    assert names(text) == []


def test_office_holders_are_known_by_their_titles() -> None:
    text = "Stadträte Dr. Max Linde, Eiche und Erika Buche; Bürgermeisterin von der Tanne; Ortsvorsteher\nAhorn"
    assert set(officials_in(text)) == {"Linde", "Eiche", "Buche", "Tanne", "Ahorn"}


def test_who_signs_holds_an_office() -> None:
    rows = {
        "inquiry_authors": [{"name": "Erika Linde", "kind_code": "person"}, {"name": "Fraktion Eiche", "kind_code": "group"}],
        "answer_authors": [{"name": "Buche", "kind_code": "signatory"}],
    }
    assert signers(load_tables(), lambda table: rows.get(table, [])) == {"Linde", "Buche"}


def test_an_office_holder_keeps_the_name_everywhere() -> None:
    assert mask("Herr Linde und Herr Muster", frozenset({"Linde"})) == (f"Herr Linde und Herr {MASK * 6}", {"name": 1})


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is absent")
def test_on_real_texts_few_names_are_masked_and_none_that_follows_a_title() -> None:
    with lzma.open(CORPUS / "texts-2021.jsonl.xz", "rt", encoding="utf-8") as lines:
        found = [(json.loads(line)["text"] or "").replace("-\n", "") for line in islice(lines, 400)]
    officials = frozenset(name for text in found for name in officials_in(text))
    masked = [text[max(0, start - 15) : end] for text in found for start, end in find_citizens(text, officials)]
    assert len(masked) < len(found)
    assert not any("meister" in one or "Stadtr" in one for one in masked)

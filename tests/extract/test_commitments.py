import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract.commitments import find_commitments, finding
from etl.extract.commitments.actors import in_nominative
from etl.model.documents import Document
from etl.model.facts import AnswerItem, Commitment, Evidence

BODY = "Stadt Musterstadt"


@pytest.fixture(autouse=True)
def _without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default installation, whether the extra is there or not (see test_commitments_encoder.py)."""
    monkeypatch.setattr(finding, "load_encoder", lambda: None)


ANSWER = """Antwort der Verwaltung

Die Verwaltung wird das Konzept gemeinsam mit der Polizei und dem Verein Musterhilfe e. V. im Herbst 2021 fortschreiben.

Im Jahr 2018 waren es 312 Fälle.

Die Beleuchtung am Musterplatz wird derzeit geprüft."""

PRINCIPLES = """Antwort des Jobcenters Musterstadt:

- Das Jobcenter versteht sich als verlässlicher Partner im Stadtteil.
- Intensive Zusammenarbeit mit der Stadt Musterstadt im Rahmen des Projektes „Starke Nachbarn“.

Künftig ist eine noch engere Abstimmung mit dem Amt für Jugend und Familie geplant."""


def commitments(text: str, *items: str, answering_body: str = BODY) -> tuple[Commitment, ...]:
    document = Document("id/document/1", "1", "answer", text)
    found = [AnswerItem(Evidence.of(document, text.index(item), text.index(item) + len(item), method="test/1")) for item in items]
    return find_commitments(document, found, answering_body=answering_body, body_name=BODY, organization_names=())


def quoting(words: str, text: str = ANSWER, answering_body: str = BODY) -> Commitment:
    return next(found for found in commitments(text, answering_body=answering_body) if words in found.evidence.quote)


def test_a_cooperation_is_a_partnership() -> None:
    found = quoting("gemeinsam mit")

    assert (found.kind_code, found.is_partnership) == ("cooperation", True)


def test_partners_are_named_as_written() -> None:
    assert [partner.name for partner in quoting("gemeinsam mit").partners] == ["Polizei", "Verein Musterhilfe e. V."]


def test_what_somebody_is_names_no_partner() -> None:
    text = "Antwort des Jobcenters Musterstadt:\n\nDas Jobcenter ist im Stadtteil aktiver Partner und vor Ort präsent."

    assert quoting("aktiver Partner", text, "Jobcenter Musterstadt").partners == ()


def test_an_association_is_named_with_the_words_before_its_legal_form() -> None:
    text = "Die Verwaltung wird das Programm in enger Zusammenarbeit mit dem Filmhaus Musterstadt e.V. fortführen."

    assert [partner.name for found in commitments(text) for partner in found.partners] == ["Filmhaus Musterstadt e.V."]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Jugendausschusses", "Jugendausschuss"),
        ("Jugendausschuss", "Jugendausschuss"),
        ("Pflegebündnisses", "Pflegebündnis"),
        ("Amtes", "Amt"),
    ],
)
def test_a_genitive_is_undone(written: str, name: str) -> None:
    assert in_nominative(written, genitive=True) == name


def test_the_administration_is_the_municipality() -> None:
    assert quoting("gemeinsam mit").committing_party_name == "Stadt Musterstadt"


def test_times_are_mentioned() -> None:
    assert ("time", "Herbst 2021") in [(mention.kind_code, mention.name) for mention in quoting("gemeinsam mit").mentions]


def test_a_check_is_a_review() -> None:
    assert quoting("geprüft").kind_code == "review"


def test_places_are_mentioned() -> None:
    assert ("place", "Musterplatz") in [(mention.kind_code, mention.name) for mention in quoting("geprüft").mentions]


def test_figures_are_no_commitment() -> None:
    assert not [found for found in commitments(ANSWER) if "312" in found.evidence.quote]


def test_only_answer_items_are_searched() -> None:
    item = "Die Beleuchtung am Musterplatz wird derzeit geprüft."

    assert [(found.evidence.quote, found.answer_item_index) for found in commitments(ANSWER, item)] == [(item, 0)]


def test_without_items_no_index_is_given() -> None:
    assert {found.answer_item_index for found in commitments(ANSWER)} == {None}


def test_a_sentence_in_two_items_is_entered_once() -> None:
    item = "Die Beleuchtung am Musterplatz wird derzeit geprüft."

    assert len(commitments(ANSWER, item, item)) == 1


def test_a_self_description_is_a_commitment_of_the_body_that_answers() -> None:
    assert quoting("versteht sich", PRINCIPLES, "Jobcenter Musterstadt").committing_party_name == "Jobcenter Musterstadt"


def test_a_bullet_without_verb_is_a_cooperation() -> None:
    found = quoting("Intensive", PRINCIPLES, "Jobcenter Musterstadt")

    assert (found.kind_code, found.status_code, [partner.name for partner in found.partners]) == (
        "cooperation",
        "ongoing",
        ["Stadt Musterstadt"],
    )


def test_quoted_projects_are_mentioned() -> None:
    found = quoting("Intensive", PRINCIPLES, "Jobcenter Musterstadt")

    assert ("project", "Starke Nachbarn") in [(mention.kind_code, mention.name) for mention in found.mentions]


def test_an_announced_cooperation_is_planned() -> None:
    found = quoting("engere", PRINCIPLES, "Jobcenter Musterstadt")

    assert (found.kind_code, found.status_code, [partner.name for partner in found.partners]) == (
        "cooperation",
        "planned",
        ["Amt für Jugend und Familie"],
    )


def test_another_process_finds_the_same() -> None:
    call = (
        f"f(Document('id/document/1', '1', 'answer', {ANSWER!r}), [], answering_body={BODY!r}, body_name={BODY!r}, organization_names=())"
    )
    program = (
        "from etl.extract.commitments import finding\nfinding.load_encoder = lambda: None\nf = finding.find_commitments\n"
        f"from etl.model.documents import Document\nprint({call})"
    )

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == f"{commitments(ANSWER)}\n"


PARTS = """Die die Verwaltung wird gemeinsam mit der Polizei e. V. (KIT) „ “ : - • . , und - Sozial- Amt für GmbH 2019 1. a)
geprüft ist geplant des Klinikums Projekt ? ☃"""
WORDS = st.sampled_from((*PARTS.split(), "\n", "\n\n", "\x00", "\ud800"))


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
def test_any_text_gives_commitments_with_verbatim_evidence(text: str) -> None:
    for found in commitments(text):
        assert " ".join(text[found.evidence.start : found.evidence.end].split()) == found.evidence.quote


@pytest.mark.parametrize(
    "unit",
    [
        "x",
        "Die Verwaltung wird gemeinsam mit der Polizei prüfen, ",
        "Amt, ",
        "Sozial- und ",
        "Polizei. ",
        "„Projekt A“: B und ",
        "der ",
        "(KIT) ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.process_time()

    commitments(text)

    assert time.process_time() - start < 5

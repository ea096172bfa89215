"""The answers of one inquiry: in the interim, a second one, by another body, in another paper; and the inquiry that none answers."""

import pytest

from etl.extract import read_paper
from etl.model.facts import PaperFacts
from tests.extract import inquiry_texts as texts

INTERIM = "Zwischenantwort zur Anfrage\n\nBeleuchtung im Stadtpark\n\nDie Verwaltung prüft die Fragen. Die Antwort folgt."
LATER = "Stellungnahme zur Anfrage\n\nBeleuchtung im Stadtpark\n\nDie Anfrage kann erst zur nächsten Sitzung beantwortet werden."
SECOND = "Ergänzende Stellungnahme zur Anfrage\n\nBeleuchtung im Stadtpark\n\nZu Frage 1:\nEs sind jetzt einundvierzig Leuchten."
UNHEADED = "Beleuchtung im Stadtpark\n\nIm Stadtpark stehen vierzig Leuchten. Sie werden im nächsten Jahr erneuert."


def _read(*others: tuple[str, str]) -> PaperFacts:
    documents = (("Anfrage", texts.TABLE_INQUIRY), *others)
    return read_paper(texts.paper(*documents, name="Beleuchtung im Stadtpark", paper_type="Anfrage"))


def test_an_inquiry_without_answer() -> None:
    assert _read().answers == ()


@pytest.mark.parametrize(
    ("name", "text", "is_interim"),
    [
        ("Datei", INTERIM, True),
        ("Datei", LATER, True),
        ("Zwischennachricht", texts.TABLE_ANSWER, True),
        ("Datei", texts.TABLE_ANSWER, False),
    ],
)
def test_an_answer_in_the_interim(name: str, text: str, *, is_interim: bool) -> None:
    assert [answer.is_interim for answer in _read((name, text)).answers] == [is_interim]


def test_a_second_answer_refers_to_the_same_inquiry() -> None:
    facts = _read(("StN", texts.TABLE_ANSWER), ("StN 2", SECOND))
    assert [answer.inquiry_document_id for answer in facts.answers] == [facts.inquiries[0].evidence.document_id] * 2
    assert [item.question_indexes for item in facts.answers[1].items] == [(0,)]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Antwort des Jobcenter Musterstadt:", "Jobcenter Musterstadt"),
        ("Die Stadtwerke Musterstadt GmbH teilt hierzu Folgendes mit:", "Stadtwerke Musterstadt GmbH"),
        ("Das Polizeipräsidium Musterstadt nimmt zu der Anfrage wie folgt Stellung:", "Polizeipräsidium Musterstadt"),
    ],
)
def test_an_answer_of_another_body_is_known_as_theirs(line: str, name: str) -> None:
    facts = _read(("Antwort", f"Antwort auf die Anfrage\n\nBeleuchtung im Stadtpark\n\n{line}\n\nDort stehen vierzig Leuchten."))
    assert texts.names(facts.answers[0].authors, "organization") == [name]


@pytest.mark.parametrize("line", ["Die Verwaltung teilt hierzu Folgendes mit:", "Der Oberbürgermeister nimmt wie folgt Stellung:"])
def test_the_administration_itself_is_no_other_body(line: str) -> None:
    facts = _read(("Antwort", f"Antwort auf die Anfrage\n\nBeleuchtung im Stadtpark\n\n{line}\n\nDort stehen vierzig Leuchten."))
    assert texts.names(facts.answers[0].authors, "organization") == []


def test_a_file_of_another_paper_answers_by_that_papers_name() -> None:
    facts = _read(("Vorlage (Antwort auf die Anfrage 2021/0456)", UNHEADED))
    assert [item.evidence.quote.split(".")[0] for answer in facts.answers for item in answer.items] == [
        "Im Stadtpark stehen vierzig Leuchten"
    ]

"""Rows of what was read from the documents of a dossier."""

from dataclasses import replace

import pytest

from etl.identifiers import derive, mint
from etl.model.documents import Document
from etl.model.facts import Answer, AnswerItem, Commitment, Evidence, Inquiry, Named, PaperFacts, Question
from etl.model.records import Organization
from etl.normalise import DossierRows, OrganizationIndex, Rows, Session, check_rows, dossier_rows


def _id(kind: str, name: str) -> str:
    return mint(kind, name, scope="x")


ASKING = Document(_id("document", "a"), "a", "Anfrage", "Anfrage der SPD\n1. Wie viele Bänke?\n2. Wann?")
ANSWERING = Document(_id("document", "b"), "b", "Antwort", "Stellungnahme\nZwölf.\nDas Gartenamt baut mit dem Parkverein am Markt.")
PARTY = Organization("https://x.example/spd", "", "SPD-Fraktion", "SPD")


def _said(document: Document, words: str, confidence: float = 1.0) -> Evidence:
    start = document.text.index(words)
    return Evidence.of(document, start, start + len(words), method="test/1", confidence=confidence)


INQUIRY = Inquiry(
    _said(ASKING, "Anfrage"),
    title="Bänke",
    mode_code="written",
    authors=(Named("SPD", "group", _said(ASKING, "SPD")),),
    questions=(Question("1", _said(ASKING, "Wie viele Bänke?")), Question("2", _said(ASKING, "Wann?"))),
    received_on="2024-05-01",
)
ANSWER = Answer(
    _said(ANSWERING, "Stellungnahme"),
    inquiry_document_id=ASKING.document_id,
    authors=(Named("Gartenamt", "organization", _said(ANSWERING, "Gartenamt")),),
    items=(AnswerItem(_said(ANSWERING, "Zwölf."), (0, 0, 1, 7, -1)),),
    answered_on="2024-05-11",
)
COMMITMENT = Commitment(
    _said(ANSWERING, "Das Gartenamt baut mit dem Parkverein am Markt.", 0.85),
    kind_code="cooperation",
    status_code="ongoing",
    is_partnership=True,
    committing_party_name="Gartenamt",
    partners=(Named("Parkverein", "organization", _said(ANSWERING, "Parkverein")),),
    mentions=(Named("Markt", "place", _said(ANSWERING, "Markt")),),
    answer_item_index=0,
)
FACTS = PaperFacts((), (INQUIRY,), (ANSWER,), (COMMITMENT,))
DOSSIER = DossierRows(
    organizations=OrganizationIndex.of([PARTY], scope="x"),
    paper_of={ASKING.document_id: _id("paper", "p"), ANSWERING.document_id: _id("paper", "p")},
    published_on={_id("paper", "p"): "2024-04-30"},
    document_dates={ANSWERING.document_id: "2024-05-12"},
    session=Session("2024-05-20", "Gemeinderat", "7"),
)


def _rows(facts: PaperFacts = FACTS, dossier: DossierRows = DOSSIER) -> dict[str, list[dict[str, str]]]:
    """The rows by table without empty cells; every row holds to its schema."""
    dossier_rows(rows := Rows(), facts, dossier)
    checked = {table: check_rows(table, raw) for table, raw in rows.tables.items()}
    assert [issue for _, issues in checked.values() for issue in issues] == []
    return {table: [{column: value for column, value in row.items() if value} for row in good] for table, (good, _) in checked.items()}


def _answering(answer: Answer) -> PaperFacts:
    return replace(FACTS, answers=(answer,))


def test_an_inquiry() -> None:
    assert _rows()["inquiries"] == [
        {
            "inquiry_id": derive("inquiry", ASKING.document_id),
            "paper_id": _id("paper", "p"),
            "document_id": ASKING.document_id,
            "title": "Bänke",
            "mode_code": "written",
            "received_on": "2024-05-01",
            "session_body_name": "Gemeinderat",
            "session_on": "2024-05-20",
            "agenda_item_number": "7",
            "answered_on": "2024-05-11",
            "days_to_answer": "10",
        }
    ]


def test_what_the_document_says_of_the_session_goes_before_what_the_source_says() -> None:
    inquiry = replace(INQUIRY, session_on="2024-05-21", session_body_name="Bauausschuss", agenda_item_number="3.1")
    row = _rows(replace(FACTS, inquiries=(inquiry,)))["inquiries"][0]
    assert (row["session_on"], row["session_body_name"], row["agenda_item_number"]) == ("2024-05-21", "Bauausschuss", "3.1")


def test_days_count_from_the_paper_s_date_where_the_inquiry_has_none() -> None:
    row = _rows(replace(FACTS, inquiries=(replace(INQUIRY, received_on=""),)))["inquiries"][0]
    assert (row.get("received_on"), row["days_to_answer"]) == (None, "11")


@pytest.mark.parametrize("answered_on", ["2024-04-01", "2024-02-30"])
def test_days_that_cannot_be_are_not_counted(answered_on: str) -> None:
    dossier_rows(rows := Rows(), _answering(replace(ANSWER, answered_on=answered_on)), DOSSIER)
    assert rows.tables["inquiries"][0]["days_to_answer"] == ""


def test_an_inquiry_without_answer_was_not_answered() -> None:
    row = _rows(PaperFacts((), (INQUIRY,)))["inquiries"][0]
    assert "answered_on" not in row
    assert "days_to_answer" not in row


def test_authors_in_their_order_with_their_organization() -> None:
    assert _rows()["inquiry_authors"] == [
        {
            "inquiry_id": derive("inquiry", ASKING.document_id),
            "position": "1",
            "name": "SPD",
            "kind_code": "group",
            "organization_id": _id("organization", PARTY.url),
            "wikidata_id": "Q49768",
            "document_id": ASKING.document_id,
            "start": "12",
            "end": "15",
        }
    ]
    assert [(row["name"], row.get("organization_id")) for row in _rows()["answer_authors"]] == [("Gartenamt", None)]


def test_questions_with_their_words_and_where_they_stand() -> None:
    rows = sorted(_rows()["questions"], key=lambda row: row["position"])
    assert [(row["number"], row["text"], ASKING.text[int(row["start"]) : int(row["end"])]) for row in rows] == [
        ("1", "Wie viele Bänke?", "Wie viele Bänke?"),
        ("2", "Wann?", "Wann?"),
    ]


def test_an_answer() -> None:
    assert _rows()["answers"] == [
        {
            "answer_id": derive("answer", ANSWERING.document_id),
            "inquiry_id": derive("inquiry", ASKING.document_id),
            "document_id": ANSWERING.document_id,
            "answered_on": "2024-05-11",
            "is_interim": "false",
        }
    ]


def test_an_answer_without_date_has_its_file_s() -> None:
    rows = _rows(_answering(replace(ANSWER, answered_on="")))
    assert (rows["answers"][0]["answered_on"], rows["inquiries"][0]["answered_on"]) == ("2024-05-12", "2024-05-12")


def test_the_first_of_two_answers_dates_the_inquiry() -> None:
    evidence = replace(ANSWER.evidence, document_id=ASKING.document_id)
    earlier = Answer(evidence, ASKING.document_id, answered_on="2024-05-03")
    assert _rows(replace(FACTS, answers=(ANSWER, earlier)))["inquiries"][0]["answered_on"] == "2024-05-03"


def test_an_answer_to_an_unknown_inquiry_stands_alone() -> None:
    rows = _rows(PaperFacts((), (), (replace(ANSWER, inquiry_document_id=""),)))
    assert "inquiry_id" not in rows["answers"][0]
    assert "answer_item_questions" not in rows


def test_an_answer_item_and_the_questions_that_it_answers() -> None:
    rows = _rows()
    item = derive("answer-item", ANSWERING.document_id, ANSWERING.text.index("Zwölf."))
    assert [(row["answer_item_id"], row["text"], row["position"]) for row in rows["answer_items"]] == [(item, "Zwölf.", "1")]
    assert {(row["answer_item_id"], row["question_id"]) for row in rows["answer_item_questions"]} == {
        (item, derive("question", ASKING.document_id, question.evidence.start)) for question in INQUIRY.questions
    }


def test_a_commitment() -> None:
    row = _rows()["commitments"][0]
    start = ANSWERING.text.index("Das Gartenamt")
    assert row == {
        "commitment_id": derive("commitment", ANSWERING.document_id, start),
        "answer_id": derive("answer", ANSWERING.document_id),
        "answer_item_id": derive("answer-item", ANSWERING.document_id, ANSWERING.text.index("Zwölf.")),
        "document_id": ANSWERING.document_id,
        "quote": "Das Gartenamt baut mit dem Parkverein am Markt.",
        "start": str(start),
        "end": str(len(ANSWERING.text)),
        "kind_code": "cooperation",
        "status_code": "ongoing",
        "is_partnership": "true",
        "committing_party_name": "Gartenamt",
        "confidence": "0.85",
        "method": "test/1",
    }


@pytest.mark.parametrize("index", [None, 5, -1])
def test_a_commitment_outside_any_answer_item(index: int | None) -> None:
    row = _rows(replace(FACTS, commitments=(replace(COMMITMENT, answer_item_index=index),)))["commitments"][0]
    assert "answer_item_id" not in row


def test_partners_and_mentions_of_a_commitment() -> None:
    rows = _rows()
    assert [(row["position"], row["name"]) for row in rows["commitment_partners"]] == [("1", "Parkverein")]
    assert [(row["position"], row["kind_code"], row["text"]) for row in rows["commitment_mentions"]] == [("1", "place", "Markt")]


def test_equal_facts_give_equal_rows() -> None:
    assert _rows() == _rows()


def test_days_do_not_end_with_an_answer_in_the_interim() -> None:
    interim = replace(ANSWER, answered_on="2024-05-03", is_interim=True)
    for answers, days in (((interim,), ""), ((interim, ANSWER), "10")):
        dossier_rows(rows := Rows(), replace(FACTS, answers=answers), DOSSIER)
        assert rows.tables["inquiries"][0]["days_to_answer"] == days

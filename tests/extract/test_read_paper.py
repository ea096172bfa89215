"""What one paper gives: roles, inquiry, questions, answer, passages."""

import pytest

from etl.extract import read_paper
from etl.model.facts import PaperContext
from tests.extract import inquiry_texts as texts

COLUMNS = read_paper(texts.COLUMNS)
TABLE = read_paper(texts.TABLE)
TOGETHER = read_paper(texts.paper(("Beantwortung", texts.TOGETHER)))
LETTER = read_paper(texts.paper(("Brief", texts.LETTER), originators=("Bündnis M",)))


def test_every_document_has_its_role() -> None:
    assert [role.role_code for role in COLUMNS.roles] == ["inquiry", "answer", "minutes"]


def test_sub_questions_that_the_answer_treats_apart_are_questions() -> None:
    assert [number for number, _ in texts.questions(COLUMNS.inquiries[0])] == ["1", "2a", "2b", "3"]


def test_what_leads_to_sub_questions_belongs_to_the_first() -> None:
    assert texts.questions(COLUMNS.inquiries[0])[1][1] == "Welche Strecken sind bis 2018 geplant a) in der Gartenstraße?"


def test_follow_up_stays_with_its_question_and_the_reasons_do_not() -> None:
    assert texts.questions(COLUMNS.inquiries[0])[3][1] == "Wird die Brücke verbreitert? Wenn ja, wann?"


def test_passages_are_joined_to_their_questions_without_the_repeated_text() -> None:
    assert texts.passages(COLUMNS) == [
        (["1"], "Seit 2010 wurden vier Kilometer gebaut."),
        (["2a"], "In der Gartenstraße ist ein Schutzstreifen vorgesehen."),
        (["2b"], "Am Hafen ist nichts geplant."),
        (["3"], "Die Verwaltung prüft das bis zum Herbst."),
    ]


def test_a_session_that_was_moved_is_taken_from_the_answer() -> None:
    assert COLUMNS.inquiries[0].session_on == "2016-06-28"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("session_body_name", "Gemeinderat"),
        ("agenda_item_number", "17.2"),
        ("received_on", "2016-05-04"),
        ("mode_code", "written"),
        ("title", "Neue Radwege in der Weststadt"),
    ],
)
def test_head_of_a_column_layout(field: str, value: str) -> None:
    assert getattr(COLUMNS.inquiries[0], field) == value


def test_persons_have_their_degrees_and_no_office() -> None:
    assert texts.names(COLUMNS.inquiries[0].authors, "person") == ["Dr. Erna Muster", "Karl-Otto von Beispiel"]


def test_a_group_is_named_without_the_word_faction() -> None:
    assert texts.names(COLUMNS.inquiries[0].authors, "group") == ["LISTE M"]


def test_offices_in_columns() -> None:
    assert texts.names(COLUMNS.answers[0].authors, "organization") == ["Dez. 6", "TBA"]


def test_the_answer_knows_its_inquiry() -> None:
    assert COLUMNS.answers[0].inquiry_document_id == COLUMNS.inquiries[0].evidence.document_id


def test_unnumbered_questions_are_counted_and_rhetorical_ones_in_the_reasons_left_out() -> None:
    assert texts.questions(TABLE.inquiries[0]) == [
        ("1", "Wie viele Leuchten stehen im Stadtpark?"),
        ("2", "Wann werden sie erneuert?"),
    ]


def test_one_passage_may_answer_several_questions() -> None:
    assert [numbers for numbers, _ in texts.passages(TABLE)] == [["1", "2"]]


@pytest.mark.parametrize(("field", "value"), [("session_on", "2021-06-22"), ("agenda_item_number", "31"), ("received_on", "2021-05-04")])
def test_head_with_a_table(field: str, value: str) -> None:
    assert getattr(TABLE.inquiries[0], field) == value


def test_offices_with_labels() -> None:
    assert texts.names(TABLE.answers[0].authors, "organization") == ["Dez. 6", "GBA"]


def test_a_text_that_asks_and_answers_gives_both() -> None:
    assert (TOGETHER.roles[0].role_code, len(TOGETHER.inquiries), len(TOGETHER.answers)) == ("answer", 1, 1)


def test_a_request_is_a_question() -> None:
    assert texts.questions(TOGETHER.inquiries[0]) == [("1", "Frau Muster möchte wissen, wie viele Plätze das Jobcenter anbietet.")]


def test_the_answer_in_the_same_text_begins_after_its_heading() -> None:
    assert texts.passages(TOGETHER)[0][1].startswith("Das Jobcenter bietet zwanzig Plätze an")


def test_oral_inquiry_with_session_in_running_text() -> None:
    inquiry = TOGETHER.inquiries[0]
    assert (inquiry.mode_code, inquiry.session_body_name, inquiry.session_on, inquiry.agenda_item_number) == (
        "oral",
        "Ausschuss für Soziales",
        "2017-03-14",
        "4.2",
    )


def test_answering_body_and_signatory() -> None:
    authors = TOGETHER.answers[0].authors
    assert (texts.names(authors, "organization"), texts.names(authors, "signatory")) == (["Jobcenter Musterstadt"], ["Beispiel"])


def test_letter_without_heading_is_an_inquiry() -> None:
    assert texts.questions(LETTER.inquiries[0]) == [("1", "Wie lange dauert die Sperrung?"), ("2", "Welche Umleitung ist vorgesehen?")]


def test_letter_names_its_authors() -> None:
    authors = LETTER.inquiries[0].authors
    assert (texts.names(authors, "person"), texts.names(authors, "group")) == (["Lisa Beispiel"], ["SPD"])


def test_motions_and_what_is_said_to_them_are_no_inquiries() -> None:
    answer = texts.MOTION.replace("ANTRAG", "STELLUNGNAHME zum Antrag")
    facts = read_paper(texts.paper(("Antrag", texts.MOTION), ("Stellungnahme", answer), name="Radweg", paper_type="Antrag"))
    assert ([role.role_code for role in facts.roles], facts.inquiries) == (["other", "other"], ())


def test_a_motion_that_the_source_types_as_an_inquiry_is_one() -> None:
    facts = read_paper(texts.paper(("Antrag", texts.MOTION), name="Radweg", paper_type="Anfrage"))
    assert facts.roles[0].role_code == "inquiry"


def test_request_to_build_is_no_inquiry() -> None:
    facts = read_paper(
        texts.paper(("Vorlage", "Bauvoranfrage Gartenstraße 3\n\nDie Firma fragt, ob gebaut werden darf?"), name="Bauvoranfrage")
    )
    assert (facts.roles[0].role_code, facts.inquiries) == ("other", ())


def test_originators_of_the_source_are_taken_where_the_text_names_no_group() -> None:
    facts = read_paper(texts.paper(("Anfrage", "Anfrage\n\nWann wird gebaut?"), originators=("Bündnis M",)))
    assert texts.names(facts.inquiries[0].authors, "group") == ["Bündnis M"]


def test_a_paper_without_documents_has_no_facts() -> None:
    assert read_paper(PaperContext("Anfrage", "", "Anfrage", "Stadt Musterstadt", ())).inquiries == ()


def test_every_quote_stands_in_its_document() -> None:
    text = {document.document_id: document.text for document in texts.COLUMNS.documents}
    quotes = [question.evidence for question in COLUMNS.inquiries[0].questions] + [item.evidence for item in COLUMNS.answers[0].items]
    assert all(" ".join(text[e.document_id][e.start : e.end].split()) == e.quote for e in quotes)

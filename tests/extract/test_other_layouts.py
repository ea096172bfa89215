"""Papers in layouts that mix: titles without metadata, answers of their own number, answers that nothing names so."""

from dataclasses import replace

import pytest

from etl.extract import read_paper
from etl.extract.heads import read_head
from etl.extract.roles import find_roles
from tests.extract import inquiry_texts as texts

LETTER = """Liste Musterstadt
LISTE-Fraktion im Gemeinderat

Anfrage: Sanierung der Brücke

Sehr geehrte Frau Oberbürgermeisterin,

die LISTE-Fraktion bittet um Auskunft zu folgenden Fragen:

Wann beginnt die Sanierung der Brücke?

Wo fahren die Busse in dieser Zeit?

Mit freundlichen Grüßen

Max Muster"""

PLAIN_ANSWER = """STADT MUSTERSTADT

STELLUNGNAHME DER VERWALTUNG

LISTE-Fraktion
Eingang: 10.10.2023
Vorlage Nr.: 2023/0511
Verantwortlich: Tiefbauamt

Sanierung der Brücke

Gremium Termin TOP ö nö
Gemeinderat 28.11.2023 21 x

Zu der Anfrage nimmt die Verwaltung wie folgt Stellung:

Die Sanierung der Brücke wird im Mai beginnen. Die Busse fahren über den Ring."""

LETTERED = """Anfrage

LISTE-Fraktion

Radwege

1. Radwege im Stadtteil Nord
a) Welche Radwege sind bereits ausgebaut?
b) Wann folgen die übrigen Radwege?
2. Wie werden die Vereine beteiligt?
3. Beleuchtung der Radwege
a) Wie viele Radwege haben eine Beleuchtung?
b) Wer trägt die Kosten für neue Leuchten?"""

REFERRING = """Antwort auf die Anfrage

Radwege

Zu 1 a)
Im Stadtteil Nord sind elf Radwege bereits ausgebaut.
Zu 1 b)
Die übrigen Radwege folgen im Mai.
Zu 2.
Die Vereine werden gehört.
Zu 3.
Drei Radwege haben eine Beleuchtung. Die Kosten für neue Leuchten tragen Stadt und Land."""


def test_a_document_that_says_that_it_answers_is_the_answer() -> None:
    documents = (("Vorlage 1", LETTER), ("Vorlage 2", PLAIN_ANSWER))
    context = texts.paper(*documents, name="Anfrage der LISTE-Fraktion: Sanierung der Brücke", paper_type="Beschlussvorlage")
    assert [role.code for role in find_roles(context)] == ["inquiry", "answer"]


def test_an_answer_that_takes_up_a_questions_words_does_not_repeat_it() -> None:
    facts = read_paper(texts.paper(("Anfrage", LETTER), ("Stellungnahme", PLAIN_ANSWER), name="Sanierung der Brücke", paper_type="Anfrage"))
    assert texts.passages(facts) == [
        (["1", "2"], "Die Sanierung der Brücke wird im Mai beginnen. Die Busse fahren über den Ring."),
    ]


def test_references_to_lettered_questions_part_them_and_words_taken_up_do_not() -> None:
    facts = read_paper(texts.paper(("Anfrage", LETTERED), ("Antwort", REFERRING), name="Radwege", paper_type="Anfrage"))
    assert [(numbers, text.split()[0]) for numbers, text in texts.passages(facts)] == [
        (["1a"], "Im"),
        (["1b"], "Die"),
        (["2"], "Die"),
        (["3"], "Drei"),
    ]


@pytest.mark.parametrize(
    ("reference", "agenda_item"),
    [("2021/0456", "31.1"), ("2021/0456/1", "31"), ("2021/0455 und 2021/0456", "31")],
)
def test_an_answer_overrides_the_agenda_item_only_under_the_same_reference(reference: str, agenda_item: str) -> None:
    answer = texts.TABLE_ANSWER.replace("2021/0456", reference).replace(" 31 x", " 31.1 x")
    facts = read_paper(
        texts.paper(("Anfrage", texts.TABLE_INQUIRY), ("Stellungnahme", answer), name="Beleuchtung im Stadtpark", paper_type="Anfrage")
    )
    assert facts.inquiries[0].agenda_item_number == agenda_item


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (texts.COLUMN_INQUIRY, "Neue Radwege in der Weststadt"),
        (texts.TABLE_INQUIRY, "Beleuchtung im Stadtpark"),
        (texts.TOGETHER, "Mündliche Anfrage von Frau Muster zur Haltung des Jobcenter Musterstadt"),
        (LETTER, "Sanierung der Brücke"),
        ("Betreff: Anfrage zur nächsten Sitzung\nhier: Neue Radwege\n\nWann?", "Neue Radwege"),
        ("Betreff: Neue Radwege\n\nWann?", "Neue Radwege"),
        ("Anfrage nach § 4 der Geschäftsordnung des Rates\n\nWann?", ""),
        ("Ich frage das Amt: Wann wird gebaut?", ""),
    ],
)
def test_a_title_where_the_source_gives_none(text: str, title: str) -> None:
    head = read_head(text, "")
    assert " ".join(text[head.title_start : head.title_end].split()) == title


def test_a_long_title_below_the_labels_is_no_text() -> None:
    title = "Auswirkungen der Sperrung des neuen Radwegs in der Weststadt auf die Schulwege"
    head = read_head(texts.COLUMN_INQUIRY.replace("Neue Radwege in der Weststadt", title), "")
    assert head.title_end - head.title_start == len(title)


def test_the_name_of_a_file_is_no_title() -> None:
    context = replace(texts.paper(("anfrage_0815", texts.TABLE_INQUIRY)), name="anfrage_0815")
    assert read_paper(context).inquiries[0].title == "Beleuchtung im Stadtpark"


def test_a_head_goes_on_behind_the_faction_below_the_title() -> None:
    text = "Anfrage: Neue Radwege\n\nLISTE-Fraktion\n\nGremium Termin TOP\nOrtschaftsrat Neustadt 13.04.2021 2.1\n\nWann wird gebaut?"
    head = read_head(text, "Neue Radwege")
    assert text[head.end :].strip() == "Wann wird gebaut?"


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        (texts.COLUMN_INQUIRY, "column-head"),
        (texts.TABLE_ANSWER, "session-table"),
        ("Ich frage das Bezirksamt:\nWann wird gebaut?", "council-letter"),
        (texts.TOGETHER, "general"),
    ],
)
def test_the_method_says_by_which_layout_a_document_was_read(text: str, layout: str) -> None:
    assert [role.method for role in read_paper(texts.paper(("Datei", text))).roles] == [f"layout/1:{layout}"]


@pytest.mark.parametrize(
    ("answer", "passages"),
    [
        ("Beantwortung durch Herrn Beispiel\n\nIm März. Das Land zahlt den Umbau.", [(["1", "2"], "Im März. Das Land zahlt den Umbau.")]),
        (
            "Frau Vorsteherin, meine Damen und Herren,\nzu 1. Im März.\nzu 2. Das Land zahlt.",
            [(["1"], "Im März."), (["2"], "Das Land zahlt.")],
        ),
        (
            "Ihre Frage 1 beantworte ich wie folgt: Im März.\nIhre Frage 2 beantworte ich wie folgt: Das Land zahlt.",
            [(["1"], "Im März."), (["2"], "Das Land zahlt.")],
        ),
    ],
)
def test_an_answer_without_a_heading_of_its_own_is_read(answer: str, passages: list[tuple[list[str], str]]) -> None:
    text = f"Ich frage das Bezirksamt:\n1. Wann wird gebaut?\n2. Wer zahlt?\n\n{answer}"
    facts = read_paper(texts.paper(("Datei", text), name="Brücke am Hafen", paper_type="Mündliche Anfrage"))
    assert texts.passages(facts) == passages

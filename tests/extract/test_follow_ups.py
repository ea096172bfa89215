"""Questions put by word of mouth while an inquiry is answered, however the record names who asks and who answers."""

from dataclasses import replace

import pytest

from etl.extract import read_paper
from etl.extract.together import find_answer, read_together
from tests.extract import inquiry_texts as texts

ASKED = "1. Wann wird der Fahrstuhl erneuert?{gap}2. Wer hat ihn bestellt?{gap}"
ANSWERED = "Zu Frage 1: Der Fahrstuhl wird im Mai erneuert.{gap}Zu Frage 2: Bestellt hat ihn die Bahn.{gap}"
MORE = "{asks} Ist der Aufzug danach größer?{gap}{answers} Nein, der Schacht bleibt, wie er ist."

_each_gap = pytest.mark.parametrize("gap", ["\n\n", "\n", " "], ids=["paragraphs", "lines", "one line"])


@_each_gap
@pytest.mark.parametrize("word", ["Nachfrage", "1. Nachfrage", "Nachfrage 1", "Zusatzfrage", "Nachfrage von"])
@pytest.mark.parametrize(
    "who", ["", " Herr Klein", " Herrn Klein (SPD)", " Frau Dr. Muster", " Herr Klein, SPD-Fraktion", " Klein (CDU)", " Hr. Klein-Sommer"]
)
@pytest.mark.parametrize("sign", [":", "", " -"])
def test_a_further_question_is_found_whoever_is_named_and_with_or_without_a_colon(gap: str, word: str, who: str, sign: str) -> None:
    text = ("Beantwortung: Herr Beispiel{gap}" + ANSWERED + MORE).format(gap=gap, asks=f"{word}{who}{sign}", answers="Herr Beispiel:")
    questions, items = read_together(text := ASKED.format(gap=gap) + text, 0)
    assert text[questions[-1].start : questions[-1].end] == "Ist der Aufzug danach größer?"
    assert (text[items[-1].start : items[-1].end], items[-1].units) == ("Nein, der Schacht bleibt, wie er ist.", (2,))


@_each_gap
def test_who_answers_does_not_ask(gap: str) -> None:
    text = ASKED + "Herr Beispiel:{gap}" + ANSWERED + "Herr Beispiel: Wer wollte das nicht?"
    questions, _ = read_together(text.format(gap=gap), 0)
    assert len(questions) == 2


@pytest.mark.parametrize("gap", ["\n\n", "\n"], ids=["paragraphs", "lines"])
@pytest.mark.parametrize("head", ["Herr Beispiel antwortet", "Das Bezirksamt antwortet", "Antwort des BA", "Hierzu antwortet Frau Muster"])
def test_an_answer_begins_at_a_line_that_says_so(gap: str, head: str) -> None:
    _begins_at(head, gap)


@_each_gap
@pytest.mark.parametrize(
    "head",
    ["Frau Muster (BezStR'in)", "BezStR Beispiel", "Es antwortet Frau Muster.", "Bezirksamt:", "Die Verwaltung nimmt dazu Stellung:"],
)
def test_an_answer_begins_where_somebody_is_named_who_gives_it(gap: str, head: str) -> None:
    _begins_at(head, gap)


def _begins_at(head: str, gap: str) -> None:
    text = (ASKED + "{head}{gap}Der Fahrstuhl wird im Mai erneuert, und bestellt hat ihn die Bahn.").format(gap=gap, head=head)
    assert text[find_answer(text, 0) :].startswith(head)


@pytest.mark.parametrize(
    "end", ["Max Muster", "Frau Muster", "Wir bitten um schriftliche Beantwortung.", "Für die Beantwortung danken wir im Voraus.", ""]
)
def test_who_signs_and_who_asks_for_an_answer_gives_none(end: str) -> None:
    assert find_answer(ASKED.format(gap="\n") + end, 0) == 0


def test_a_numbered_justification_is_no_answer() -> None:
    text = ASKED.format(gap="\n") + "Begründung:\n1. Der Fahrstuhl steht oft.\n2. Niemand weiß Bescheid."
    assert find_answer(text, 0) == 0


_RECORD = "Herr Beispiel:{gap}Zu Frage 1: Im Mai.{gap}Zu Frage 2: Die Bahn.{gap}"


@_each_gap
def test_a_further_question_without_its_mark_is_told_by_who_answers_next(gap: str) -> None:
    text = (
        ASKED + _RECORD + "Frau Klein: Mich interessiert, wie groß der Aufzug wird.{gap}Herr Beispiel: Der Schacht bleibt, wie er ist."
    ).format(gap=gap)
    questions, items = read_together(text, 0)
    assert text[questions[-1].start : questions[-1].end] == "Mich interessiert, wie groß der Aufzug wird."
    assert items[-1].units == (2,)


@_each_gap
def test_thanks_are_no_further_question(gap: str) -> None:
    text = (ASKED + _RECORD + "Frau Vorsteherin: Vielen Dank.{gap}Herr Beispiel: Gern geschehen.").format(gap=gap)
    questions, _ = read_together(text, 0)
    assert len(questions) == 2


@_each_gap
def test_answers_to_questions_that_the_text_does_not_hold_are_passages_of_their_own(gap: str) -> None:
    text = f"Ich frage das Bezirksamt:{gap}Herr Beispiel:{gap}Zu 1: Gebaut wird im Mai.{gap}Zu 2: Das Land zahlt den Bau."
    questions, items = read_together(text, 0)
    assert not questions
    assert [(text[item.start : item.end], item.units) for item in items] == [("Gebaut wird im Mai.", ()), ("Das Land zahlt den Bau.", ())]


@pytest.mark.parametrize(
    ("originators", "expected"), [((), ["Klein", "Dr. Sommer"]), (("Eva Muster",), ["Eva Muster"])], ids=["nobody else", "somebody"]
)
def test_who_asks_once_more_has_asked_where_nobody_else_is_named(originators: tuple[str, ...], expected: list[str]) -> None:
    more = "Nachfrage Frau Klein: Wer plant das?\nHerr Beispiel: Das Amt.\nNachfrage Herr Dr. Sommer (SPD): Wann?\nHerr Beispiel: Bald.\n"
    context = texts.paper(
        ("Datei", ASKED.format(gap="\n") + _RECORD.format(gap="\n") + more), name="Aufzug", paper_type="Mündliche Anfrage"
    )
    facts = read_paper(replace(context, originators=originators))
    assert [author.name for author in facts.inquiries[0].authors if author.kind_code == "person"] == expected

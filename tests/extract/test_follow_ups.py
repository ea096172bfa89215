"""Questions put by word of mouth while an inquiry is answered, however the record names who asks and who answers."""

import pytest

from etl.extract.together import find_answer, read_together

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

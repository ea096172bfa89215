"""Passages: repeated questions, headings that name questions, bare numbers, nothing of these."""

import pytest

from etl.extract.anchors import find_anchors
from etl.extract.numbering import find_references
from etl.extract.passages import passage
from etl.extract.questions import find_questions
from etl.extract.refine import part_sentences
from etl.extract.together import find_answer
from etl.extract.units import form_items, form_units

ASKED = """1. Wie viele neue Radwege wurden seit 2010 in der Weststadt gebaut?
2. Welche Strecken sind in den nächsten Jahren geplant?
3. Wer trägt die Kosten für den Ausbau der Brücke?"""


def joined(answer: str, asked: str = ASKED) -> list[tuple[list[str], str]]:
    pieces = find_questions(asked)
    pieces, repeated = part_sentences(asked, pieces, answer, find_anchors(asked, pieces, answer, 0, len(answer)), len(answer))
    units = form_units(asked, pieces, answer, repeated)
    items = form_items(units, repeated.anchors, pieces, answer, (0, len(answer)))
    return [([units[at].number for at in item.units], " ".join(answer[item.start : item.end].split())) for item in items]


def test_questions_repeated_with_small_changes() -> None:
    answer = (
        "1. Wie viele Radwege wurden in der Weststadt seit 2010 gebaut?\n\nVier.\n\n"
        "2. Welche Strecken sind in den nächsten Jahren geplant?\n\nZwei.\n\n"
        "3. Wer trägt die Kosten für den Ausbau der Brücke?\n\nDas Land."
    )
    assert joined(answer) == [(["1"], "Vier."), (["2"], "Zwei."), (["3"], "Das Land.")]


@pytest.mark.parametrize(
    "heading",
    ["Zu Frage {}:", "Zu {}.", "zu {}.:", "Zu {})", "Antwort zu {}:", "Frage {}:", "Zu den Fragen {}:"],
)
def test_headings_that_name_a_question(heading: str) -> None:
    answer = "\n\n".join(f"{heading.format(number)}\nAntwort Nummer {number}." for number in (1, 2, 3))
    assert joined(answer) == [([str(number)], f"Antwort Nummer {number}.") for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("heading", "numbers"),
    [("Zu Frage 1 und 2:", ["1", "2"]), ("Zu 1. bis 3.:", ["1", "2", "3"]), ("Zu den Fragen 1, 2 und 3:", ["1", "2", "3"])],
)
def test_headings_that_name_several(heading: str, numbers: list[str]) -> None:
    assert joined(f"{heading}\nDas alles ist geplant.") == [(numbers, "Das alles ist geplant.")]


def test_questions_repeated_together_share_their_passage() -> None:
    answer = ASKED.split("\n3.", maxsplit=1)[0] + "\n\nVier und zwei.\n\n3. Wer trägt die Kosten für den Ausbau der Brücke?\n\nDas Land."
    assert joined(answer) == [(["1", "2"], "Vier und zwei."), (["3"], "Das Land.")]


def test_a_list_of_all_questions_before_the_answers_is_no_passage() -> None:
    answer = ASKED + "\n\n" + "\n\n".join(f"Zu Frage {number}:\nAntwort {number}." for number in (1, 2, 3))
    assert [numbers for numbers, _ in joined(answer)] == [["1"], ["2"], ["3"]]


def test_bare_numbers_where_nothing_is_repeated() -> None:
    assert joined("1. Vier Wege.\n\n2. Zwei Wege.\n\n3. Das Land.") == [(["1"], "Vier Wege."), (["2"], "Zwei Wege."), (["3"], "Das Land.")]


def test_one_passage_answers_all_where_nothing_is_named() -> None:
    assert joined("Die Verwaltung plant das alles für den Herbst.") == [(["1", "2", "3"], "Die Verwaltung plant das alles für den Herbst.")]


def test_sentences_that_the_answer_takes_one_by_one_are_questions() -> None:
    asked = "1. Wird die Brücke am Hafen verbreitert? Welche Kosten entstehen der Stadt dadurch?"
    answer = "Wird die Brücke am Hafen verbreitert?\nJa.\nWelche Kosten entstehen der Stadt dadurch?\nKeine."
    assert joined(answer, asked) == [(["1a"], "Ja."), (["1b"], "Keine.")]


def test_the_inquirys_own_introduction_is_no_answer() -> None:
    asked = (
        "1. Wann beginnt der Bau der Brücke?\n\n2. In der Sitzung im Mai wurde ausführlich über den Hafen gesprochen.\n"
        "a) Wann wird der Hafen erweitert?\nb) Wer bezahlt die Erweiterung?"
    )
    answer = (
        "1. Wann beginnt der Bau der Brücke?\nIm Herbst.\n2. In der Sitzung im Mai wurde ausführlich über den Hafen gesprochen.\n"
        "a) Wann wird der Hafen erweitert?\nNie.\nb) Wer bezahlt die Erweiterung?\nNiemand."
    )
    assert joined(answer, asked) == [(["1"], "Im Herbst."), (["2a"], "Nie."), (["2b"], "Niemand.")]


def test_a_number_in_a_wrapped_sentence_names_nothing() -> None:
    assert find_references("Das steht in der Antwort\nzu 3.\nund gilt weiter.") == []


def test_lead_and_greeting_are_no_part_of_a_passage() -> None:
    text = "Antwort: Ja, das ist so.\n\nMit freundlichen Grüßen\nMuster"
    assert text[slice(*passage(text, 0, len(text)))] == "Ja, das ist so."


def test_an_answer_begins_where_somebody_speaks() -> None:
    text = "Ich frage: Wann wird gebaut? Frau Muster: Im Herbst. " + "Mehr ist nicht zu sagen. " * 20
    assert text[find_answer(text, 0) :].strip().startswith("Frau Muster:")

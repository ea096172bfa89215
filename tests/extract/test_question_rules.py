"""Questions: numbers, letters, bullets, running text; where each ends."""

import pytest

from etl.extract.numbering import find_marks
from etl.extract.questions import find_questions


def found(text: str, *, answered_between: bool = False) -> list[tuple[str, str]]:
    pieces = find_questions(text, answered_between=answered_between)
    return [(piece.path[-1], " ".join(text[piece.start : piece.end].split())) for piece in pieces]


@pytest.mark.parametrize("mark", ["{}.", "{})", "{}.)", "({})", "Frage {}:", "{} /"])
def test_marks_of_numbers(mark: str) -> None:
    text = f"{mark.format(1)} Wann wird gebaut?\n{mark.format(2)} Wer zahlt das?"
    assert found(text) == [("1", "Wann wird gebaut?"), ("2", "Wer zahlt das?")]


def test_letters_and_roman_numbers() -> None:
    assert [label for label, _ in found("A. Wann?\nB. Wo?\nC. Wie?")] == ["A", "B", "C"]
    assert [label for label, _ in found("I. Wann?\nII. Wo?")] == ["I", "II"]


def test_dotted_sub_questions() -> None:
    text = "1. Radwege\n1.1. Wann wird gebaut?\n1.2. Wer zahlt das?\n2. Was kostet es?"
    assert [label for label, _ in found(text)] == ["1", "1.1", "1.2", "2"]


def test_bullets_that_fonts_turned_into_question_marks() -> None:
    assert found("? Wann wird gebaut?\n? Wer zahlt das?") == [("1", "Wann wird gebaut?"), ("2", "Wer zahlt das?")]


def test_a_date_is_no_mark() -> None:
    assert find_marks("8. Mai 2016 war der Beginn.\n19.11.2013 auch.\n10.000 Euro") == []


def test_questions_in_one_long_line() -> None:
    text = "Ich frage das Amt: " + "1. Wann wird der neue Weg gebaut? 2. Wer zahlt das? " + "Dazu gibt es viel zu sagen. " * 20
    assert found(text)[:2] == [("1", "Wann wird der neue Weg gebaut?"), ("2", "Wer zahlt das?")]


def test_reasons_under_a_heading_are_left_out() -> None:
    assert found("1. Wann wird gebaut?\nBegründung:\nWer wartet schon gern?") == [("1", "Wann wird gebaut?")]


def test_an_unrelated_paragraph_after_the_last_question_is_left_out() -> None:
    assert found("1. Wann wird gebaut?\n\nDer Weg fehlt seit Jahren.") == [("1", "Wann wird gebaut?")]


def test_a_bracket_after_a_question_belongs_to_it() -> None:
    assert found("1. Wer zahlt?\n(bitte nach Jahren)") == [("1", "Wer zahlt? (bitte nach Jahren)")]


def test_a_list_of_reasons_is_not_taken_for_the_questions() -> None:
    text = "1. Wann wird gebaut?\n2. Wer zahlt?\n\nBegründung\n1. Der Weg ist alt.\n2. Der Weg ist schmal."
    assert [label for label, _ in found(text)] == ["1", "2"]


def test_one_number_may_be_missing() -> None:
    assert [label for label, _ in found("1. Wann?\n3. Wo?\n4. Wie?")] == ["1", "3", "4"]


def test_the_first_number_may_be_missing() -> None:
    assert [label for label, _ in found("Gibt es Zahlen?\n2) Wann?\n3) Wo?")] == ["1", "2", "3"]


def test_wishes_where_nothing_asks() -> None:
    assert found("1. Die Stadt stellt dar, was fehlt.\n2. Sie nennt Zahlen.\n\nBegründung\nEs fehlt viel.") == [
        ("1", "Die Stadt stellt dar, was fehlt."),
        ("2", "Sie nennt Zahlen."),
    ]


def test_answers_between_questions_are_left_out() -> None:
    text = "1. Wann wird gebaut?\nIm Herbst wird gebaut.\n2. Wer zahlt?\nDas Land zahlt alles."
    assert found(text, answered_between=True) == [("1", "Wann wird gebaut?"), ("2", "Wer zahlt?")]


def test_nothing_asks() -> None:
    assert found("Der Weg wurde gebaut.") == []

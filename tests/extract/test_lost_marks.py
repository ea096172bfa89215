"""Questions whose question marks were all lost: where they ended, and what never asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.lost_marks import with_question_marks
from tests.extract import inquiry_texts as texts
from tests.extract.council_shapes import SHAPES
from tests.extract.test_council_shapes import read_shape

_NUMBERED = "Ich frage das Bezirksamt:{gap}1. Wann wird gebaut{sign}{gap}2. Wer zahlt den Bau{sign}{gap}{answer}"
_ANSWER = "Beantwortung: Herr Beispiel{gap}Zu Frage 1: Wie geplant im Mai.{gap}Zu Frage 2: Der Bund zahlt."


@pytest.mark.parametrize("gap", ["\n\n", "\n", " "], ids=["paragraphs", "lines", "one line"])
@pytest.mark.parametrize("sign", ["", "."], ids=["dropped", "stop"])
def test_numbered_questions_end_in_a_mark_again_and_answers_do_not(gap: str, sign: str) -> None:
    text = _NUMBERED.format(gap=gap, sign=sign, answer=_ANSWER.format(gap=gap))
    found = with_question_marks(text)
    assert len(found) == len(text)
    asked, _, answered = found.partition("Beantwortung")
    assert asked.count("?") == 2
    assert "?" not in answered


def test_what_is_announced_asks_without_numbers() -> None:
    assert with_question_marks("Fragen:\nWann wird gebaut.\nWer zahlt.\n").count("?") == 2


@pytest.mark.parametrize(
    "text",
    [
        "1. Wann wird gebaut?\n2. Wer zahlt",  # one mark was kept, so none was lost
        "1. Wie bereits dargestellt wird im Mai gebaut.",
        "Die Straßen und Wege\nwerden gereinigt.\nBegründung:\nIst der Weg sauber, freut das alle.",
        "Der Bau beginnt im Mai.",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert with_question_marks(text) == text


@given(st.text(alphabet="Wann ist? 12.)\n:Zuaeißb–"))
def test_a_text_keeps_its_length_and_all_that_is_no_mark(text: str) -> None:
    found = with_question_marks(text)
    assert len(found) == len(text)
    assert all(new in (old, "?") for new, old in zip(found, text, strict=True))


@pytest.mark.parametrize("name", ["first answer without its number", "answers behind a number and a dash"])
@pytest.mark.parametrize("gap", ["paragraphs", "lines"])
def test_a_paper_is_read_although_its_marks_were_lost(name: str, gap: str) -> None:
    shape = next(shape for shape in SHAPES if shape.name == name)
    facts, questions, passages = read_shape(shape, gap, "no question marks")
    assert texts.questions(facts.inquiries[0]) == questions
    assert texts.passages(facts) == passages

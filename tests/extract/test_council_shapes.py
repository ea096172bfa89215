"""Inquiry and answer in one text, in the shapes of many councils: with its lines, without them, and with letters that were lost."""

import pytest

from etl.decode.normal_form import normalise_text
from etl.extract import read_paper
from etl.model.facts import PaperFacts
from tests.extract import inquiry_texts as texts
from tests.extract.council_shapes import DAMAGES, SHAPES, Shape

_GAPS = {"paragraphs": "\n\n", "lines": "\n", "one line": " ", "no space": ""}
_each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


def read_shape(shape: Shape, gap: str, damage: str = "whole") -> tuple[PaperFacts, list[tuple[str, str]], list[tuple[list[str], str]]]:
    """The facts of a shape's text, and the questions and passages that it holds."""

    def form(text: str) -> str:
        return normalise_text(DAMAGES[damage](text))

    context = texts.paper(("Datei", form(shape.text(_GAPS[gap]))), name="Sachen in der Stadt", paper_type=form(shape.paper_type))
    wanted = [(number, form(text)) for number, text in shape.questions()]
    return read_paper(context), wanted, [(numbers, form(text)) for numbers, text in shape.passages()]


@_each_shape
@pytest.mark.parametrize("gap", _GAPS)
def test_a_shape_is_read_with_and_without_its_lines(shape: Shape, gap: str) -> None:
    facts, questions, passages = read_shape(shape, gap)
    assert texts.questions(facts.inquiries[0]) == questions
    assert texts.passages(facts) == passages


@_each_shape
@pytest.mark.parametrize("damage", [name for name in DAMAGES if name not in ("whole", "no question marks")])
def test_a_shape_is_read_although_letters_were_lost(shape: Shape, damage: str) -> None:
    facts, questions, passages = read_shape(shape, "one line", damage)
    assert texts.questions(facts.inquiries[0]) == questions
    assert texts.passages(facts) == passages

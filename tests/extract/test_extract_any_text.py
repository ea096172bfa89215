"""Reading never fails, whatever the text is, and its evidence always fits."""

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract import read_paper
from etl.model.facts import PaperContext, PaperFacts
from tests.extract import inquiry_texts as texts

_REAL = (texts.COLUMN_INQUIRY, texts.COLUMN_ANSWER, texts.TABLE_INQUIRY, texts.TABLE_ANSWER, texts.TOGETHER, texts.LETTER, texts.MINUTES)
_LINES = tuple(line for text in _REAL for line in text.split("\n"))


@st.composite
def _damaged(draw: st.DrawFn) -> str:
    """A real text, cut, doubled, shuffled or without its line breaks, with any characters in between."""
    lines = draw(st.lists(st.sampled_from(_LINES) | st.text(max_size=20), max_size=40))
    text = draw(st.sampled_from(("\n", " ", "\n\n", ""))).join(lines)
    low, high = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    return text[low:high] * draw(st.integers(1, 3))


def _paper(first: str, second: str, paper_type: str) -> PaperContext:
    return texts.paper(("Anfrage", first), ("Stellungnahme", second), name="Neue Radwege", paper_type=paper_type)


def _evidence_fits(context: PaperContext, facts: PaperFacts) -> bool:
    text = {document.document_id: document.text for document in context.documents}
    found = [inquiry.evidence for inquiry in facts.inquiries] + [answer.evidence for answer in facts.answers]
    found += [question.evidence for inquiry in facts.inquiries for question in inquiry.questions]
    found += [item.evidence for answer in facts.answers for item in answer.items]
    return all(" ".join(text[one.document_id][one.start : one.end].split()) == one.quote for one in found)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400) | _damaged(), _damaged(), st.sampled_from(("Anfrage", "", "Antrag")))
def test_any_text_can_be_read(first: str, second: str, paper_type: str) -> None:
    context = _paper(first, second, paper_type)
    assert _evidence_fits(context, read_paper(context))


@settings(max_examples=100, deadline=None)
@given(_damaged())
def test_passages_point_at_questions_that_are_there(text: str) -> None:
    facts = read_paper(_paper(texts.COLUMN_INQUIRY, text, "Anfrage"))
    count = len(facts.inquiries[0].questions)
    assert all(at < count for answer in facts.answers for item in answer.items for at in item.question_indexes)


def test_a_long_answer_on_one_line_is_read_with_its_commitments() -> None:
    answer = "Stellungnahme der Verwaltung Zu 1: " + "Die Verwaltung wird gemeinsam mit der Polizei die Wege prüfen. " * 1000
    context = _paper(texts.COLUMN_INQUIRY, answer, "Anfrage")
    facts = read_paper(context)
    assert _evidence_fits(context, facts)
    assert facts.commitments

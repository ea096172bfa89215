"""Questions whose question marks were all lost, as some systems lose them with the letters that they cannot write."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.extract.asking import INTERROGATIVE
from etl.extract.head_lines import SALUTATION
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines
from etl.extract.numbering import NUMBER, Mark, find_marks, reference_at

_MOST_TEXT = 20_000  # code points; questions stand in the first of them
_MOST_LINES = 60  # of a question; keeps the work bounded
_LEAST_QUESTIONS = 2  # under numbers, where no words say that questions follow


def with_question_marks(text: str) -> str:
    r"""A text without any question mark, as long as before, in which what asks ends in one; others as they are.

    What asks is numbered and begins as questions do, or begins so on a line of its own behind words that announce questions. The mark
    takes the place of the stop there, or of the last letter.

    >>> with_question_marks("Ich frage das Amt:\n1. Wann wird gebaut.\n2. Wer zahlt das")
    'Ich frage das Amt:\n1. Wann wird gebaut?\n2. Wer zahlt da?'
    """
    if "?" in text:
        return text
    lines = [line for line in split_lines(text, 0, _MOST_TEXT) if line.text]
    ends = list(_ends(text, lines))
    announced = any(LAYOUT.questions_begin.match(line.text) for line in lines)
    if not ends or (len(ends) < _LEAST_QUESTIONS and not announced):
        return text
    signs = list(text)
    for end in ends:
        signs[end - 1] = "?"
    return "".join(signs)


def _ends(text: str, lines: Sequence[Line]) -> Iterator[int]:
    """Where the questions end: those before reasons and answer, and those behind an answer that their numbers go on to count."""
    marks = {mark.start: mark for mark in find_marks(text, 0, _MOST_TEXT) if mark.kind == NUMBER}
    expected, is_over, is_announced = 1, False, False
    asked: dict[int, str] = {}
    for at, line in enumerate(lines):
        mark = marks.get(line.start)
        asks = _asks(text, mark.end if mark else line.start)
        is_over = is_over or bool(LAYOUT.justification.match(line.text)) or (not asks and _answers(text, line))
        counts = mark is not None and (mark.ordinal == expected or (mark.ordinal == 1 and not is_over))
        if asks and (counts or (is_announced and not is_over and not mark)):
            expected = (mark.ordinal if mark else expected) + 1
            end = _end(text, lines[at : at + _MOST_LINES], marks)
            asked |= {mark.ordinal: text[mark.end : end]} if mark else {}
            yield end
        elif mark and mark.ordinal in asked and text.startswith(asked[mark.ordinal], mark.end):  # an answer repeats it
            yield mark.end + len(asked[mark.ordinal])
        is_announced = is_announced or bool(LAYOUT.questions_begin.match(line.text))


def _asks(text: str, at: int) -> bool:
    """Whether a sentence that asks begins at an offset, and no line that only goes on."""
    return text[at : at + 1].isupper() and INTERROGATIVE.match(text, at) is not None


def _end(text: str, lines: Sequence[Line], marks: dict[int, Mark]) -> int:
    """Where the question that the first line begins ends: with the paragraph, or before what is numbered, answers or gives reasons."""
    end = lines[0].end
    for before, line in pairwise(lines):
        begins = line.start in marks or _asks(text, line.start) or LAYOUT.justification.match(line.text) or _answers(text, line)
        if begins or "\n\n" in text[before.end : line.start] or before.text.endswith("."):
            break
        end = line.end
    return end


def _answers(text: str, line: Line) -> bool:
    """Whether a line opens an answer."""
    opens = (LAYOUT.answer_begins, LAYOUT.answer_head, LAYOUT.speaker, SALUTATION)
    reference = reference_at(text, line.start, line.end)
    return any(pattern.match(line.text) for pattern in opens) or bool(reference and reference.answers)

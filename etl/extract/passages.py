"""The passages of an answer: what is left of a range once page furniture, leads and greetings are gone, and where an answer begins."""

import re
from collections.abc import Sequence

from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines
from etl.extract.numbering import reference_at

_WORD = re.compile(r"\w")
_OPENING = " \t\n.:)"


def has_words(text: str, start: int, end: int) -> bool:
    """Whether a range says anything once page furniture and words that only open a passage are left out."""
    low, high = passage(text, start, end)
    return low < high


def passage(text: str, start: int, end: int) -> tuple[int, int]:
    """A range of an answer without what opens and closes it: "Antwort:", page furniture, greetings. Empty if nothing is left."""
    lines = [clipped for line in split_lines(text, start, end) if (clipped := _clip(line, start, end)).text]
    lines = _without_closing(lines)
    while lines and _is_furniture(lines[-1].text):
        lines.pop()
    low = _begin(lines)
    high = lines[-1].end if lines else start
    if low < 0 or not _WORD.search(text, low, high):
        return start, start
    return low + len(text[low:high]) - len(text[low:high].lstrip(_OPENING)), high


def _without_closing(lines: list[Line]) -> list[Line]:
    closing = next((at for at, line in enumerate(lines) if at and LAYOUT.closing.match(line.text)), len(lines))
    return lines[:closing]


def _begin(lines: Sequence[Line]) -> int:
    """Where the first line that says something begins, after a lead on the same line; -1 if none does."""
    for line in lines:
        lead = LAYOUT.passage_lead.match(line.text) or LAYOUT.answer_begins.match(line.text) or LAYOUT.speaker.match(line.text)
        if lead and lead.end() < len(line.text):
            return line.start + lead.end()
        if not lead and not _is_furniture(line.text) and _WORD.search(line.text):
            return line.start
    return -1


def _clip(line: Line, start: int, end: int) -> Line:
    if start <= line.start and line.end <= end:
        return line
    low, high = max(line.start, start), min(line.end, end)
    cut = line.text[low - line.start : high - line.start]
    low += len(cut) - len(cut.lstrip())
    return Line(low, low + len(cut.strip()), cut.strip())


def _is_furniture(line: str) -> bool:
    return bool(LAYOUT.furniture.match(line)) or not line.strip("_-–—= ")


def find_answer(text: str, start: int) -> int:
    """Where, in a text that holds questions and their answer, the answer begins; 0 if nothing says so or nothing stands before it.

    A line that says that an answer follows, or behind a question somebody who speaks, or a heading that names a question: "Zu 1:".
    """
    asked = False
    for line in split_lines(text, start):
        answers = LAYOUT.answer_begins.match(line.text) or (asked and (LAYOUT.speaker.match(line.text) or _answers_by_number(text, line)))
        if line.start > start and answers:
            return line.start
        asked = asked or "?" in line.text
    return 0


def _answers_by_number(text: str, line: Line) -> bool:
    reference = reference_at(text, line.start, line.end)
    return reference is not None and reference.answers


def holds_answer(text: str) -> bool:
    """Whether an answer follows the questions of a text.

    >>> holds_answer("Wann wird gebaut?\\nFrau Beispiel: Im Herbst."), holds_answer("Wann wird gebaut?")
    (True, False)
    """
    asked = text.find("?")
    turn = find_answer(text, 0)
    while 0 < turn < asked:
        turn = find_answer(text, turn + 1)
    return asked >= 0 and turn > asked

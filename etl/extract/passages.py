"""The passages of an answer: what is left of a range once page furniture, leads and greetings are gone, and where an answer begins."""

import re
from collections.abc import Sequence

from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines
from etl.extract.numbering import LONG_LINE

_WORD = re.compile(r"\w")
_OPENING = " \t\n.:)"
# "? Frau Beispiel: …", as records of oral answers have it
_SPEAKER = re.compile(r"\?\s?(?:\w{2,20}\s)?(?:Herr|Frau|Dr\.)\s(?:Dr\.\s)?[A-ZÄÖÜ][\w-]{1,30}\s?:")


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
    high = _greeting(text, lines[-1]) if lines else start
    if low < 0 or not _WORD.search(text, low, high):
        return start, start
    return low + len(text[low:high]) - len(text[low:high].lstrip(_OPENING)), high


def _without_closing(lines: list[Line]) -> list[Line]:
    closing = next((at for at, line in enumerate(lines) if at and LAYOUT.closing.match(line.text)), len(lines))
    return lines[:closing]


def _begin(lines: Sequence[Line]) -> int:
    """Where the first line that says something begins, after a lead on the same line; -1 if none does."""
    for line in lines:
        lead = LAYOUT.passage_lead.match(line.text) or LAYOUT.answer_begins.match(line.text)
        if lead and lead.end() < len(line.text):
            return line.start + lead.end()
        if not lead and not _is_furniture(line.text) and _WORD.search(line.text):
            return line.start
    return -1


def _greeting(text: str, last: Line) -> int:
    """The end of the last line, before a greeting inside it if it is a very long one."""
    if len(last.text) <= LONG_LINE:
        return last.end
    closed = LAYOUT.closing.search(text, last.end - LONG_LINE, last.end)
    return closed.start() if closed else last.end


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
    """Where, in a text that holds questions and their answer, the answer begins; 0 if nothing says so or nothing stands before it."""
    for line in split_lines(text, start):
        if line.start > start and LAYOUT.answer_begins.match(line.text):
            return line.start
        asked = text.find("?", line.start, line.end) if len(line.text) > LONG_LINE else -1
        if asked >= 0:
            spoken, said = _SPEAKER.search(text, asked, line.end), LAYOUT.answer_phrase.search(text, asked, line.end)
            turns = [spoken.start() + 1] if spoken else []
            return min(turns + ([said.start()] if said else []), default=0)
    return 0


def has_speaker(text: str) -> bool:
    """Whether somebody speaks after a question, as in a record of an oral answer.

    >>> has_speaker("Wann wird gebaut? Frau Beispiel: Im Herbst.")
    True
    """
    return bool(_SPEAKER.search(text))

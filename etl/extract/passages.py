"""The passages of an answer: what is left of a range once page furniture, leads and greetings are gone."""

import re
from collections.abc import Sequence
from itertools import takewhile

from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines
from etl.extract.names import DEGREE, NAME, names_office

_WORD = re.compile(r"\w")
_OPENING = " \t\n.:)"
# Of questions whose words are told to be repeated; a number alone may be what is answered: "Wie viele?" "15."
_ONLY_MARKS = re.compile(r"[\s,;]*(?:[a-h][.)]{1,2}|\(?\d{1,2}\.?\))(?:[\s,;]*(?:[a-h]|\(?\d{1,2})[.)]{1,2})*[\s,;]*")
_ENDS = (".", "?", "!", ":")
_TITLE = re.compile(r"[A-ZÄÖÜ]\w+(?:in)?")
_SIGNED = re.compile(rf"(?:gez\.\s)?(?:{DEGREE}\s)?{NAME}(?:\s{NAME}){{0,3}}")
_LEAST_SIGNED = 3  # lines: something said, a name, a title
_MOST_OF_FORM, _LONGEST_OF_FORM = 16, 60  # lines; code points of each


def has_words(text: str, start: int, end: int) -> bool:
    """Whether a range says anything once page furniture and words that only open a passage are left out."""
    low, high = passage(text, start, end)
    return low < high


def passage(text: str, start: int, end: int) -> tuple[int, int]:
    """A range of an answer without what opens and closes it: "Antwort:", page furniture, greetings. Empty if nothing is left."""
    lines = [clipped for line in split_lines(text, start, end) if (clipped := _clip(line, start, end)).text]
    lines = _without_closing(lines)
    while lines and (_is_furniture(lines[-1].text) or _is_heading(lines)):
        lines.pop()
    lines = _without_signature(lines)
    low = _begin(lines[_form_lines(lines) :])
    high = lines[-1].end if lines else start
    if low < 0 or not _WORD.search(text, low, high):
        return start, start
    return low + len(text[low:high]) - len(text[low:high].lstrip(_OPENING)), high


def _without_closing(lines: list[Line]) -> list[Line]:
    closing = next((at for at, line in enumerate(lines) if at and LAYOUT.closing.match(line.text)), len(lines))
    return lines[:closing]


def _without_signature(lines: list[Line]) -> list[Line]:
    """Without a title alone on the last line and the name above it: "Ute Muster", "Stadträtin"."""
    filled = [at for at, line in enumerate(lines) if line.text]
    if len(filled) < _LEAST_SIGNED or not _TITLE.fullmatch(lines[filled[-1]].text) or not names_office(lines[filled[-1]].text):
        return lines
    return lines[: filled[-2]] if _SIGNED.fullmatch(lines[filled[-2]].text) else lines


def _form_lines(lines: Sequence[Line]) -> int:
    """How many lines are of a form that names who answers, before the label behind which the answer stands."""
    form = list(
        takewhile(lambda line: len(line.text) <= _LONGEST_OF_FORM and not line.text.endswith((".", "?", "!")), lines[:_MOST_OF_FORM])
    )
    labels = [at for at, line in enumerate(form) if line.text.endswith(":") and LAYOUT.answer_begins.match(line.text)]
    return labels[-1] if len(labels) > 1 else 0


def _begin(lines: Sequence[Line]) -> int:
    """Where the first line that says something begins, after a lead on the same line; -1 if none does."""
    leads = (LAYOUT.passage_lead, LAYOUT.answer_begins, LAYOUT.speaker, LAYOUT.answering_body)
    for line in lines:
        lead = next((match for pattern in leads if (match := pattern.match(line.text))), None)
        if lead and lead.end() < len(line.text) and not LAYOUT.speaker.match(line.text[lead.end() :].strip() + ":"):
            return line.start + lead.end()
        if not lead and not _is_furniture(line.text) and not LAYOUT.follow_up.fullmatch(line.text) and _WORD.search(line.text):
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
    return bool(LAYOUT.furniture.match(line) or _ONLY_MARKS.fullmatch(line)) or not line.strip("_-–—= ")


def _is_heading(lines: Sequence[Line]) -> bool:
    """Whether the last line is the heading of further questions, and not the last word of a wrapped sentence."""
    said = next((line.text for line in reversed(lines[:-1]) if line.text), "")
    return bool(LAYOUT.follow_up.fullmatch(lines[-1].text)) and (not said or said.endswith(_ENDS))

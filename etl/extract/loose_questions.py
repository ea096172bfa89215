"""Questions without numbers: sentences that ask, in running text or one a line."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from etl.extract.asking import REQUEST
from etl.extract.layout import LAYOUT
from etl.extract.lines import split_lines
from etl.extract.sentences import split_sentences

Range = tuple[int, int]

# A line that announces the questions: "Daher stellen wir folgende Fragen:"
_ANNOUNCEMENT = re.compile(r"(?=.{0,200}(?:frage|auskunft|beantwort))[^?]{0,240}:$", re.IGNORECASE)
_FOLLOW_UP = re.compile(r"(?i:wenn|falls|sofern|und\swenn|bitte|davon|oder)\b|[(a-zäöü]")
_MOST_CONTEXT = 400
_REMEMBERED = 8  # texts
_LONGEST_REQUEST = 1500


def loose_questions(text: str, start: int, end: int, *, answered_between: bool = False) -> list[Range]:
    """The questions in running text, each with its follow-up and, after a line that announces them, the sentence that leads to it.

    answered_between: what stands before a question answers the one before, and leads to none.
    """
    if text.find("?", start, end) < 0:
        return []
    if answered_between:
        return _asking(text, split_sentences(text, start, end), with_context=False)
    begin, announced = _announced(text, start, end)
    stop = reasons_start(text, begin, end)
    for low, high in ((begin, stop), (begin, end), (start, end)):
        found = _asking(text, split_sentences(text, low, high), with_context=announced)
        if found:
            return found
    return []


def requests(text: str, start: int, end: int) -> list[Range]:
    """Where nothing asks: the sentences that request something, else all that stands before the reasons."""
    begin, _ = _announced(text, start, end)
    stop = reasons_start(text, begin, end)
    found = [(low, high) for low, high in split_sentences(text, begin, stop) if REQUEST.search(text, low, high)]
    whole = text[begin:stop]
    if not found and stop < end and whole.strip() and len(whole) < _LONGEST_REQUEST:
        low = begin + len(whole) - len(whole.lstrip())
        return [(low, low + len(whole.strip()))]
    return found


def reasons_start(text: str, start: int, end: int) -> int:
    """Where the reasons begin that an inquiry gives; the end if no heading says so."""
    found = _reasons(text)
    at = bisect_right(found, start)
    return found[at] if at < len(found) and found[at] < end else end


@lru_cache(maxsize=_REMEMBERED)
def _reasons(text: str) -> Sequence[int]:
    """Where all headings of reasons stand."""
    return [line.start for line in split_lines(text) if LAYOUT.justification.match(line.text)]


def _announced(text: str, start: int, end: int) -> tuple[int, bool]:
    """Where the questions begin, and whether a line announces them: the last one before the first question, or the text's own beginning."""
    first = text.find("?", start, end)
    begin, announced = start, first >= 0 and not text[start:first].strip().count("\n\n")
    for line in split_lines(text, start, first if first >= 0 else end):
        heading = LAYOUT.questions_begin.match(line.text)
        if heading and line.text[heading.end() :].strip():
            begin, announced = line.start + heading.end(), True
        elif heading or _ANNOUNCEMENT.match(line.text):
            begin, announced = line.end, True
    return begin, announced


def _behind_lead(text: str, low: int, high: int) -> int:
    """Where a sentence begins behind words that only announce it: "Ich frage das Amt: Wann"."""
    leads = (LAYOUT.questions_begin, LAYOUT.answer_announced, LAYOUT.speaker)
    lead = next((match for pattern in leads if (match := pattern.match(text, low, high))), None)
    if not lead or not text[lead.end() : high].strip():
        return low
    return lead.end() + len(text[lead.end() : high]) - len(text[lead.end() : high].lstrip())


def _asking(text: str, sentences: list[Range], *, with_context: bool) -> list[Range]:
    found: list[Range] = []
    context = -1
    for begin, high in sentences:
        low = _behind_lead(text, begin, high)
        if text[high - 1] != "?":
            if context < 0 and with_context and not text[max(low - 2, 0) : low].rstrip().endswith(":"):
                context = low
            continue
        if found and context < 0 and _FOLLOW_UP.match(text, low) and "\n\n" not in text[found[-1][1] : low]:
            found[-1] = (found[-1][0], high)
        else:
            near = low == begin and context >= 0 and low - context < _MOST_CONTEXT and "\n\n" not in text[context:low]
            found.append((context if near else low, high))
        context = -1
    return found

"""Where a question ends: before reasons, unrelated paragraphs and, in very long lines, before the answer."""

import re
from itertools import islice

from etl.extract.asking import INTERROGATIVE, REQUEST
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, each_line, is_in_long_line

# What a paragraph or sentence begins with that still belongs to the question before it.
_FOLLOWS_UP = re.compile(r"(?i:wenn|falls|sofern|und|oder|bitte|davon)\b|\(|[a-zäöü]")
_REMARK = ("(", "Bitte", "bitte")
_BULLETS = "-–• \n"
_MOST_LINES = 400  # of a question, and many more than one has; keeps the work bounded
# A mark of another level: "II. ", "B. "
_OUTER_MARK = re.compile(r"(?:[IVX]{1,4}|[A-Z])[.)]\s")
_RULE_LINE = re.compile(r"_{5,}|-{5,}")
# A sentence, with the letter of a sub-question before it
_SENTENCE = re.compile(r"(?:\s?[a-h][.)]\s)?[^.?!]{0,400}([.?!])")
# A request that belongs to the question before it: "Bitte nach Jahren auflisten."
_REQUEST = re.compile(r"\s?(?:Bitte|Wir\sbitten|Ich\sbitte)\s[^.?!]{0,300}\.")
# All up to the next question mark; "(Bitte …)" after it belongs to it.
_FIRST_QUESTION = re.compile(r"[^?]{0,1200}\?(?:\s?\([^()]{0,200}\))?")
# The end of a sentence that asks; a bullet that a font turned into a question mark stands at the beginning of a line.
_ASKING_SENTENCE = re.compile(r"\S ?\?[\"“”»)]*\s+(?=[A-ZÄÖÜ])")
_FINISHES = (".", "?", "!", ":", ")", "“", '"')


def follows_up(sentence: str) -> bool:
    """Whether a sentence belongs to the question before it by the way it begins.

    >>> follows_up("Wenn ja, wann?"), follows_up("Seit Jahren fehlt ein Radweg.")
    (True, False)
    """
    return bool(_FOLLOWS_UP.match(sentence.lstrip(_BULLETS)))


def question_end(text: str, start: int, bound: int, *, is_last: bool, asked: bool = False) -> int:
    """Where the question that begins at `start` ends, at most at `bound`.

    is_last: no further question bounds it; asked: it has already asked before `start`, as for a sub-question.
    """
    end, new_paragraph, asks = start, False, bool(INTERROGATIVE.match(text, start, bound))
    for line in islice(each_line(text, start, bound), _MOST_LINES):
        if not line.text or _RULE_LINE.match(line.text):
            new_paragraph = new_paragraph or not line.text
            continue
        if end > start and (
            LAYOUT.justification.match(line.text) or (text[end - 1] in _FINISHES and LAYOUT.follow_up.fullmatch(line.text))
        ):
            break
        finished = end > start and ((asks and text[end - 1] in _FINISHES) or (asked and new_paragraph))
        if finished and not _goes_on(text, line, bound, new_paragraph=new_paragraph, is_last=is_last):
            break
        low = max(line.start, start)
        end, new_paragraph = _asked_end(text, low, line.end) if is_last else line.end, False
        if end < line.end:
            break
        asks = asks or text.find("?", low, end) >= 0 or bool(REQUEST.search(text, low, end))
    return end


def _asked_end(text: str, start: int, end: int) -> int:
    """Where the questions at the beginning of a very long line end; of other lines their end."""
    first = (_REQUEST.match(text, start, end) or _FIRST_QUESTION.match(text, start, end)) if is_in_long_line(text, start) else None
    if not first:
        return end
    at = first.end()
    while (sentence := _SENTENCE.match(text, at, end)) and (sentence[1] == "?" or _REQUEST.match(text, at, end)):
        at = sentence.end()
    return at


def _goes_on(text: str, line: Line, bound: int, *, new_paragraph: bool, is_last: bool) -> bool:
    """Whether a line after a finished question still belongs to it."""
    if _OUTER_MARK.match(line.text):
        return False
    if not new_paragraph and not is_last:
        return True
    if line.text.startswith(_REMARK):
        return True
    sentence = _SENTENCE.match(text, line.start, bound)
    asking = sentence is not None and sentence[1] == "?"
    return asking and (not new_paragraph or not is_last or follows_up(line.text))


def asking_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of a question parted after each of its sentences that ask."""
    last = text.rfind("?", start, end)
    cuts = [match.end() for match in _ASKING_SENTENCE.finditer(text, start, end) if match.end() <= last]
    ranges = zip([start, *cuts], [*cuts, end], strict=True)
    return [(low, low + len(text[low:high].rstrip())) for low, high in ranges]

"""Questions and answers that a record reports in indirect speech: "Frau Muster fragt, wann gebaut wird. Herr Beispiel teilt mit: …"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.extract.anchors import Anchor
from etl.extract.lines import line_start
from etl.extract.numbering import find_marks
from etl.extract.questions import Piece
from etl.extract.sentences import split_sentences

Range = tuple[int, int]

_WORDS = r"ob|wie\w*|was|wer|wem|wen|wann|wo\w*|welche[rsnm]?|warum|weshalb|wieso|inwie\w+"
# A sentence that reports a question: its verb, never that of who writes "wir fragen", and a clause that asks or what is asked about
_ASKS = re.compile(
    rf"\b(?:(?:er)?frag(?:t|te|ten)|erkundigt\w*\ssich|(?:möchte|wollte|will)\w*\b[^.?!]{{0,80}}\bwissen"
    rf"|(?:bittet|bat|baten)\b[^.?!]{{0,60}}\b(?:Auskunft|Mitteilung|darzulegen|mitzuteilen|zu\serläutern|zu\sberichten))\b"
    rf"[^.?!]{{0,160}}?(?:,?\s(?:(?:in|seit|ab|bis|mit|von|aus|auf|bei|nach|an|zu|für|durch|wegen)\s)?(?:{_WORDS})\b|\s(?:nach|über|zum|zur)\s)"
)
# A sentence that reports an answer; a passive may do, too: "Dies wird durch Frau Beispiel bestätigt."
_ANSWERS = re.compile(
    r"\b(?:(?:be)?antwortet\w*|erwidert\w*|entgegnet\w*|teilt\w*\b[^.?!]{0,60}\bmit|erklärt\w*|erläutert\w*|berichtet\w*|bestätigt\w*|verneint\w*"
    r"|bejaht\w*|sagt\w*|führt\w*\b[^.?!]{0,60}\baus|informiert\w*|verweist|verwies|weist\b[^.?!]{0,60}\bhin|bedankt\w*\ssich|stellt\sklar"
    r"|legt\b[^.?!]{0,60}\bdar|merkt\san|schriftlich\w*\s(?:Stellungnahme|Antwort|Beantwortung))\b"
)
_MOST_HEAD = 70  # code points of a line that only names who asks: "Herr Muster, Ringstraße 62"
_ENDS = (".", "!", "?", ":")


def reported(text: str, start: int, end: int) -> tuple[list[Piece], list[Anchor]]:
    """The questions that a record reports, in order, each with its place; nothing if it asks itself, or reports no answer.

    An answer begins with the line after the question, or in its line with a sentence that reports one.
    """
    if text.find("?", start, end) >= 0 or not _ASKS.search(text, start, end):
        return [], []
    sentences = split_sentences(text, start, end)
    places = [at for at, (low, high) in enumerate(sentences) if _ASKS.search(text, low, high)]
    if not any(_ANSWERS.search(text, *sentences[at]) for one in places for at in _next(one, len(sentences)) if at not in places):
        return [], []
    pieces = [Piece((label,), *sentences[at]) for label, at in zip(_labels(text, [sentences[at] for at in places]), places, strict=True)]
    floors = [start, *(sentences[at][1] for at in places)]
    anchors = [
        Anchor(_head_start(text, sentences[at][0], floor), _said_until(text, sentences, at), (number,))
        for number, (at, floor) in enumerate(zip(places, floors, strict=False))
    ]
    return pieces, list(_apart(anchors))


def _labels(text: str, asking: Sequence[Range]) -> list[str]:
    """The labels under which a record lists questions; their numbers, if it does not list them all."""
    marks = {mark.end: mark.label for mark in find_marks(text)} if asking else {}
    listed = [marks.get(low, "") for low, _ in asking]
    return listed if all(listed) and len(set(listed)) == len(listed) else [str(number) for number in range(1, len(asking) + 1)]


def _next(at: int, count: int) -> range:
    return range(at + 1, min(at + 3, count))


def _apart(anchors: Sequence[Anchor]) -> Iterator[Anchor]:
    """Anchors none of which reaches into the next."""
    for anchor, after in pairwise((*anchors, None)):
        if anchor:
            yield Anchor(anchor.start, min(anchor.end, after.start) if after else anchor.end, anchor.pieces)


def _head_start(text: str, at: int, floor: int) -> int:
    """Where who asks begins to speak: with the line, or with the short one before it that only names him."""
    start = max(line_start(text, at), floor)
    before = text[floor:start].rstrip()
    head = before.rpartition("\n")[2]
    return floor + len(before) - len(head) if head and len(head) <= _MOST_HEAD and not head.endswith(_ENDS) and "\n" in before else start


def _said_until(text: str, sentences: Sequence[Range], at: int) -> int:
    """Where who asks has said all: before a new line, or before a sentence that reports an answer."""
    end = sentences[at][1]
    for low, high in sentences[at + 1 :]:
        if text.find("\n", end, low) >= 0 or _ANSWERS.search(text, low, high):
            break
        end = high
    return end

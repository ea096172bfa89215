"""The lines of a text with their offsets; a very long line is taken as lines too, where its words show that a new one began."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from etl.extract.asking import INTERROGATIVE
from etl.extract.dates import MONTH_NAMES
from etl.extract.layout import LAYOUT

_LONG_LINE = 160  # code points; lines of wrapped text are shorter, longer ones are paragraphs or whole documents
_MOST_TEXTS = 16
BULLETS = "-–—•·*▪►➢■○‣Ø\uf0b7\uf0a7\uf0d8"  # the last four as fonts for symbols leave them behind

MONTH = re.compile(rf"(?:{'|'.join(MONTH_NAMES)})\b", re.IGNORECASE)
# Where a line may have begun: after a sentence, where two words stick together, or before words that begin no other sentence
_BOUNDARY = re.compile(
    rf"(?P<after>(?<=[.?!:)\]\"“”])\s(?=[A-ZÄÖÜa-hz(„\d]|[{BULLETS}]\s)|(?<=[?:])(?=[{BULLETS}]\s)|(?<=[a-zäöüß)\"“”][.?!:)])(?=[A-ZÄÖÜa-hz(„\d])|(?<=\d[.?!:)])(?=[A-ZÄÖÜ][a-zäöü]))|(?<=[a-zäöüß])(?=[A-ZÄÖÜ][a-zäöü]|\d)"
    r"|\s(?=(?:Zu[rm]?|Auf|Frage|Nachfrage|Zusatzfrage|Beantwortung|Antwort|Erstens|Zweitens|Drittens)\b|(?:zu|[Aa]d)\s\(?\d|zu\sFragen?\s\d|zu(?:r|\sIhrer)\s[a-zäöü]{4,8}\sFrage[:,]|\d{1,2}[.)])"
)
NUMBER_WORDS = ("Erstens", "Zweitens", "Drittens", "Viertens", "Fünftens", "Sechstens")
_NUMBER = re.compile(
    rf"(?:{'|'.join(NUMBER_WORDS)})\s?:"
    r"|„?(?:\d{1,2}(?:\.\d{1,2}){1,2}[.)]{0,2}\s|\(?\d{1,2}\s?[.):]{1,2}|[a-h]\))\s?(?=[A-ZÄÖÜ„\"]|[a-h]\)\s?[A-ZÄÖÜ])"
)
# A heading that names questions by their numbers, such as "Zu Frage 1 und 2:" or "Antwort zu 3."
_LABELS = r"\(?\d{1,2}[a-h]?(?:[\s\d.,)]|und|bis|sowie|[-–/&]){0,40}"
_REFERENCE = re.compile(
    r"(?:Antwort(?:en)?\s)?(?:"
    rf"(?:(?:[Zz]u[rm]?|[Aa]uf)\s(?:den\s|der\s|Ihrer\s)?)?(?:(?:Nachf|Zusatzf|F)ragen?|Fr\.|F(?=\d))\s?(?:Nr\.\s)?{_LABELS}(?:(?<=[.)])|[:.),]|\s?(?=[A-ZÄÖÜ]))"
    rf"|(?<=Antwort\s){_LABELS}(?:(?<=[.)])|[:.)])|(?:[Zz]u|[Aa]d)\s?(?:Ziffern?\s|Punkte?n?\s|Nr\.\s)?{_LABELS}(?:(?<=[.)])|[:.)]|(?<=\s[-–]\s)(?=[A-ZÄÖÜ]))"
    r"|[Zz]u\s[a-h]\):?"
    r")(?!\s?[a-zäöüß\d])"
)
# References to questions as people speak: "Zur ersten Frage:", "Zu Ihrer 2. Frage", "2. Frage:", "Zu Frage drei", "Zu eins:"
RANKS = ("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt")
COUNTS = ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")
_RANK = rf"(?:\d{{1,2}}\.|(?:{'|'.join(RANKS)})e[nr]?)"
SPOKEN_REFERENCE = re.compile(
    rf"(?:(?:Antwort\s)?(?:[Zz]u[rm]?|[Aa]uf)\s(?:Ihre[rn]?\s|de[rn]\s|die\s)?(?:(?P<rank>{_RANK})(?:\s(?:(?:Teilf|F)rage|Punkt)|(?<=n)(?=:))"
    rf"|(?:Frage\s)?(?P<count>{'|'.join(COUNTS)})(?=[:,.])|Frage\s(?P<counted>{'|'.join(COUNTS)}))\b(?:(?=\s[A-ZÄÖÜ])|[^.?!:,\n]{{0,40}}[:,.]?)"
    rf"|(?P<titled>\d{{1,2}}\.)\s(?:Antwort|Frage)\s?:)\s*"
)
# What stands before a number of a question that is only mentioned: "siehe Antwort zu 3."
_MENTIONS = re.compile(
    r"(?:[,(§]|\b(?:[Ss]iehe|s\.|[Vv]gl\.|[Vv]ergleiche|bei|Antwort|Antworten|Ausführungen|Fragen?|und|oder|in|unter|wie|auch|bereits|Abs\.|Nr\.|Ziffer|Art\.|von|bis"
    r"|auf|am|vom|zum|zu|der|die|den|dem|im))\s*$"
)
# What stands before "Frage" where it begins no line: "Zu 1. Nachfrage", "zu Ihrer ersten Frage"
_COUNT = re.compile(r"(?:\d\.|\b[Zz]ur?(?:\s(?:Ihrer|der))?(?:\s[a-zäöü]+)?)\s?$")
# The first part of an abbreviated title: "Bez" of "BezStR"
_TITLE_BEFORE = re.compile(r"(?:^|\s)Be?z$")
# The end of a question
_ASKED = re.compile(r"\?[\"“”»)]*\s?$")
_MENTION_ROOM = 20
_CUE_ROOM = 400

_SALUTATION = re.compile(r"Sehr\s(?:geehrte|verehrte)")
# A question mark that stands for a letter whose encoding was lost: "f?r", "?ber"
_LOST_LETTER = re.compile(r"(?<=\w)\?+(?=[a-zäöüß])(?![a-h]\)|zu\s)|(?<!\S)\?(?=[a-z])")
_WITHIN = re.compile(r"\?[a-zäöüß]")  # quick to look for; most texts have none
LOST = "\ufffd"


class Line(NamedTuple):
    """One line without its line break: where it lies in the text and what it says; a blank line has an empty text.

    A named tuple, because every document is split into many of them many times.
    """

    start: int
    end: int
    text: str


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    r"""The lines of a range of a text, white space around them left out.

    >>> [(line.start, line.text) for line in split_lines("a\n\n b", 0)]
    [(0, 'a'), (2, ''), (4, 'b')]
    """
    return list(each_line(text, start, end))


def each_line(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines as `split_lines` gives them, for who needs the first few."""
    breaks = _breaks(text)
    last = len(text) if end is None else min(end, len(text))
    at = start
    for raw in text[start:last].split("\n"):
        high = at + len(raw)
        inside = breaks[bisect_right(breaks, at) : bisect_left(breaks, high)] if breaks and raw else ()
        if inside:
            yield from (_line(text[low:stop], low) for low, stop in zip((at, *inside), (*inside, high), strict=True))
        else:
            yield _line(raw, at)
        at = high + 1


def _line(raw: str, at: int) -> Line:
    body = raw.strip()
    begin = at + (len(raw) - len(raw.lstrip()) if body else 0)
    return Line(begin, begin + len(body), body)


def readable(text: str) -> str:
    """A text, as long as before, in which question marks only ask.

    >>> readable("Wann wird die Br?cke f?r alle gebaut?") == f"Wann wird die Br{LOST}cke f{LOST}r alle gebaut?"
    True
    """
    return _LOST_LETTER.sub(lambda match: LOST * len(match[0]), text) if _WITHIN.search(text) else text


def is_in_long_line(text: str, at: int) -> bool:
    """Whether an offset lies in a line that is a long paragraph or a whole document."""
    begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return (len(text) if end < 0 else end) - begin > 2 * _long_from(text)


def _long_from(text: str) -> int:
    """From which length on a line is no line of wrapped text: every line of a text that has only one."""
    return _LONG_LINE if "\n" in text else 0


def _begins_item(text: str, at: int) -> bool:
    """Whether a bullet stands at the beginning of a line elsewhere: behind a question or a colon, or before words that ask."""
    before, first = text[max(at - 2, 0) : at].rstrip(), at + len("- ")
    return (before.endswith(("?", ":")) and text[first : first + 1].isupper()) or (
        before.endswith((".", "!")) and INTERROGATIVE.match(text, first) is not None
    )


@lru_cache(maxsize=_MOST_TEXTS)
def _breaks(text: str) -> tuple[int, ...]:
    """Where, inside the very long lines of a text, something begins that stands at the beginning of a line."""
    found: list[int] = []
    at = 0
    for raw in text.split("\n"):
        if len(raw) > _long_from(text):
            found += _breaks_within(text, at, at + len(raw))
        at += len(raw) + 1
    return tuple(found)


def line_start(text: str, at: int) -> int:
    """Where the line begins that an offset lies in."""
    breaks = _breaks(text)
    place = bisect_right(breaks, at)
    return max(text.rfind("\n", 0, at) + 1, breaks[place - 1] if place else 0)


def _breaks_within(text: str, start: int, end: int) -> Iterator[int]:
    reference = _REFERENCE.match(text, start, end) or SPOKEN_REFERENCE.match(text, start, end)
    reference_end = reference.end() if reference else start
    for boundary in _BOUNDARY.finditer(text, start, end):
        at = boundary.end()
        reference = (_REFERENCE.match(text, at, end) or SPOKEN_REFERENCE.match(text, at, end)) if at >= reference_end else None
        is_spoken = reference is not None and reference.re is SPOKEN_REFERENCE and ":" in reference[0]
        if reference and (is_spoken or not _MENTIONS.search(text, max(at - _MENTION_ROOM, start), at)):
            reference_end = reference.end()
            yield at
        elif at >= reference_end and not reference and _begins_line(text, at, end, after_stop=boundary["after"] is not None):
            yield at


def _begins_line(text: str, at: int, end: int, *, after_stop: bool) -> bool:
    """Whether a number or words behind a boundary, which may end a sentence (after_stop), stand at the beginning of a line elsewhere."""
    number = _NUMBER.match(text, at, end)
    if text[at] in BULLETS:
        return _begins_item(text, at)
    if number:
        return not MONTH.match(text, number.end()) and (after_stop or bool(INTERROGATIVE.match(text, number.end())))
    after_any = (LAYOUT.answer_begins, LAYOUT.questions_begin, LAYOUT.passage_lead, LAYOUT.justification, LAYOUT.follow_up, LAYOUT.speaker)
    cues = (*after_any, LAYOUT.closing, LAYOUT.asker, _SALUTATION) if after_stop else after_any
    if _ASKED.search(text, max(at - _MENTION_ROOM, 0), at):
        cues = (*cues, LAYOUT.answer_head)
    words = text[at : min(end, at + _CUE_ROOM)]  # without what stands before them, which may stick to them
    may_begin = (words[0].isupper() or words.startswith("zu")) and not _TITLE_BEFORE.search(text, max(at - _MENTION_ROOM, 0), at)
    return may_begin and not _COUNT.search(text, max(at - _MENTION_ROOM, 0), at) and any(cue.match(words) for cue in cues)

"""Questions that are put by word of mouth while an inquiry is answered, and by whom."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.extract.anchors import Anchor
from etl.extract.asking import INTERROGATIVE
from etl.extract.head_lines import SALUTATION
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines
from etl.extract.names import DEGREE, NAME, FoundName, names_office
from etl.extract.numbering import reference_at
from etl.extract.question_ends import question_end
from etl.extract.questions import Piece

_ASKER = re.compile(rf"(?i:{LAYOUT.person_title.pattern})\.?\s(?P<name>(?:{DEGREE}\s)?{NAME}(?:\s{NAME})?)")
_LAST_NAME = re.compile(rf"{NAME}(?=\s?(?:[(:,/]|$))")
# What asks although its question mark is lost: it says so, or its last sentence begins as questions do
_SAYS_IT_ASKS = re.compile(
    r"\bwissen\b|\binteressier(?:t|en)\b|\b(?:nach)?frag(?:t|en?|te)\b|\berkundigt\b|\bAuskunft\b|,\sob\b", re.IGNORECASE
)
_LAST_SENTENCE = re.compile(r"(?:^|[.!:]\s+)(?=[^.!]*[.!]?$)")
_LONGEST_HEAD = 80
_MOST_AFTER = 60  # code points that who asks may say behind the question: "Danke schön."


@dataclass(frozen=True, slots=True)
class _Turn:
    """A stretch of a record in which one person speaks: where its head begins, where what is said begins and ends, whether it asks.

    is_answered: it asks although its question mark is lost, for who answers speaks next.
    """

    start: int
    low: int
    high: int
    asks: bool
    is_answered: bool = False


def further_questions(text: str, start: int, end: int, asked: int, highest: int) -> Iterator[tuple[Piece, Anchor]]:
    """Questions that somebody asks once more while the answer is given, each with its place there.

    asked: how many pieces of questions stand before them; highest: the number on from which they are counted.
    """
    more = 0
    for turn in _turns(text, start, end):
        if not turn.asks:
            continue
        high = question_end(text, turn.low, turn.high, is_last=True)
        if text.find("?", turn.low, turn.high) < 0 and turn.is_answered:
            high = turn.low + len(text[turn.low : turn.high].rstrip())
        if turn.is_answered or text.find("?", turn.low, high) >= 0:
            yield Piece((str(highest + more + 1),), turn.low, high), Anchor(turn.start, high, (asked + more,), is_explicit=True)
            more += 1


def askers(text: str, start: int, end: int) -> Iterator[FoundName]:
    """Who asks once more, where the record gives a name with a title: one after the other, also again.

    Their questions are published as the inquiry's; in a question time it is first of all who has put it that may ask once more.
    """
    for turn in _turns(text, start, end):
        named = _ASKER.search(text, turn.start, turn.low) if turn.asks else None
        if named and not names_office(named["name"].split()[0]):
            yield FoundName(named["name"], "person", named.start("name"), named.end("name"))


def _turns(text: str, start: int, end: int) -> Iterator[_Turn]:
    """The turns of a record, in order; one that a word such as "Nachfrage" opens asks, another one if it ends with a question.

    Who has answered before does not ask.
    """
    heads = [(line, head) for line in split_lines(text, start, end) if line.text and (head := _head(text, line))]
    names = [_names(line.text[:length]) for line, (length, _) in heads]
    answering = frozenset(name for line, (_, asks) in heads[:1] if not asks for name in _names(line.text[:_LONGEST_HEAD]))
    bounds = [*(line.start for line, _ in heads[1:]), end]
    for at, ((line, (length, asks)), bound) in enumerate(zip(heads, bounds, strict=False)):
        low = line.start + length
        low += len(text[low:bound]) - len(text[low:bound].lstrip())
        said = text[low:bound].rstrip()
        may_ask = not answering & names[at] and bool(LAYOUT.asker.match(line.text) or LAYOUT.speaker.match(line.text))
        ends_asking = "?" in said and len(said) - said.rfind("?") <= _MOST_AFTER
        after = next(iter(names[at + 1 : at + 2]), frozenset[str]()) - names[at]
        is_answered = may_ask and "?" not in said and bool(after & (answering or after)) and _asks(said)
        yield _Turn(line.start, low, bound, asks or is_answered or (may_ask and ends_asking), is_answered)


def _asks(said: str) -> bool:
    """Whether something said without a question mark asks."""
    last = max((match.end() for match in _LAST_SENTENCE.finditer(said)), default=0)
    return bool(_SAYS_IT_ASKS.search(said) or INTERROGATIVE.match(said, last))


def _head(text: str, line: Line) -> tuple[int, bool] | None:
    """The length of the head that opens a turn, and whether its words say that it asks."""
    if more := LAYOUT.follow_up.match(line.text):
        return more.end(), True
    for pattern in (LAYOUT.passage_lead, LAYOUT.answer_begins, LAYOUT.speaker, LAYOUT.asker, LAYOUT.answer_head, SALUTATION):
        if match := pattern.match(line.text):
            return match.end(), False
    reference = reference_at(text, line.start, line.end)
    return (reference.end - line.start, False) if reference and reference.answers else None


def _names(words: str) -> frozenset[str]:
    """The last names in a head: "Herr Dr. Klein (SPD):" is Klein."""
    return frozenset(match[0] for match in _LAST_NAME.finditer(words))

"""Inquiry and answer in one text: the questions first and then the answer, or each answer after its question."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.extract.anchors import Anchor, Repeated, find_anchors, named_by_number
from etl.extract.head_lines import SALUTATION
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines
from etl.extract.numbering import mark_start, reference_at
from etl.extract.passages import passage
from etl.extract.question_ends import question_end
from etl.extract.questions import Piece, find_questions
from etl.extract.refine import part_sentences
from etl.extract.units import Item, Unit, form_items, form_units

_LEAST_ANSWERED = 0.75  # of the questions
_LEAST_STATEMENT = 15  # code points of what is said between two questions, if it answers the first


def read_together(text: str, start: int) -> tuple[list[Unit], list[Item]]:
    """The questions of a text that also answers them, and the passages of the answer."""
    turn = find_answer(text, start)
    in_turn = find_questions(text, start, answered_between=True)
    if not turn:
        return _read_in_turn(text, start, in_turn)
    end = len(text)
    pieces = find_questions(text, start, turn)
    further = list(_further_questions(text, turn, end, len(pieces)))
    are_more = len(in_turn) > len(pieces) + len(further)
    if are_more and (_are_numbered(text, in_turn) or _answers_each(text, in_turn)):
        return _read_in_turn(text, start, in_turn)
    pieces, repeated = part_sentences(text, pieces, text, find_anchors(text, pieces, text, turn, end), end)
    anchors = repeated.anchors or ((Anchor(turn, turn, tuple(range(len(pieces)))),) if further else ())
    pieces += [piece for piece, _ in further]
    units = form_units(text, pieces, text, repeated)
    ordered = sorted([*anchors, *(anchor for _, anchor in further)], key=lambda anchor: anchor.start)
    return units, form_items(units, ordered, pieces, text, (turn, end))


def _read_in_turn(text: str, start: int, pieces: Sequence[Piece]) -> tuple[list[Unit], list[Item]]:
    """Questions each of which, or some of which together, the answer follows before the next."""
    own = _own_places(text, pieces)
    units = form_units(text, pieces, text, Repeated(tuple(own)))
    named = named_by_number(pieces, text, start, len(text))
    apart = [one for one in named if not any(one.start < at.end and at.start < one.end for at in own)]
    return units, form_items(units, sorted([*own, *apart], key=lambda anchor: anchor.start), pieces, text, (start, len(text)))


def find_answer(text: str, start: int) -> int:
    """Where, in a text that holds questions and their answer, the answer begins; 0 if nothing says so or nothing stands before it.

    A line that says that an answer follows, one behind a question if there is one, or behind a question somebody who speaks, a salutation,
    or a heading that names a question: "Zu 1:".
    """
    announced, asked = 0, False
    for line in split_lines(text, start):
        says = line.start > start and bool(LAYOUT.answer_begins.match(line.text))
        replies = LAYOUT.speaker.match(line.text) or SALUTATION.match(line.text) or _answers_by_number(text, line)
        if asked and (says or replies):
            return line.start
        announced = announced or (line.start if says else 0)
        asked = asked or "?" in line.text
    return announced


def holds_answer(text: str) -> bool:
    r"""Whether a text that asks also answers: it says so, an answer follows the questions, or every question is followed by a statement.

    >>> holds_answer("Wann wird gebaut?\nFrau Beispiel: Im Herbst."), holds_answer("Wann wird gebaut?")
    (True, False)
    """
    asked = text.find("?")
    if any(LAYOUT.answer_announced.match(line.text) for line in split_lines(text)):
        return True
    if asked < 0 or find_answer(text, 0) > asked:
        return asked >= 0
    pieces = find_questions(text, answered_between=True)
    return len(pieces) > 1 and _are_numbered(text, pieces) and _answers_each(text, pieces)


def _answers_by_number(text: str, line: Line) -> bool:
    reference = reference_at(text, line.start, line.end)
    return reference is not None and reference.answers


def _are_numbered(text: str, pieces: Sequence[Piece]) -> bool:
    return all(mark_start(text, piece.start) < piece.start for piece in pieces)


def _answers_each(text: str, pieces: Sequence[Piece]) -> bool:
    """Whether something that does not only ask stands behind most questions, and in all is no less than half of what they say."""
    ends = [*(mark_start(text, piece.start) for piece in pieces[1:]), len(text)]
    said = [high - low for low, high in (passage(text, piece.end, end) for piece, end in zip(pieces, ends, strict=True))]
    answered = sum(length >= _LEAST_STATEMENT for length in said)
    return answered >= _LEAST_ANSWERED * len(pieces) and 2 * sum(said) >= sum(piece.end - piece.start for piece in pieces)


def _own_places(text: str, pieces: Sequence[Piece]) -> list[Anchor]:
    """The questions as anchors of the answers that follow each of them."""
    starts = [mark_start(text, piece.start) for piece in pieces]
    lows = [start if start >= before.end else after.start for start, (before, after) in zip(starts[1:], pairwise(pieces), strict=True)]
    return [Anchor(low, piece.end, (at,)) for at, (low, piece) in enumerate(zip([*starts[:1], *lows], pieces, strict=True))]


def _further_questions(text: str, start: int, end: int, asked: int) -> Iterator[tuple[Piece, Anchor]]:
    """Questions that somebody asks once more while the answer is given, numbered on after the `asked` ones, each with its place there."""
    found = [(line, match) for line in split_lines(text, start, end) if (match := LAYOUT.follow_up.match(line.text) or _asks_aloud(line))]
    bounds = [*(line.start for line, _ in found[1:]), end]
    number = asked
    for (line, match), bound in zip(found, bounds, strict=False):
        low = line.start + match.end()
        low += len(text[low:bound]) - len(text[low:bound].lstrip())
        high = question_end(text, low, bound, is_last=True)
        if text.find("?", low, high) >= 0:
            yield Piece((str(number + 1),), low, high), Anchor(line.start, high, (number,), is_explicit=True)
            number += 1


def _asks_aloud(line: Line) -> re.Match[str] | None:
    """The name of somebody who speaks and asks: "Herr Klein: Wann genau?"."""
    return LAYOUT.speaker.match(line.text) if line.text.endswith("?") else None

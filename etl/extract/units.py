"""Questions as the answer treats them, and the passages that answer them.

Sub-questions that the answer treats apart are questions of their own; otherwise they belong to their number.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from etl.extract.anchors import Anchor, Repeated, named_in_passage
from etl.extract.passages import has_words, passage
from etl.extract.question_ends import follows_up
from etl.extract.questions import Piece

Range = tuple[int, int]
Part = tuple[str, tuple[int, ...]]

_LEAST_TAIL = 25
_LEAST_ANSWER = 15
_COURTESY = re.compile(r"\b(?:[Dd]ank|geehrte|beantwort\w+)")  # what may open an answer and answers nothing


@dataclass(frozen=True, slots=True)
class Unit:
    """A question: its number, its range in the inquiry, and the positions of the pieces that it is made of."""

    number: str
    start: int
    end: int
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A passage of the answer and the units, by position, that it answers."""

    start: int
    end: int
    units: tuple[int, ...]


def form_units(asked: str, pieces: Sequence[Piece], answer: str = "", repeated: Repeated | None = None) -> list[Unit]:
    """The pieces joined to questions; without an answer every number is one question."""
    anchor_of = {at: anchor for anchor in reversed(repeated.anchors if repeated else ()) for at in anchor.pieces if len(anchor.pieces) == 1}

    def are_apart(left: int, right: int) -> bool:
        before, after = anchor_of.get(left), anchor_of.get(right)
        if before is None or after is None or not has_words(answer, before.end, after.start):
            return False
        if len(pieces[left].path) < len(pieces[right].path) and "?" not in asked[pieces[left].start : pieces[left].end]:
            return False
        return all(
            "?" in asked[pieces[at].start : pieces[at].end] or answer[anchor_of[at].end : anchor_of[at].end + 1] == "\n"
            for at in (left, right)
        )

    def parts_of(members: Sequence[int], depth: int) -> list[Part]:
        """The questions that the pieces under one label make up."""
        label = pieces[members[0]].path[depth]
        children = [tuple(group) for _, group in groupby(members, key=lambda at: pieces[at].path[depth + 1 : depth + 2])]
        if len(children) == 1 and len(pieces[members[0]].path) == depth + 1:
            return [(label, tuple(members))]
        apart = [are_apart(left[-1], right[0]) for left, right in pairwise(children)]
        inner = [parts_of(child, depth + 1) if len(pieces[child[0]].path) > depth + 1 else [(label, child)] for child in children]
        if not any(apart) and all(len(parts) == 1 for parts in inner):
            return [(label, tuple(members))]
        if len(pieces[members[0]].path) == depth + 1 and not apart[0]:
            number, first = inner[1][0]
            lead = () if pieces[members[0]].is_introduction else children[0]
            inner[:2] = [[(number, lead + first), *inner[1][1:]]]
        return [part for parts in inner for part in parts]

    groups = (list(group) for _, group in groupby(range(len(pieces)), key=lambda at: pieces[at].path[0]))
    parts = [part for group in groups for part in parts_of(group, 0)]
    return [Unit(number, pieces[members[0]].start, _end(asked, pieces, members[-1], repeated), members) for number, members in parts]


def _end(asked: str, pieces: Sequence[Piece], at: int, repeated: Repeated | None) -> int:
    """Where a question ends: where the answer stops to repeat it, if a new line or paragraph follows that it does not repeat."""
    piece = pieces[at]
    end = repeated.ends.get(at, piece.end) if repeated else piece.end
    while end < piece.end and asked[end] in '?.!)“"':
        end += 1
    tail = asked[end : piece.end]
    ends_sentence = asked[end - 1] in "?.!"
    unrelated = "\n\n" in tail or (at == len(pieces) - 1 and tail.startswith("\n")) or "?" not in tail
    return end if len(tail) > _LEAST_TAIL and ends_sentence and unrelated and not follows_up(tail) else piece.end


def _unnamed_first(unit_of: Mapping[int, int], anchors: Sequence[Anchor], text: str, start: int) -> list[Anchor]:
    """The first question as an anchor at the beginning of an answer that names only the further ones, and says something before these."""
    named = [{unit_of[piece] for piece in anchor.pieces if piece in unit_of} for anchor in anchors]
    if not any(named) or min(set().union(*named)) != 1 or min(next(filter(None, named))) != 1:
        return []
    low, high = passage(text, start, anchors[0].start)
    is_sentence = high - low >= _LEAST_ANSWER and text[high - 1] in ".!" and not _COURTESY.search(text, low, high)
    return [Anchor(start, start, tuple(piece for piece, unit in unit_of.items() if unit == 0))] if is_sentence else []


def form_items(units: Sequence[Unit], anchors: Sequence[Anchor], pieces: Sequence[Piece], text: str, within: Range) -> list[Item]:
    """The passages between the anchors, each with the questions named before it; all that is `within` the range if nothing is named."""
    start, end = within
    unit_of = {piece: number for number, unit in enumerate(units) for piece in unit.pieces}
    items: list[Item] = []
    named: list[int] = []
    is_explicit = False
    anchors = [*_unnamed_first(unit_of, anchors, text, start), *anchors]
    for anchor, bound in zip(anchors, [*(after.start for after in anchors[1:]), end], strict=False):
        own = sorted({unit_of[piece] for piece in anchor.pieces if piece in unit_of})
        is_absent = anchor.is_explicit and not anchor.pieces
        if anchor.is_explicit or (set(own) & set(named) and not is_explicit):
            named, is_explicit = own, anchor.is_explicit
        else:
            named = sorted({*named, *own})
        low, high = passage(text, anchor.end, bound)
        if low < high and (named or is_absent):
            said = {unit_of[piece] for piece in named_in_passage(pieces, text, low, high) if piece in unit_of}
            units_named = tuple(sorted({*named, *said}))
            begins = items.pop().start if items and units_named and items[-1].units == units_named else low
            items.append(Item(begins, high, units_named))
            named, is_explicit = [], False
    if items:
        return items
    low, high = passage(text, max([start, *(anchor.end for anchor in anchors)]), end)
    return [Item(low, high, tuple(range(len(units))))] if low < high else []

"""Inquiry and answer in one text: the questions first and then the answer, or each answer after its question."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.extract.alignment import words_of
from etl.extract.anchors import Anchor, Repeated, find_anchors, named_by_number
from etl.extract.follow_ups import further_questions
from etl.extract.head_lines import SALUTATION
from etl.extract.layout import LAYOUT
from etl.extract.lines import MONTH, Line, split_lines
from etl.extract.numbering import NUMBER, Mark, Reference, find_marks, find_references, mark_start, reference_at
from etl.extract.passages import passage
from etl.extract.questions import Piece, find_questions
from etl.extract.refine import part_sentences
from etl.extract.reported import reported
from etl.extract.units import Item, Unit, form_items, form_units

Range = tuple[int, int]

_STOP = re.compile(r"\w[.!](?=\s|$)")
_LEAST_ANSWERED = 0.75  # of the questions
_LEAST_NUMBERS = 2  # of questions, to know them again
_FIRST_WORDS = 4  # by which a question is known again
_LEAD = 200
_HEAD = 1500
_AND_ANSWER = re.compile(r"[Aa]nfrage\b[^?]{0,300}\bund\s(?:die\s)?Antwort(?:en)?\s(?:des|der|von|durch)\b")  # in a heading
_BEGINNING = 800  # code points in which who answers ends a sentence
_LEAST_STATEMENT = 15  # code points of what is said between two questions, if it answers the first


def read_together(text: str, start: int) -> tuple[list[Unit], list[Item]]:
    """The questions of a text that also answers them, and the passages of the answer."""
    pieces, places = reported(text, start, len(text))
    if pieces:
        units = form_units(text, pieces)
        return units, form_items(units, places, pieces, text, (start, len(text)))
    turn = find_answer(text, start)
    in_turn = find_questions(text, start, answered_between=True)
    if not turn:
        return _read_in_turn(text, start, in_turn)
    end = len(text)
    pieces = find_questions(text, start, turn)
    begin = _behind_head(text, turn)
    further = list(further_questions(text, turn, end, len(pieces), _highest(pieces)))
    if _names_questions(text, pieces, (turn, end)):
        in_turn = []
    are_more = _different(text, in_turn) > _different(text, pieces) + len(further)
    if are_more and (_are_numbered(text, in_turn) or _answers_each(text, in_turn)):
        return _read_in_turn(text, start, in_turn)
    pieces, repeated = part_sentences(text, pieces, text, find_anchors(text, pieces, text, turn, end), end)
    further = list(further_questions(text, turn, end, len(pieces), _highest(pieces)))  # the pieces may be others now
    anchors = repeated.anchors or ((Anchor(turn, begin, tuple(range(len(pieces)))),) if further else ())
    absent = list(_absent(text, pieces, [*anchors, *(anchor for _, anchor in further)], (begin, end)))
    pieces += [piece for piece, _ in further]
    units = form_units(text, pieces, text, repeated)
    ordered = sorted([*anchors, *absent, *(anchor for _, anchor in further)], key=lambda anchor: anchor.start)
    return units, form_items(units, ordered, pieces, text, (begin, end))


def _highest(pieces: Sequence[Piece]) -> int:
    """The number on from which further questions are counted: the highest, or as many as there are numbers."""
    numbers = {piece.path[0] for piece in pieces}
    return max([len(numbers), *(int(number) for number in numbers if number.isdecimal())])


def _names_questions(text: str, pieces: Sequence[Piece], within: Range) -> bool:
    """Whether an answer names by their numbers all questions that stand before it, or numbers of questions where none stands there."""
    if not pieces:
        return any(True for _ in _absent(text, pieces, (), within))
    named = {at for anchor in named_by_number(pieces, text, *within) for at in anchor.pieces}
    return len(pieces) > 1 and len(named) == len(pieces) and not any(True for _ in _absent(text, pieces, (), within))


def _absent(text: str, pieces: Sequence[Piece], anchors: Sequence[Anchor], within: Range) -> Iterator[Anchor]:
    """Where an answer turns to questions whose numbers it names, and which the text does not hold."""
    known = {label for piece in pieces for label in piece.path}
    taken = sorted((anchor.start, anchor.end) for anchor in anchors)
    for one in find_references(text, *within):
        is_number = one.answers and not one.more and all(label.isdecimal() and label not in known for label in one.labels)
        at = bisect_left(taken, (one.end,)) - 1
        is_taken = at >= 0 and one.start < taken[at][1]
        if is_number and not is_taken and _is_heading(text, one):
            yield Anchor(one.start, one.end, (), is_explicit=True)


def _is_heading(text: str, reference: Reference) -> bool:
    """Whether a reference is a heading, and not the beginning of what is said: "Zu 80 Prozent zahlt das Land.", "zum 1. Mai"."""
    written = text[reference.start : reference.end]
    closes = "rage" in written or written.rstrip().endswith((":", ".", ")", "–", "-")) or text[reference.end : reference.end + 1] == "\n"
    before = text[: reference.start].rstrip()[-1:]
    is_date = MONTH.match(text, reference.end) or written.lower().startswith("zum")
    return closes and not is_date and not (before.isalnum() or before in ",;-–")


def _read_in_turn(text: str, start: int, pieces: Sequence[Piece]) -> tuple[list[Unit], list[Item]]:
    """Questions each of which, or some of which together, the answer follows before the next."""
    further = list(further_questions(text, pieces[-1].end, len(text), len(pieces), _highest(pieces))) if pieces else []
    pieces = [*pieces, *(piece for piece, _ in further)]
    own = _own_places(text, pieces)
    units = form_units(text, pieces, text, Repeated(tuple(own)))
    named = named_by_number(pieces, text, start, len(text))
    apart = [one for one in named if not any(one.start < at.end and at.start < one.end for at in own)]
    return units, form_items(units, sorted([*own, *apart], key=lambda anchor: anchor.start), pieces, text, (start, len(text)))


def find_answer(text: str, start: int) -> int:
    """Where, in a text that holds questions and their answer, the answer begins; 0 if nothing says so or nothing stands before it.

    A line that says that an answer follows, one behind a question if there is one, or behind a question somebody who speaks, a salutation,
    who answers, or a heading that names a question: "Zu 1:"; where nothing asks, the first who speaks and the first such heading.
    """
    announced, said, asked = 0, 0, False
    for line in split_lines(text, start):
        says = line.start > start and bool(LAYOUT.answer_begins.match(line.text))
        speaks = LAYOUT.speaker.match(line.text) or _answers_by_number(text, line)
        if asked and (says or speaks or SALUTATION.match(line.text) or _names_who_answers(text, line)):
            return line.start
        announced = announced or (line.start if says else 0)
        said = said or (line.start if speaks else 0)
        more = said and (LAYOUT.follow_up.match(line.text) or LAYOUT.asker.match(line.text))
        asked = asked or ("?" in line.text and not more)
    return announced or _numbers_again(text, start) or (0 if asked else said)


def _numbers_again(text: str, start: int) -> int:
    """Where statements under the questions' own numbers follow these, or the questions again; 0 if there are not as many as questions."""
    pieces = find_questions(text, start)
    numbers = list(dict.fromkeys(piece.path[0] for piece in pieces))
    if len(numbers) < _LEAST_NUMBERS or not _are_numbered(text, pieces):
        return 0
    marks = [mark for mark in find_marks(text, pieces[-1].end) if mark.kind == NUMBER]
    lines = split_lines(text, pieces[-1].end, marks[0].start if marks else None)
    is_answered = [mark.label for mark in marks] == numbers and ("?" not in text[marks[0].start :] or _repeat(text, pieces, marks))
    return marks[0].start if is_answered and not any(LAYOUT.justification.match(line.text) for line in lines) else 0


def _repeat(text: str, pieces: Sequence[Piece], marks: Sequence[Mark]) -> bool:
    """Whether every question begins again behind its mark."""
    first = {piece.path[0]: words_of(text, piece.start, piece.end).keys[:_FIRST_WORDS] for piece in reversed(pieces)}
    return all(words_of(text, mark.end, mark.end + _LEAD).keys[: len(first[mark.label])] == first[mark.label] for mark in marks)


def _behind_head(text: str, turn: int) -> int:
    """Where the answer that begins at `turn` says something, behind a line that names who gives it."""
    line = next(iter(split_lines(text, turn)))
    head = None if LAYOUT.answer_begins.match(line.text) else LAYOUT.answer_head.match(line.text)
    return turn + head.end() if head and _says_something(text, turn + head.end()) else turn


def holds_answer(text: str) -> bool:
    r"""Whether a text that asks also answers: it says so, an answer follows the questions, or every question is followed by a statement.

    >>> holds_answer("Wann wird gebaut?\nFrau Beispiel: Im Herbst."), holds_answer("Wann wird gebaut?")
    (True, False)
    """
    asked = text.find("?")
    if asked >= 0 and _AND_ANSWER.search(text, 0, min(asked, _HEAD)):
        return True
    if any(LAYOUT.answer_announced.match(line.text) for line in split_lines(text)):
        return True
    if asked < 0 and reported(text, 0, len(text))[0]:
        return True
    turn = find_answer(text, 0)
    if asked < 0:
        return turn > 0 and bool(find_questions(text, 0, turn)) and _says_something(text, turn)
    if turn > asked:
        return True
    pieces = find_questions(text, answered_between=True)
    return len(pieces) > 1 and _are_numbered(text, pieces) and _answers_each(text, pieces)


def _names_who_answers(text: str, line: Line) -> bool:
    head = LAYOUT.answer_head.match(line.text)
    return head is not None and _says_something(text, line.start + head.end())


def _says_something(text: str, start: int) -> bool:
    """Whether a sentence that is no greeting stands behind a line that may name who answers, or who signs."""
    low, high = passage(text, start, min(len(text), start + _BEGINNING))
    return high - low >= _LEAST_STATEMENT and _STOP.search(text, low, high) is not None


def _answers_by_number(text: str, line: Line) -> bool:
    reference = reference_at(text, line.start, line.end)
    return reference is not None and reference.answers


def _different(text: str, pieces: Sequence[Piece]) -> int:
    """How many different questions there are: an answer may repeat each before it answers it, and list what it says by letters."""
    first = {piece.path[0]: piece for piece in reversed(pieces)}
    asked = {words_of(text, piece.start, piece.end).keys for piece in first.values()}
    return sum(not any(one != longer and one == longer[: len(one)] for longer in asked) for one in asked)


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

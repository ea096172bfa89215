"""Find the questions of an inquiry: numbered, lettered, bulleted or in running text.

What is found first are the smallest pieces, because only the answer shows whether sub-questions are treated apart (see `units`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from etl.extract.asking import INTERROGATIVE, asks
from etl.extract.layout import LAYOUT
from etl.extract.lines import BULLETS, split_lines
from etl.extract.loose_questions import loose_questions, reasons_start, requests
from etl.extract.numbering import BULLET, LOWER, NUMBER, ROMAN, UPPER, Mark, find_marks, rising, sub_marks
from etl.extract.question_ends import follows_up, question_end

Range = tuple[int, int]

_MOST_STARTS = 12
_REMEMBERED = 8  # ranges; those of one text are asked for again and again
_MOST_PIECES = 120  # more than any inquiry asks; keeps the search for them in an answer bounded
_SHORT_LEAD = 100
_LONGEST_LEAD = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest part of a question that an answer may treat apart.

    path: the labels from the number down, ("2", "2a"); start, end: its text;
    is_introduction: it only leads to sub-questions, which can stand without it; is_more: it stands under a heading such as "Nachfragen".
    """

    path: tuple[str, ...]
    start: int
    end: int
    is_introduction: bool = False
    is_more: bool = False


def find_questions(text: str, start: int = 0, end: int | None = None, *, answered_between: bool = False) -> list[Piece]:
    """The questions in a range of a text, in order; none if nothing there asks.

    answered_between: the range also holds the answers, each after its question.
    """
    return list(_found(text, start, len(text) if end is None else end, answered_between))


@lru_cache(maxsize=_REMEMBERED)
def _found(text: str, start: int, end: int, answered_between: bool) -> Sequence[Piece]:
    last = _closing(text, start, end)
    marks = find_marks(text, start, last)
    chain = _best_chain(text, marks, start, last)
    if not chain:
        ranges = (
            _bulleted(text, [mark for mark in marks if mark.kind == BULLET], start, last)
            or loose_questions(text, start, last, answered_between=answered_between)
            or _wishes(text, marks, start, last)
            or requests(text, start, last)
        )
        return [Piece((str(number),), low, high) for number, (low, high) in enumerate(ranges[:_MOST_PIECES], 1)]
    pieces: list[Piece] = []
    stop = _more_start(text, chain[-1].end, last)
    for mark, bound in zip(chain, [*(after.start for after in chain[1:]), stop], strict=True):
        inner = [m for m in marks if mark.end <= m.start < bound]
        pieces += _pieces_of(text, mark, bound, inner, stop if not answered_between else None)
    if chain[-1].kind == NUMBER and pieces and not answered_between:
        rest = _unnumbered_rest(text, pieces[-1].end, stop)
        pieces += [Piece((str(number),), low, high) for number, (low, high) in enumerate(rest, chain[-1].ordinal + 1)]
        pieces += _more_questions(text, stop, last, max(len({piece.path[0] for piece in pieces}), *(mark.ordinal for mark in chain)))
    return pieces[:_MOST_PIECES]


def _more_start(text: str, start: int, end: int) -> int:
    """Where a heading such as "Nachfragen:" stands below the questions; the end if there is none."""
    lines = (line for line in split_lines(text, start, end) if "?" not in line.text and LAYOUT.follow_up.match(line.text))
    return next(
        (line.start for line in lines if text[start : line.start].rstrip().endswith(("?", ".", "!", ":", ")")) or line.start == start), end
    )


def _more_questions(text: str, start: int, end: int, count: int) -> list[Piece]:
    """The questions under a heading that begins at `start`, which are counted anew there or not at all, and on from so many here."""
    heading = LAYOUT.follow_up.match(text, start, end)
    if not heading:
        return []
    marks = find_marks(text, heading.end(), end)
    ranges = (
        _ranges(text, rising([mark for mark in marks if mark.kind == NUMBER]), end)
        or _ranges(text, rising([mark for mark in marks if mark.kind == LOWER]), end)
        or _bulleted(text, [mark for mark in marks if mark.kind == BULLET], heading.end(), end)
        or loose_questions(text, heading.end(), end)
    )
    asking = [(low, high) for low, high in ranges if asks(text, low, high)]
    return [Piece((str(number),), low, high, is_more=True) for number, (low, high) in enumerate(asking, count + 1)]


def _closing(text: str, start: int, end: int) -> int:
    """Where the body ends: before the first line that closes it."""
    return next((line.start for line in split_lines(text, start, end) if line.start > start and LAYOUT.closing.match(line.text)), end)


def _best_chain(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    """The list of questions: the rising marks of one kind that most question marks stand under.

    Of equals the one whose numbers do not begin anew within it, then numbers before letters, then the one that begins first. Small letters
    count where nothing else is listed.
    """
    best: list[Mark] = []
    best_rank = (0, False, False, 0)
    for kind in (NUMBER, UPPER, ROMAN, LOWER):
        if kind == LOWER and best:
            break
        of_kind = [mark for mark in marks if mark.kind == kind]
        starts = [place for place, mark in enumerate(of_kind) if mark.ordinal == 1]
        chains = [rising(of_kind[at:]) for at in starts[:_MOST_STARTS]]
        if kind == NUMBER and len(starts) == len(of_kind) > 1:
            chains.append([replace(mark, ordinal=number, label=str(number)) for number, mark in enumerate(of_kind[:_MOST_PIECES], 1)])
        if kind == NUMBER and not starts:
            chains += _without_first(text, of_kind, start)
        for candidate in chains:
            chain, asking = _asking_part(text, candidate, end)
            if chain and not (kind == LOWER and _only_parts(text, chain, start, end)):
                anew = any(chain[0].start < of_kind[at].start < of_kind[at].end and of_kind[at].start < chain[-1].start for at in starts)
                rank = (asking, not anew, kind == NUMBER, -chain[0].start)
                best, best_rank = (chain, rank) if rank > best_rank else (best, best_rank)
    return best


def _only_parts(text: str, letters: Sequence[Mark], start: int, end: int) -> bool:
    """Whether some letters part one question among others: a line before them asks, and so do as many there, or one behind them."""
    lines = (line.text.lstrip(f"{BULLETS} ") for line in split_lines(text, start, letters[0].start))
    asks_before = any("?" in line or INTERROGATIVE.match(line) for line in lines)
    behind = split_lines(text, letters[-1].end, reasons_start(text, letters[-1].start, end))[1:]
    asks_behind = any(line.text.endswith("?") and not follows_up(line.text) for line in behind)
    return asks_before and (asks_behind or text.count("?", start, letters[0].start) >= len(letters))


def _without_first(text: str, marks: Sequence[Mark], start: int) -> list[list[Mark]]:
    """The list that begins with "2.", if a question stands before it."""
    chain = rising(marks, first=2)
    if not chain or text.find("?", start, chain[0].start) < 0:
        return []
    return [[Mark(start, start, NUMBER, 1, "1"), *chain]]


def _asking_part(text: str, chain: Sequence[Mark], end: int) -> tuple[list[Mark], int]:
    """A chain up to its last part that asks, and how often it asks; nothing if fewer than half of its parts ask.

    All parts of a list that a line announces as questions count, however they are put: "1. Die Verwaltung legt dar, …"
    """
    reasons = reasons_start(text, chain[0].start, end)
    bounds = [*(mark.start for mark in chain[1:]), question_end(text, chain[-1].end, end, is_last=True)]
    parts = [(mark, bound, asks(text, mark.end, bound)) for mark, bound in zip(chain, bounds, strict=True)]
    if len(parts) > 1 and _is_announced(text, chain[0].start):
        parts = [(mark, bound, mark.start < reasons) for mark, bound, _ in parts]
    while parts and not parts[-1][2] and not parts[-1][0].start < reasons < end:
        parts.pop()
    asking = sum(does for _, _, does in parts)
    if not asking or 2 * asking < len(parts):
        return [], 0
    return [mark for mark, _, _ in parts], sum(max(text.count("?", mark.end, bound), does) for mark, bound, does in parts)


def _is_announced(text: str, at: int) -> bool:
    """Whether the line before an offset says that questions follow, and nothing else."""
    before = [line.text for line in split_lines(text, max(at - _LONGEST_LEAD, 0), at) if line.text][-1:]
    return any(LAYOUT.questions_begin.fullmatch(line) for line in before)


def _pieces_of(text: str, mark: Mark, bound: int, inner: Sequence[Mark], last: int | None) -> Iterator[Piece]:
    """A numbered question as one piece, or as what stands before its sub-questions and these.

    last: where no further question bounds one; None if none is bounded by the next, because an answer stands between.
    """
    subs = sub_marks(mark, inner)
    paths = [(mark.label,), *(path for _, path in subs)]
    starts = [mark.end, *(sub.end for sub, _ in subs)]
    bounds = [*(sub.start for sub, _ in subs), bound]
    asked = False
    for path, low, high in zip(paths, starts, bounds, strict=True):
        end = question_end(text, low, high, is_last=last is None or high == last, asked=asked)
        asked = asked or text.find("?", low, end) >= 0
        if end > low:
            yield Piece(path, low, end, is_introduction=bool(subs) and low == mark.end and _only_introduces(text, low, end, starts[1]))


def _only_introduces(text: str, low: int, high: int, first_sub: int) -> bool:
    """Whether what stands before the sub-questions is a title or statement that they do not need."""
    asking = "?" in text[low:high] or INTERROGATIVE.match(text, low) or (text[high - 1] == ":" and high - low < _SHORT_LEAD)
    return not asking and bool(INTERROGATIVE.match(text, first_sub))


def _unnumbered_rest(text: str, start: int, end: int) -> list[Range]:
    """Questions that follow the numbered ones without a number, up to the heading of the reasons; none if other text stands there too."""
    ranges: list[Range] = []
    low = -1
    for line in split_lines(text, start, end):
        if LAYOUT.justification.match(line.text):
            return ranges if low < 0 else []
        if line.text:
            low = line.start if low < 0 else low
            if line.text.endswith("?"):
                ranges.append((low, line.end))
                low = -1
    return []


def _bulleted(text: str, bullets: Sequence[Mark], start: int, end: int) -> list[Range]:
    """The bullets that ask, if most bullets do, and a question that stands right before them."""
    ranges = _ranges(text, bullets, end)
    asking = [(low, high) for low, high in ranges if text.find("?", low, high) >= 0]
    if not asking or 2 * len(asking) < len(ranges):
        return []
    before = loose_questions(text, start, bullets[0].start) if text[start : bullets[0].start].rstrip().endswith("?") else []
    return before[-1:] + asking


def _wishes(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Range]:
    """Numbered wishes before the reasons, in an inquiry that asks nothing."""
    reasons = reasons_start(text, start, end)
    return _ranges(text, rising([mark for mark in marks if mark.kind == NUMBER and mark.start < reasons]), end)


def _ranges(text: str, marks: Sequence[Mark], end: int) -> list[Range]:
    bounds = [*(mark.start for mark in marks[1:]), end]
    ends = ((mark.end, question_end(text, mark.end, bound, is_last=bound == end)) for mark, bound in zip(marks, bounds, strict=False))
    return [(low, high) for low, high in ends if high > low]

"""Where an answer turns to which question: repeated questions, headings such as "Zu 2:", bare numbers."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from etl.extract.alignment import Occurrence, Pair, Words, best_chain, occurrences, pair_index, words_of
from etl.extract.numbering import Mark, find_marks, find_references, mark_start, normal_label, reference_at, weak_mark
from etl.extract.passages import has_words
from etl.extract.questions import Piece

# A question mark after a word; a bullet that a font turned into one stands at the beginning of a line.
_QUESTION_MARK = re.compile(r"\S ?\?[\"“”»)\]]*")
_SENTENCE_STOP = re.compile(r"[.:!?][\"“”»)\]]*(?=\s|$)|\n\n")
_CLOSING_MARKS = re.compile(r"\s?[?!.:;)\]\"“”»…]*")
# "Die Fragen 4 bis 6 werden gemeinsam beantwortet."
_JOINTLY = re.compile(r"(?:Die\s|Zu\s(?:den\s)?)?(?=(?:Frage|Ziffer|Punkt)(?:n|e)?\s\d)")
# The end of a line, after a mark that ends a sentence or without it
_ENDS_LINE = re.compile(r"[.:!)]*(?:\n|$)")
# What stands before a sentence
_BEGINS = re.compile(r"(?:[.?!:)\n„\"“] ?|[a-zäöüß])$")
# A sentence that runs on in the same line
_RUNS_ON = re.compile(r" [a-zäöüß]")
_JOINT_SENTENCE = 200
_BEGINNING, _FIRST_WORDS = 80, 4
_SPARE_WORDS = 6
_LEAST_GAP = 60
_LONGEST_QUESTION = 1500


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place where the answer names questions: by their text, or (explicit) by their numbers. pieces are their positions."""

    start: int
    end: int
    pieces: tuple[int, ...]
    is_explicit: bool = False


@dataclass(frozen=True, slots=True)
class Repeated:
    """What an answer repeats: its anchors in order, and by a piece's position the offset in the inquiry where the repeated part ends."""

    anchors: tuple[Anchor, ...] = ()
    ends: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sought:
    """A range of the inquiry that the answer may repeat: its words, its piece's position or (), and how many question marks end it."""

    words: Words
    pieces: tuple[int, ...]
    question_marks: int


@dataclass(frozen=True, slots=True)
class _Searched:
    """The range of the answer that is searched, up to `end`, with its words and their index."""

    text: str
    end: int
    words: Words
    index: Mapping[Pair, Sequence[int]]


def find_anchors(asked: str, pieces: Sequence[Piece], text: str, start: int, end: int) -> Repeated:
    """Everything in a range of an answer that names one of the questions, in order. asked: the text of the inquiry."""
    sought = _sought(asked, pieces)
    answer = _searched(text, start, end, sought)
    words = answer.words
    candidates = [occurrences(one.words.keys, answer.index) for one in sought]
    chain = best_chain(candidates)
    anchors = _aligned(chain, sought, answer)
    if anchors and _is_list(text, anchors):
        later = best_chain([[hit for hit in hits if words.starts[hit.first] >= anchors[-1].end] for hits in candidates])
        anchors += _aligned(later, sought, answer)
    references = named_by_number(pieces, text, start, end)
    anchors = [*_not_of_answers(anchors, references, asked, pieces, text), *references]
    anchors += _numbered(pieces, anchors, find_marks(text, start, end), answer)
    ends = {sought[at].pieces[0]: sought[at].words.ends[hit.to_word] for at, hit in chain.items() if sought[at].pieces}
    return Repeated(tuple(_without_overlap(anchors)), ends)


def find_repeated(asked: str, pieces: Sequence[Piece], text: str, start: int, end: int) -> list[Anchor]:
    """Where a range of an answer repeats the pieces' own words."""
    sought = _sought(asked, pieces)
    answer = _searched(text, start, end, sought)
    return _aligned(best_chain([occurrences(one.words.keys, answer.index) for one in sought]), sought, answer)


def _searched(text: str, start: int, end: int, sought: Sequence[_Sought]) -> _Searched:
    words = words_of(text, start, end)
    return _Searched(text, end, words, pair_index(words, (one.words.keys for one in sought)))


def _sought(asked: str, pieces: Sequence[Piece]) -> list[_Sought]:
    """The pieces, and between them what the inquiry says there, which an answer may repeat too."""
    found: list[_Sought] = []
    for at, piece in enumerate(pieces):
        if at and piece.start - pieces[at - 1].end > _LEAST_GAP:
            found.append(_Sought(words_of(asked, pieces[at - 1].end, mark_start(asked, piece.start)), (), 0))
        words = words_of(asked, piece.start, piece.end)
        marks = asked.count("?", piece.start, piece.end) if words.ends and ends_asking(asked, words.ends[-1]) else 0
        found.append(_Sought(words, (at,), marks))
    return found


def _aligned(chain: Mapping[int, Occurrence], sought: Sequence[_Sought], answer: _Searched) -> list[Anchor]:
    anchors = []
    for at, hit in sorted(chain.items()):
        first = max(hit.first - (hit.from_word if hit.from_word <= _SPARE_WORDS else 0), 0)
        end = _repeated_end(answer, hit, sought[at]) if sought[at].pieces else answer.words.ends[hit.last]
        anchors.append(Anchor(mark_start(answer.text, answer.words.starts[first]), end, sought[at].pieces))
    return anchors


def _not_of_answers(
    anchors: Sequence[Anchor], references: Sequence[Anchor], asked: str, pieces: Sequence[Piece], text: str
) -> Iterator[Anchor]:
    """The anchors that repeat a question, without those where an answer takes up its words in a sentence of its own.

    Such a sentence does not ask and runs on after these words; in a passage under a reference to the question it may also end with them.
    """
    starts = [reference.start for reference in references]
    for anchor in anchors:
        at = bisect_right(starts, anchor.start) - 1
        numbers = {pieces[piece].path[0] for piece in references[at].pieces} if at >= 0 else set()
        is_under = any(pieces[piece].path[0] in numbers for piece in anchor.pieces)
        asks = any(asked.find("?", pieces[piece].start, pieces[piece].end) >= 0 for piece in anchor.pieces)
        repeats = asks and text.find("?", anchor.start, anchor.end + 1) >= 0
        end = anchor.end - text[anchor.end - 1].isspace()
        takes_up = asks if is_under else asks and _RUNS_ON.match(text, end)
        takes_up = takes_up or (asks and not _BEGINS.search(text, max(anchor.start - 2, 0), anchor.start) and anchor.start > 0)
        takes_up = takes_up or (is_under and not _ENDS_LINE.match(text, end))
        takes_up = takes_up or (asks and not any(_begins_alike(asked, pieces[piece].start, text, anchor.start) for piece in anchor.pieces))
        if repeats or not takes_up:
            yield anchor


def _begins_alike(asked: str, start: int, text: str, at: int) -> bool:
    """Whether the question's first word is among the first, list marks included, of a place in the answer."""
    first = words_of(asked, start, start + _BEGINNING).keys[:1]
    return set(first) <= set(words_of(text, at, at + _BEGINNING).keys[:_FIRST_WORDS])


def ends_asking(text: str, end: int) -> bool:
    """Whether a question mark follows the word that ends at `end`."""
    return "?" in text[end : end + 2]


def _repeated_end(answer: _Searched, hit: Occurrence, sought: _Sought) -> int:
    """The end of a repeated question: its question mark, or its last word, or the end of the sentence whose last words were changed."""
    words, text = answer.words, answer.text
    at = words.ends[hit.last]
    missing = len(sought.words.keys) - 1 - hit.to_word
    spare = 2 * _SPARE_WORDS if not missing else _SPARE_WORDS + min(missing, 2 * _SPARE_WORDS)
    bound = min(words.ends[min(hit.last + spare, len(words.ends) - 1)] + 2, answer.end)
    if sought.question_marks:
        found = list(islice(_QUESTION_MARK.finditer(text, words.starts[hit.first], bound), sought.question_marks))
        middle = words.starts[min(hit.first + 3 * len(sought.words.keys) // 5, len(words.starts) - 1)]
        if found and found[-1].end() > middle and (len(found) == sought.question_marks or found[-1].end() > at):
            return found[-1].end()
    closing = _CLOSING_MARKS.match(text, at, answer.end)
    after = closing.end() if closing else at
    stop = _SENTENCE_STOP.search(text, at, bound) if missing else None
    return stop.end() if stop else after


def named_by_number(pieces: Sequence[Piece], text: str, start: int, end: int) -> list[Anchor]:
    """Where headings in a range name questions by their numbers."""
    main = [piece for piece in pieces if not piece.is_more]
    found, before = list[Anchor](), set[int]()
    for reference in find_references(text, start, end):
        own = _pieces_named(main, reference.labels)
        before |= set(range(own[0])) if own and not found and reference.labels[0] == "2" else set()  # the first answer may bear no number
        is_anew = reference.more or (found and own and before.issuperset(own) and own[-1] < max(found[-1].pieces))
        before |= set() if reference.more else set(own)
        more = _more_named(pieces, reference.labels) if is_anew else ()
        named = more or (() if reference.more else own)
        found += [Anchor(reference.start, reference.end, named, is_explicit=True)] if named else []
    return found


def _more_named(pieces: Sequence[Piece], labels: Sequence[str]) -> tuple[int, ...]:
    """The further questions that labels name which count these alone."""
    places = [at for at, piece in enumerate(pieces) if piece.is_more]
    anew = [replace(pieces[at], path=(str(number),)) for number, at in enumerate(places, 1)]
    return tuple(places[at] for at in _pieces_named(anew, labels))


def _pieces_named(pieces: Sequence[Piece], labels: Sequence[str]) -> tuple[int, ...]:
    """The pieces that labels name; a label names its sub-questions too; a range names everything between."""
    named: set[int] = set()
    through = False
    for label in labels:
        own = {at for at, piece in enumerate(pieces) if label in map(normal_label, piece.path)}
        if through and named and own:
            own |= set(range(max(named), max(own)))
        named |= own
        through = label == "-"
    return tuple(sorted(named))


def _numbered(pieces: Sequence[Piece], anchors: Sequence[Anchor], marks: Sequence[Mark], answer: _Searched) -> list[Anchor]:
    """Bare numbers that stand, in the right order, where a question is neither repeated nor referred to."""
    by_piece = {at: anchor for anchor in anchors for at in anchor.pieces}
    found: list[Anchor] = []
    floor = answer.words.starts[0] if answer.words.starts else 0
    for at, piece in enumerate(pieces):
        if at in by_piece:
            floor = max(floor, by_piece[at].end)
            continue
        later = (by_piece[one].start for one in range(at + 1, len(pieces)) if one in by_piece)
        ceiling = min((start for start in later if start >= floor), default=answer.end)
        wanted = normal_label(piece.path[-1])
        mark = next((m for m in marks if floor <= m.start < ceiling and normal_label(m.label) == wanted), None)
        mark = mark or weak_mark(answer.text, wanted, floor, ceiling)
        if mark:
            question = answer.text.find("?", mark.end, min(ceiling, mark.end + _LONGEST_QUESTION))
            asks_at_once = question >= 0 and answer.text.find("\n\n", mark.end, question) < 0
            found.append(Anchor(mark.start, question + 1 if asks_at_once else mark.end, (at,)))
            floor = found[-1].end
    return found


def _is_list(text: str, anchors: Sequence[Anchor]) -> bool:
    """Whether the questions stand one after the other without anything between them."""
    return len(anchors) > 1 and not any(has_words(text, left.end, right.start) for left, right in pairwise(anchors))


def _without_overlap(anchors: Iterable[Anchor]) -> list[Anchor]:
    kept: list[Anchor] = []
    for anchor in sorted(anchors, key=lambda a: (a.start, -a.end)):
        if not kept or anchor.start >= kept[-1].end:
            kept.append(anchor)
    return kept


def named_in_passage(pieces: Sequence[Piece], text: str, start: int, end: int) -> tuple[int, ...]:
    """The pieces that the first sentence of a passage says it answers."""
    lead = _JOINTLY.match(text, start, end)
    if not lead or "beantwort" not in text[start : min(end, start + _JOINT_SENTENCE)]:
        return ()
    reference = reference_at(text, lead.end(), end, is_heading=False)
    return _pieces_named(pieces, reference.labels) if reference else ()

"""Part a question of several sentences where the answer takes them one by one."""

import string
from collections.abc import Iterator, Sequence

from etl.extract.anchors import Anchor, Repeated, ends_asking, find_repeated
from etl.extract.passages import has_words
from etl.extract.question_ends import asking_sentences, follows_up
from etl.extract.questions import Piece

Range = tuple[int, int]
Parts = list[tuple[Piece, Anchor]]


def part_sentences(asked: str, pieces: Sequence[Piece], text: str, repeated: Repeated, end: int) -> tuple[list[Piece], Repeated]:
    """The pieces, those parted whose sentences the answer repeats and answers apart, lettered "4a", "4b"; and the anchors that fit."""
    parted = dict(_parted(asked, pieces, text, repeated.anchors, end))
    parts_of = {repeated.anchors[number].pieces[0]: parts for number, parts in parted.items()}
    new_pieces: list[Piece] = []
    places: list[tuple[int, ...]] = []
    for at, piece in enumerate(pieces):
        own = [part for part, _ in parts_of.get(at, [])] or [piece]
        places.append(tuple(range(len(new_pieces), len(new_pieces) + len(own))))
        new_pieces += own
    anchors: list[Anchor] = []
    for number, anchor in enumerate(repeated.anchors):
        named = tuple(place for at in anchor.pieces for place in places[at])
        if number in parted:
            anchors += [Anchor(own.start, own.end, (place,)) for place, (_, own) in zip(named, parted[number], strict=True)]
        else:
            anchors.append(Anchor(anchor.start, anchor.end, named, anchor.is_explicit))
    ends = {places[at][0]: end for at, end in repeated.ends.items() if at not in parts_of}
    return new_pieces, Repeated(tuple(anchors), ends)


def _parted(asked: str, pieces: Sequence[Piece], text: str, anchors: Sequence[Anchor], end: int) -> Iterator[tuple[int, Parts]]:
    """For the numbers of the anchors that repeat a question whose sentences are answered apart: those parts."""
    bounds = [*(anchor.start for anchor in anchors[1:]), end]
    seen: set[int] = set()
    floor = anchors[0].start if anchors else 0
    for number, (anchor, bound) in enumerate(zip(anchors, bounds, strict=False)):
        before, floor = floor, anchor.end
        if len(anchor.pieces) != 1 or anchor.is_explicit or anchor.pieces[0] in seen:
            continue
        piece = pieces[anchor.pieces[0]]
        ranges = asking_sentences(asked, piece.start, piece.end)[: len(string.ascii_lowercase)]
        parts = _parts(asked, piece, ranges, text, (before, bound)) if len(ranges) > 1 else []
        if len(parts) > 1:
            seen.add(anchor.pieces[0])
            yield number, parts


def _parts(asked: str, piece: Piece, ranges: Sequence[Range], text: str, window: Range) -> Parts:
    """The sentences, joined where the answer does not part them, each part with the place where the answer repeats it."""
    sentences = [Piece(piece.path, low, high) for low, high in ranges]
    found = find_repeated(asked, sentences, text, *window)
    own = {anchor.pieces[0]: anchor for anchor in found if anchor.pieces and ends_asking(text, anchor.end - 2)}
    if 0 not in own:
        return []
    parts: list[tuple[Range, Anchor]] = [(ranges[0], own[0])]
    for at, (low, high) in enumerate(ranges[1:], 1):
        (start, _), before = parts[-1]
        anchor = own.get(at)
        if anchor and _begins_line(text, anchor) and has_words(text, before.end, anchor.start) and not follows_up(asked[low:high]):
            parts.append(((low, high), anchor))
        else:
            parts[-1] = ((start, high), Anchor(before.start, anchor.end if anchor else before.end, before.pieces))
    label = piece.path[-1]
    return [
        (Piece((*piece.path, label + letter), low, high), anchor)
        for letter, ((low, high), anchor) in zip(string.ascii_lowercase, parts, strict=False)
    ]


def _begins_line(text: str, anchor: Anchor) -> bool:
    return text[max(anchor.start - 1, 0) : anchor.start] == "\n"

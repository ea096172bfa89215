"""Questions that somebody asks once more while an inquiry is answered by word of mouth: "Nachfrage: Wann genau?"."""

from collections.abc import Iterator

from etl.extract.anchors import Anchor
from etl.extract.layout import LAYOUT
from etl.extract.lines import split_lines
from etl.extract.question_ends import question_end
from etl.extract.questions import Piece


def find_follow_ups(text: str, start: int, end: int, asked: int) -> Iterator[tuple[Piece, Anchor]]:
    """The further questions in a range of an answer, numbered on after the `asked` ones, each with its place there."""
    lines = split_lines(text, start, end)
    found = [(line, match) for line in lines if (match := LAYOUT.follow_up.match(line.text))]
    bounds = [*(line.start for line, _ in found[1:]), end]
    number = asked
    for (line, match), bound in zip(found, bounds, strict=False):
        low = line.start + match.end()
        low += len(text[low:bound]) - len(text[low:bound].lstrip())
        high = question_end(text, low, bound, is_last=True)
        if text.find("?", low, high) >= 0:
            yield Piece((str(number + 1),), low, high), Anchor(line.start, high, (number,), is_explicit=True)
            number += 1

"""The lines of a text with their offsets."""

from typing import NamedTuple


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
    lines, at = [], start
    for raw in text[start:end].split("\n"):
        body = raw.strip()
        begin = at + (len(raw) - len(raw.lstrip()) if body else 0)
        lines.append(Line(begin, begin + len(body), body))
        at += len(raw) + 1
    return lines

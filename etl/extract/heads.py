"""The head of a document: where it ends, its heading and its title."""

from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.head_lines import SALUTATION, is_head_line, is_of_head, is_prose
from etl.extract.lines import Line, split_lines
from etl.extract.titles import named_title, unnamed_title

_MOST_CHARS = 5000
_MOST_LINES = 70
_LONGEST_LINE = 250


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document: its lines that are not blank, its title's range (start == end where none was found), and where it ends."""

    lines: tuple[Line, ...]
    title_start: int
    title_end: int
    end: int


def read_head(text: str, name: str) -> Head:
    """The head of a text whose paper is called `name`; "" if it has no name."""
    lines = [line for line in split_lines(text, 0, _MOST_CHARS) if line.text][:_MOST_LINES]
    prose = next((at for at, line in enumerate(lines) if is_prose(text, line)), len(lines))
    title_start, title_end = named_title(text, name) or unnamed_title(lines[:prose])
    end = _end(lines, prose, title_end)
    return Head(tuple(line for line in lines if line.start < end), title_start, title_end, end)


def _end(lines: Sequence[Line], prose: int, title_end: int) -> int:
    """Where the body begins: after the title and the lines of the head that follow it, or after a salutation."""
    end = at = 0
    if title_end:
        at = next((number for number, line in enumerate(lines) if line.end >= title_end), len(lines) - 1) + 1
        end = max(title_end, lines[at - 1].end)
    else:
        labelled = [number for number in range(prose) if is_head_line(lines[number].text)]
        at = labelled[-1] + 1 if labelled else 0
        end = lines[at - 1].end if labelled else 0
    while at < len(lines) and (is_head_line(lines[at].text) or (at < prose and _is_between(lines[at : at + 2]))):
        end = lines[at].end
        at += 1
    asking = next((number for number, line in enumerate(lines) if "?" in line.text), len(lines))
    salutations = [
        line.end if len(line.text) < _LONGEST_LINE else line.start for line in lines[: asking + 1] if SALUTATION.match(line.text)
    ]
    return max([end, *salutations])


def _is_between(lines: Sequence[Line]) -> bool:
    """Whether who asks stands on the first of two lines, and on the second the head goes on."""
    return len(lines) > 1 and is_of_head(lines[0].text) and is_head_line(lines[1].text)

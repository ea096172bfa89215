"""The head of a document: where it ends, its heading and its title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.extract.alignment import best_chain, occurrences, pair_index, words_of
from etl.extract.dates import DATE
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines

_MOST_CHARS = 5000
_MOST_LINES = 70
_TITLE_CHARS = 2500
# What a paper's name says before the title proper: "Anfrage CDU: ", "Anfrage StR Müller (FW): "
_NAME_PREFIX = re.compile(r"(?:Anfrage|Stellungnahme)[^:]{0,120}:\s*", re.IGNORECASE)
_SALUTATION = re.compile(r"(?:Sehr\s(?:geehrte|verehrte)|Liebe[r]?\s|Guten\sTag)", re.IGNORECASE)
# Values that stand alone on a line of a head: a reference, an agenda item, a cross in a table
_VALUE = re.compile(r"(?:\d{2,4}/\d{1,5}(?:/\d+)?|\d{1,4}(?:\.\d{1,3})*\s?[a-z]?|[xX?]|-|n?ö(?:\s+nö)?)")
_NUMBERED_QUESTION = re.compile(r"(?:\d{1,2}|[A-Z])[.)]\s?\w")
_PROSE_LENGTH = 60
_LEAST_LABELS = 4
_LONGEST_TITLE_LINE = 250
_MOST_TITLE_LINES = 3


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document: its lines that are not blank, its title's range (start == end where none was found), and where it ends."""

    lines: tuple[Line, ...]
    title_start: int
    title_end: int
    end: int


def read_head(text: str, name: str) -> Head:
    """The head of a text whose paper is called `name`."""
    lines = [line for line in split_lines(text, 0, _MOST_CHARS) if line.text][:_MOST_LINES]
    prose = next((at for at, line in enumerate(lines) if _is_prose(text, line)), len(lines))
    title_start, title_end = _named_title(text, name) or _unnamed_title(lines[:prose])
    end = _end(lines, prose, title_end)
    return Head(tuple(line for line in lines if line.start < end), title_start, title_end, end)


def _named_title(text: str, name: str) -> tuple[int, int] | None:
    """Where the head repeats the paper's name."""
    words = words_of(_NAME_PREFIX.sub("", name, count=1))
    head = words_of(text, 0, _TITLE_CHARS)
    if len(words.keys) == 1 and words.keys[0] in head.keys:
        at = head.keys.index(words.keys[0])
        return head.starts[at], head.ends[at]
    hits = best_chain([sorted(occurrences(words.keys, pair_index(head)), key=lambda hit: hit.first)[:1]])
    if not hits:
        return None
    hit = hits[0]
    line_start = text.rfind("\n", 0, head.starts[hit.first]) + 1
    if text.find("\n", line_start, line_start + _LONGEST_TITLE_LINE) < 0 and len(text) > line_start + _LONGEST_TITLE_LINE:
        return None
    start, end = max(head.starts[max(hit.first - hit.from_word, 0)], line_start), head.ends[hit.last]
    for line in split_lines(text, start, end):
        if line.start > start and _NUMBERED_QUESTION.match(line.text):
            return start, start + len(text[start : line.start].rstrip())
    return start, end


def _unnamed_title(lines: Sequence[Line]) -> tuple[int, int]:
    """The subject line, or the few lines after the last value of a head that begins with labels; an empty range where there is neither."""
    for line in lines:
        subject = LAYOUT.labels["subject"].match(line.text)
        if subject and line.text[subject.end() :].strip():
            return line.start + subject.end() + 1, line.end
    known = [at for at, line in enumerate(lines) if is_head_line(line.text) or LAYOUT.person_title.match(line.text)]
    after = lines[known[-1] + 1 :][:_MOST_TITLE_LINES] if len(known) >= _LEAST_LABELS else []
    return (after[0].start, after[-1].end) if after else (0, 0)


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
    while at < len(lines) and is_head_line(lines[at].text):
        end = lines[at].end
        at += 1
    salutations = [line.end if len(line.text) < _LONGEST_TITLE_LINE else line.start for line in lines if _SALUTATION.match(line.text)]
    return max([end, *salutations])


def _is_prose(text: str, line: Line) -> bool:
    """Whether a line is running text: it asks, or is long and no heading that stands alone."""
    if "?" in line.text and not _VALUE.fullmatch(line.text):
        return True
    if LAYOUT.session_body.search(line.text) and len(line.text) < _PROSE_LENGTH:
        return False
    if _NUMBERED_QUESTION.match(line.text):
        return True
    alone = text[line.end : line.end + 2] == "\n\n" and text[max(line.start - 2, 0) : line.start] in ("", "\n\n")
    heading = is_head_line(line.text) or (alone and not line.text.endswith((".", ":", ",")))
    return len(line.text) >= _PROSE_LENGTH and not heading


def is_head_line(line: str) -> bool:
    """Whether a line is a label, a value, a heading or a table row of a head rather than text."""
    if _VALUE.fullmatch(line) or LAYOUT.furniture.match(line) or (LAYOUT.office.match(line) and len(line) < _PROSE_LENGTH):
        return True
    if any(pattern.match(line) for pattern in LAYOUT.labels.values()) or any(pattern.match(line) for pattern in LAYOUT.headings.values()):
        return len(line) < _PROSE_LENGTH or not line.endswith((".", "?"))
    found = DATE.search(line)
    return bool(found) and len(line) < _PROSE_LENGTH and not line.endswith((".", "?"))

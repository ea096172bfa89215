"""The title of a document: where its head repeats the paper's name, else the line or lines that only a title can be."""

import re
from collections.abc import Iterator, Sequence

from etl.extract.alignment import occurrences, pair_index, words_of
from etl.extract.head_lines import SALUTATION, begins_question, is_of_head
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines
from etl.extract.numbering import reference_at
from etl.model.inquiry_names import is_inquiry_name

Range = tuple[int, int]

_TITLE_CHARS = 2500
# What a paper's name says before the title proper: "Anfrage CDU: ", "Anfrage StR Müller (FW): "
_NAME_PREFIX = re.compile(r"(?:Anfrage|Stellungnahme)[^:]{0,120}:\s*", re.IGNORECASE)
# The heading and the title on one line: "Anfrage: Neue Radwege"
_HEADING_AND_TITLE = re.compile(r"[^:]{0,40}?anfrage\s?:\s+(?=\S)", re.IGNORECASE)
# The proper subject below the subject line: "hier: Neue Radwege"
_HERE = re.compile(r"hier\s?:\s*(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"\w")
_LEAST_LABELS = 4
_LEAST_TITLE = 25  # code points besides its heading, of a line that says what an inquiry is about
_LONGEST_TITLE_LINE = 250
_MOST_TITLE_LINES = 3


def named_title(text: str, name: str) -> Range | None:
    """Where the head repeats the paper's name: on lines of its own, not among the words of a sentence."""
    words = words_of(_NAME_PREFIX.sub("", name, count=1))
    head = words_of(text, 0, _TITLE_CHARS)
    if len(words.keys) == 1:
        places = [(0, at, at) for at, word in enumerate(head.keys) if word == words.keys[0]]
    else:
        hits = sorted(occurrences(words.keys, pair_index(head, [words.keys])), key=lambda hit: hit.first)
        places = [(hit.from_word, hit.first, hit.last) for hit in hits]
    titles = (_title_at(text, head.starts[max(first - before, 0)], head.starts[first], head.ends[last]) for before, first, last in places)
    return next((title for title in titles if title and _stands_apart(text, *title)), None)


def _title_at(text: str, start: int, hit: int, end: int) -> Range | None:
    """What of a range can be a title: from the line on that `hit` lies in, which is no whole document, up to a question."""
    line_start = text.rfind("\n", 0, hit) + 1
    if text.find("\n", line_start, line_start + _LONGEST_TITLE_LINE) < 0 and len(text) > line_start + _LONGEST_TITLE_LINE:
        return None
    start = max(start, line_start)
    for line in split_lines(text, start, end):
        if line.start > start and begins_question(line.text):
            return start, start + len(text[start : line.start].rstrip())
    return start, end


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a range is most of its lines, or what a line says after a colon or before anything else."""
    low, high = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before, after = text[low:start].strip(), text[end : high if high >= 0 else len(text)].strip()
    begins = not _WORD.search(before) or before.endswith(":")
    if end - start >= len(before) + len(after):
        return begins or not ("?" in after or after.endswith("."))
    return begins and not after.endswith((".", "?", ":"))


def unnamed_title(lines: Sequence[Line]) -> Range:
    """The title by where it stands in the lines of a head before the text; an empty range where none can be told.

    A subject line; what a line that names the inquiry says more; the lines above the table of sessions; those below the last label.
    """
    for find in (_subject, _said_by_heading, _above_table, _below_labels):
        block = find(lines)
        if block:
            return block[0].start, block[-1].end
    return 0, 0


def _subject(lines: Sequence[Line]) -> list[Line]:
    for at, line in enumerate(lines):
        label = LAYOUT.labels["subject"].match(line.text)
        if label and line.text[label.end() :].strip():
            here = next((_after(below, _HERE) for below in lines[at + 1 : at + 2]), [])
            return here or [_cut(line, label.end())]
    return []


def _said_by_heading(lines: Sequence[Line]) -> list[Line]:
    for at, line in enumerate(lines):
        proper = _after(line, _HEADING_AND_TITLE)
        if proper:
            return proper
        headings = [match.end() for pattern in LAYOUT.headings.values() if (match := pattern.match(line.text))]
        says_more = len(line.text) - max(headings, default=0) >= _LEAST_TITLE
        if says_more and is_inquiry_name(line.text) and "§" not in line.text and not SALUTATION.match(line.text) and not _answers(line):
            return list(_run(lines[at:]))
    return []


def _answers(line: Line) -> bool:
    """Whether a line names the question that it answers: "Zu Frage 1: Im Mai wird gebaut."."""
    reference = reference_at(line.text, 0, len(line.text))
    return reference is not None and reference.answers


def _above_table(lines: Sequence[Line]) -> list[Line]:
    table = next((at for at, line in enumerate(lines) if LAYOUT.labels["table"].match(line.text)), 0)
    above = lines[:table]
    first = next((at for at in range(table - 1, -1, -1) if is_of_head(above[at].text) or _is_apart(above, at + 1)), table - 1)
    return list(above[first + 1 :][:_MOST_TITLE_LINES])


def _below_labels(lines: Sequence[Line]) -> list[Line]:
    known = [at for at, line in enumerate(lines) if is_of_head(line.text)]
    return list(_run(lines[known[-1] + 1 :])) if len(known) >= _LEAST_LABELS else []


def _is_apart(lines: Sequence[Line], at: int) -> bool:
    """Whether a blank line stands before a line that is not the last one."""
    return 0 < at < len(lines) and lines[at].start - lines[at - 1].end > 1


def _run(lines: Sequence[Line]) -> Iterator[Line]:
    """The first line and those directly below it that are no labels."""
    for at, line in enumerate(lines[:_MOST_TITLE_LINES]):
        if at and (_is_apart(lines, at) or is_of_head(line.text)):
            return
        yield line


def _after(line: Line, pattern: re.Pattern[str]) -> list[Line]:
    match = pattern.match(line.text)
    return [_cut(line, match.end())] if match else []


def _cut(line: Line, at: int) -> Line:
    at += len(line.text[at:]) - len(line.text[at:].lstrip())
    return Line(line.start + at, line.end, line.text[at:])

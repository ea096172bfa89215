"""Split German text of councils into sentences: running text, lists, headings.

Reads the normal form (`etl.decode.normal_form`): lines as in the document, a blank line between paragraphs. Wrapped lines run on; a list
mark, a blank line, or a line that ends although the next word had room left in it, ends a sentence as a full stop does.
Linear in the text; never raises. Word lists are data (`sentences.yml`).
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import pairwise

from etl.yaml_text import from_yaml

Range = tuple[int, int]

# A list mark at the start of a line: "- ", "• ", "1. ", "2.3 ", "a) ", "(1) ", a private-use bullet of a symbol font.
LIST_MARK = re.compile(
    r"(?:[-–—•·*▪►➢✓‒\uf000-\uf0ff][ \t]?|\?[ \t]|o[ \t](?=[A-ZÄÖÜ])"
    r"|\(?\d{1,2}(?:\.\d{1,2}){0,2}(?:[.)]|(?<=\.\d)|(?<=\.\d\d))[ \t]|\(?[a-z]\)[ \t])(?=\S)"
)
# What may end a sentence, with the quotes and brackets that close with it.
_STOP = re.compile(r"[.!?…]{1,3}[\"'“”«»’)\]]{0,3}(?=\s|$)")
# A full stop glued to the next sentence, as damaged texts have it: "gegeben.Zu 1".
_GLUED_STOP = re.compile(r"(?:(?<=\w)[!?]|(?<=[a-zäöüß]{2})[.:])(?=[A-ZÄÖÜ][a-zäöüß])")
_BREAK = re.compile(r"\n(\n?)")
# The word before a stop, taken from the last characters before it.
_LAST_WORD = re.compile(r"[\w.&/-]+$")
_NEXT_WORD = re.compile(r"\s*[\"'„“‚(\[»]*([\w§&.-]+)")
_NUMBER = re.compile(r"(?:\d{1,2}\.)*\d{1,3}|[IVX]{1,5}")
_INITIAL = re.compile(r"[A-ZÄÖÜa-zäöü]|[a-zäöü](?:\.[a-zäöüA-ZÄÖÜ]){1,3}")
_OPEN_ENDS = (",", "/", "&", "(", "„", "-")  # of a line: the sentence runs on

_LOOK_BACK = 30
_LOOK_AHEAD = 60
_LEAST_WRAP = 40
_ROOM = 0.75  # of the width: a line that leaves more than the rest to the next word is the last of its block
_ROOM_IN_SENTENCE = 0.5  # the same after a lower-case word, which seldom ends a heading


@cache
def _words() -> dict[str, frozenset[str]]:
    """The word lists of `sentences.yml`."""
    lists = from_yaml(resources.files(__package__).joinpath("sentences.yml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in lists.items()}


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    r"""Half-open ranges of the sentences of text[start:end], in order, without white space at their ends.

    A list mark belongs to no sentence.

    >>> text = "Die Stadt hat am 3. Mai begonnen. Geprüft wird:\n- der Weg, z. B. im Süden\n- die Brücke"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Die Stadt hat am 3. Mai begonnen.', 'Geprüft wird:', 'der Weg, z. B. im Süden', 'die Brücke']
    """
    last = len(text) if end is None else min(end, len(text))
    found = []
    for low, high in _blocks(text, max(start, 0), last):
        mark = LIST_MARK.match(text, low, high)
        begin = mark.end() if mark else low
        for cut in (*_cuts(text, begin, high), high):
            piece = _trimmed(text, begin, cut)
            if piece:
                found.append(piece)
            begin = cut
    return found


def _blocks(text: str, start: int, end: int) -> Iterator[Range]:
    """Ranges without a paragraph break, list item or heading inside."""
    lines = _lines(text, start, end)
    if not lines:
        return
    wide = _wrap_width([high - low for low, high in lines])
    begin = lines[0][0]
    for (low, high), (next_low, next_high) in pairwise(lines):
        if _is_break(text, (low, high), (next_low, next_high), wide):
            yield begin, high
            begin = next_low
    yield begin, lines[-1][1]


def _lines(text: str, start: int, end: int) -> list[Range]:
    lines, low = [], start
    for match in _BREAK.finditer(text, start, end):
        if match.start() > low:
            lines.append((low, match.start()))
        low = match.end()
    if low < end:
        lines.append((low, end))
    return lines


def _wrap_width(lengths: list[int]) -> int:
    """The width at which lines wrap: the median of all but short lines, since lines that a hyphen joined are longer."""
    filled = sorted(length for length in lengths if length >= _LEAST_WRAP)
    return filled[len(filled) // 2] if filled else _LEAST_WRAP


def _is_break(text: str, line: Range, following: Range, wide: int) -> bool:
    if following[0] - line[1] > 1:
        return True
    tail = text[max(line[0], line[1] - _LOOK_BACK) : line[1]].rstrip()
    head = text[following[0] : min(following[1], following[0] + _LOOK_AHEAD)].lstrip()
    last_word = tail.rsplit(" ", 1)[-1]
    runs_on = tail.endswith(_OPEN_ENDS) or last_word.lower() in _words()["open_ends"]
    if LIST_MARK.match(head):
        return not (head[:1].isdigit() and runs_on)
    if head[:1].islower() or runs_on:
        return False
    room = _ROOM if last_word[:1].isupper() else _ROOM_IN_SENTENCE
    return line[1] - line[0] + 1 + len(head.split(" ", 1)[0]) < wide * room


def _cuts(text: str, low: int, high: int) -> Iterator[int]:
    glued = {match.end() for match in _GLUED_STOP.finditer(text, low, high)}
    stops = {match.end() for match in _STOP.finditer(text, low, high) if match.end() < high and _ends_sentence(text, low, match)}
    yield from sorted(glued | stops)


def _ends_sentence(text: str, low: int, stop: re.Match[str]) -> bool:
    following = _NEXT_WORD.match(text, stop.end(), stop.end() + _LOOK_AHEAD)
    after = following[1] if following else ""
    if after[:1].islower():
        return False
    if stop[0] != ".":
        return True
    before = _LAST_WORD.search(text[max(low, stop.start() - _LOOK_BACK) : stop.start()])
    return before is None or _word_can_end(before[0], after)


def _word_can_end(word: str, after: str) -> bool:
    plain, words = word.lower(), _words()
    starts_anew = after.lower() in words["starters"]
    if _NUMBER.fullmatch(word):
        return starts_anew and after.lower() not in words["months"]
    if words["abbreviations"].intersection((plain.rsplit(".", 1)[-1], plain.rsplit("-", 1)[-1])) or _INITIAL.fullmatch(word):
        return plain in words["may_end"] and starts_anew
    return True


def _trimmed(text: str, low: int, high: int) -> Range | None:
    while low < high and text[low].isspace():
        low += 1
    while low < high and text[high - 1].isspace():
        high -= 1
    return (low, high) if low < high else None

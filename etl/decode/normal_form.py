r"""The normalised text of a document: what offsets count in, what is published, what is read.

The normal form is NFC; lines are kept, one "\n" each, one blank line at most between them; runs of spaces are one space; words broken by
a hyphen at a line end are joined; control characters and soft hyphens are gone; page numbers and lines that repeat at the head or foot of
pages are gone. The normal form of a normal form is itself.
The rules are few because everything that is published counts in this text: a change here moves every offset (raise `VERSION`).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from etl.model.documents import Page

VERSION = "2"

# What parts lines besides "\n": vertical tab (Word's soft break), form feed, next line, line and paragraph separator
_LINE_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters, soft hyphens, marks without width, and halves of surrogate pairs, which no encoding can write
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ud800-\udfff\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*\d{1,3}\s*[-–—]|(?:Seite|Blatt)\s+\d{1,3}(?:\s*(?:von|/)\s*\d{1,3})?|\d{1,3}\s*/\s*\d{1,3})", re.IGNORECASE
)
_SHORT_NUMBER = re.compile(r"(?<!\d)[0-9]{1,3}(?!\d)")
_BROKEN = re.compile(r"\w[-‐‑]")  # the end of a line
_LOWER_WORD = re.compile(r"([a-zäöüß]+)")
_CONTINUES_COMPOUND = frozenset(("und", "oder", "bzw", "sowie", "bis", "als", "noch", "wie"))
# PDFium writes U+FFFE where a line-end hyphen stood and joins the lines; what follows says whether the hyphen belongs to the word.
_PDFIUM_HYPHEN = re.compile(r"\ufffe(\s*)(?=(\w*))")
_LIST_MARK = re.compile(r"(?:\d{1,2}[.)]|[a-z]\)|[-–•*])\s")
_ENDS_SENTENCE = (".", "!", "?", ":", ";", "“", '"')
_BOUNDARY = "\f"  # stands for a page break or a removed line until it is known whether the text runs on across it
_LEAST_RUNNING_LINE = 45
_EDGE_LINES = 3
_LEAST_PAGES_FOR_FURNITURE = 3

Line = tuple[int, str]


def normalise_pages(raw_pages: Sequence[str]) -> tuple[str, tuple[Page, ...]]:
    r"""The normal form of a document's pages, and where each page lies in it.

    >>> normalise_pages(["Die Verwal-\ntung  prüft.\n\n\n", "Seite 2\nEnde"])
    ('Die Verwaltung prüft.\n\nEnde', (Page(number=1, start=0, end=23), Page(number=2, start=23, end=27)))
    """
    pages = [_clean_lines(raw) for raw in raw_pages]
    furniture = _repeated_edges(pages)
    lines: list[Line] = []
    for number, page in enumerate(pages, 1):
        if number > 1:
            lines.append((number, _BOUNDARY))
        lines += [(number, _BOUNDARY if _is_furniture(line, at, number, len(page), furniture) else line) for at, line in enumerate(page)]
    return _assemble(_settled(lines), len(pages))


def normalise_text(raw: str) -> str:
    r"""The normal form of a text; form feeds part its pages.

    >>> normalise_text("Verwaltungs-\nund Schulamt,\tBau-\nBürgeramt")
    'Verwaltungs-\nund Schulamt, Bau-\nBürgeramt'
    """
    return normalise_pages(raw.split("\f"))[0]


def _clean_lines(raw: str) -> list[str]:
    text = _PDFIUM_HYPHEN.sub(_pdfium_hyphen, _LINE_BREAK.sub("\n", raw))
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text))
    return [_SPACES.sub(" ", line).strip() for line in text.split("\n")]


def _pdfium_hyphen(match: re.Match[str]) -> str:
    word = match[2]
    if word[:1].islower() and word not in _CONTINUES_COMPOUND:
        return ""
    return "- " if word in _CONTINUES_COMPOUND else "-"


def _repeated_edges(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Lines that stand at the head or foot of most pages of a document of some length, as they are or but for the page's number."""
    if len(pages) < _LEAST_PAGES_FOR_FURNITURE:
        return frozenset()
    seen: Counter[str] = Counter()
    for number, page in enumerate(pages, 1):
        filled = [line for line in page if line]
        seen.update({form for line in (*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]) for form in _forms(line, number)})
    least = max(_LEAST_PAGES_FOR_FURNITURE, len(pages) * 2 // 3)
    return frozenset(line for line, count in seen.items() if count >= least)


def _is_furniture(line: str, at: int, number: int, count: int, furniture: frozenset[str]) -> bool:
    if _PAGE_NUMBER.fullmatch(line):
        return True
    near_edge = at < 2 * _EDGE_LINES or at >= count - 2 * _EDGE_LINES
    return bool(line) and near_edge and not furniture.isdisjoint(_forms(line, number))


def _forms(line: str, number: int) -> set[str]:
    """A line as it is, and with one of its numbers counted from its page: "Vorlage – 3" on page 2 is "Vorlage – +1", as on every page."""
    counted = (f"{line[: match.start()]}{int(match[0]) - number:+d}{line[match.end() :]}" for match in _SHORT_NUMBER.finditer(line))
    return {line, *counted}


def _settled(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines with their blank lines and hyphens put right, again until nothing changes: what was joined may be a page number."""
    while (settled := _joined(_single_blanks(lines))) != lines:
        lines = [(number, _BOUNDARY if _PAGE_NUMBER.fullmatch(line) else line) for number, line in settled]
    return settled


def _single_blanks(lines: Iterable[Line]) -> list[Line]:
    """At most one blank line between two lines, none where a sentence runs on across a page break."""
    kept: list[Line] = []
    blank = boundary = False
    for number, line in lines:
        if not line or line == _BOUNDARY:
            blank, boundary = True, boundary or line == _BOUNDARY
            continue
        if blank and kept and not (boundary and _runs_on(kept[-1][1], line)):
            kept.append((number, ""))
        kept.append((number, line))
        blank = boundary = False
    return kept


def _runs_on(before: str, after: str) -> bool:
    if before.endswith(_ENDS_SENTENCE) or _LIST_MARK.match(after):
        return False
    return after[:1].islower() or before.endswith((",", "-")) or len(before) >= _LEAST_RUNNING_LINE


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Join words that a hyphen breaks at a line end, also where a blank line or a page break lies between."""
    out: list[Line] = []
    for number, line in lines:
        before = 1 if out and out[-1][1] else 2
        if line and len(out) >= before and _BROKEN.fullmatch(out[-before][1][-2:]) and _continues_word(line):
            page, start = out[-before]
            out[-before:] = [(page, start[:-1] + line)]
        else:
            out.append((number, line))
    return out


def _continues_word(line: str) -> bool:
    word = _LOWER_WORD.match(line)
    return word is not None and word[1] not in _CONTINUES_COMPOUND


def _assemble(lines: Sequence[Line], count: int) -> tuple[str, tuple[Page, ...]]:
    starts: dict[int, int] = {}
    at, parts = 0, []
    for number, line in lines:
        if line:
            starts.setdefault(number, at)
        parts.append(line)
        at += len(line) + 1
    text = "\n".join(parts)
    pages, end = [], len(text)
    for number in range(count, 0, -1):
        start = min(starts.get(number, end), end)
        pages.append(Page(number, start if number > 1 else 0, end))
        end = start
    return text, tuple(reversed(pages))

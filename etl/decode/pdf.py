"""Text of a PDF, page by page, with PDFium: its reading order, and blank lines where the page leaves vertical space.

Source: https://pypdfium2.readthedocs.io/ (raw page text, character boxes).
"""

import statistics
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2 as pdfium

from etl.errors import DecodeError

_NEWLINE = "\r\n"
_PARAGRAPH_GAP = 1.6  # lines further apart than this many usual line distances have a blank line between them
_LEAST_LINE_DISTANCE = 2.0  # points; less is the same line (superscripts, justified fragments)
_NO_TEXT = 16  # a page with fewer letters than this has no text layer worth the name


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """Open a PDF.

    Raises:
        DecodeError: if the bytes are no PDF that can be read, or need a password.
    """
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise DecodeError("the PDF is encrypted" if locked else f"the PDF cannot be read ({error})") from error


def read_pages(document: pdfium.PdfDocument) -> Iterator[str]:
    """The text of each page, lines parted by newlines, a blank line where a paragraph ends.

    Raises:
        DecodeError: if a page is damaged.
    """
    for index in range(len(document)):
        try:
            page = document[index]
            text_page = page.get_textpage()
            yield _page_text(text_page)
            text_page.close()
            page.close()
        except pdfium.PdfiumError as error:
            raise DecodeError(f"page {index + 1} of the PDF cannot be read ({error})") from error


def has_text(page_text: str) -> bool:
    """Whether a page's text layer holds more than a stray mark.

    >>> has_text("Seite 1"), has_text("Die Verwaltung nimmt Stellung.")
    (False, True)
    """
    return sum(map(str.isalpha, page_text)) >= _NO_TEXT


def _page_text(text_page: pdfium.PdfTextPage) -> str:
    if text_page.count_chars() < 1:
        return ""
    lines = text_page.get_text_range().split(_NEWLINE)
    spans = _line_spans(text_page, lines)
    distances = [above - below for (_, above), (below, _) in pairwise(spans) if above - below > _LEAST_LINE_DISTANCE]
    usual = statistics.median_low(distances) if distances else 0.0
    out = [lines[0]]
    for line, ((_, above), (below, _)) in zip(lines[1:], pairwise(spans), strict=True):
        if usual and above - below > _PARAGRAPH_GAP * usual:
            out.append("")
        out.append(line)
    return "\n".join(out)


def _line_spans(text_page: pdfium.PdfTextPage, lines: list[str]) -> list[tuple[float, float]]:
    """The vertical middle of each line's first and last character: they differ where PDFium joined hyphenated lines."""
    spans, at, previous = [], 0, 0.0
    for line in lines:
        filled = line.strip()
        first = previous
        if filled:
            start = at + line.index(filled[0])
            first, previous = _middle(text_page, start), _middle(text_page, start + len(filled) - 1)
        spans.append((first, previous))
        at += len(line) + len(_NEWLINE)
    return spans


def _middle(text_page: pdfium.PdfTextPage, index: int) -> float:
    _, bottom, _, top = text_page.get_charbox(index, loose=True)
    return float(bottom + top) / 2


def has_picture(document: pdfium.PdfDocument, index: int) -> bool:
    """Whether a page shows a picture (as a scanned page does; an empty page does not)."""
    return any(document[index].get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))

"""The text of a file, whatever it is: what it is decides its bytes, not its name or what the server calls it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from etl.decode.language import language_of
from etl.decode.normal_form import VERSION, normalise_pages
from etl.errors import DecodeError
from etl.model import media_types
from etl.model.documents import Page
from etl.model.media_types import HTML, PDF, PLAIN

#: Raised when the same bytes give another text than before: the readers or the normal form changed.
TEXT_VERSION = f"text/2/{VERSION}"

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_LARGEST_BYTES = 200 << 20


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A file's text in normal form with its pages.

    text_method_code: how it was got (text-layer, ocr, api, plain); media_type: of the file's bytes; language: ISO 639-1, "" if unknown.
    """

    text: str
    pages: tuple[Page, ...]
    text_method_code: str
    media_type: str
    language: str = ""


def decode_text(data: bytes) -> DecodedText:
    """Read a file.

    Raises:
        DecodeError: if it is empty, encrypted, damaged, of a kind that is not read, or holds no text.
    """
    if not data.strip():
        raise DecodeError("the file is empty")
    if len(data) > _LARGEST_BYTES:
        raise DecodeError(f"the file has {len(data) >> 20} MB, more than is read")
    media_type = sniff(data)
    raw_pages, method = _READERS[media_type](data)
    text, pages = normalise_pages(raw_pages)
    if not text:
        raise DecodeError("the file holds no text")
    return DecodedText(text, pages, method, media_type, language_of(text))


def normalise_api_text(text: str) -> DecodedText:
    """The text that a server gives with a File object, in normal form."""
    normal, pages = normalise_pages(text.split("\f"))
    return DecodedText(normal, pages, "api", PLAIN, language_of(normal))


def sniff(data: bytes) -> str:
    """The media type of bytes.

    Raises:
        DecodeError: if it is none that can be read.
    """
    found = media_types.sniffed_type(data)
    if found == media_types.OLE:
        raise DecodeError("the file is an old Office document, which is not read")
    if found == media_types.UNKNOWN:
        raise DecodeError("the file is of no kind that is read (PDF, DOCX, HTML, text)")
    return DOCX if found == media_types.ZIP else found


def decode_plain(data: bytes) -> str:
    """The text of bytes: UTF-8 or UTF-16 by its mark, else what old German systems write.

    >>> decode_plain("Grüße".encode("cp1252"))
    'Grüße'
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


# A reader loads its library when a file of its kind comes: most councils have PDFs only, and most nights nothing to read.


def _read_pdf(data: bytes) -> tuple[Sequence[str], str]:
    from etl.decode import ocr, pdf

    document = pdf.open_pdf(data)
    try:
        pages = list(pdf.read_pages(document))
        scanned = [index for index, page in enumerate(pages) if not pdf.has_text(page) and pdf.has_picture(document, index)]
        if not scanned or (any(map(pdf.has_text, pages)) and not ocr.is_available()):
            return pages, "text-layer"  # a page that shows a mere logo or signature must not cost the text of the others
        for index in scanned:
            pages[index] = ocr.read_page(document, index) or pages[index]
        return pages, "ocr"
    finally:
        document.close()


def _read_plain(data: bytes) -> tuple[Sequence[str], str]:
    return decode_plain(data).split("\f"), "plain"


def _read_html(data: bytes) -> tuple[Sequence[str], str]:
    from etl.decode import html

    return [html.read(data)], "plain"


def _read_docx(data: bytes) -> tuple[Sequence[str], str]:
    from etl.decode import docx

    return [docx.read(data)], "plain"


_READERS: dict[str, Callable[[bytes], tuple[Sequence[str], str]]] = {PDF: _read_pdf, DOCX: _read_docx, HTML: _read_html, PLAIN: _read_plain}

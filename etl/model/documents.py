"""A document as the reading stages see it: normalised text with its pages."""

import re
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")


def fold_whitespace(text: str) -> str:
    r"""Write every run of white space as one space, as published quotes have it.

    >>> fold_whitespace(" zu  Frage\n 2 ")
    'zu Frage 2'
    """
    return _SPACE.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1 and the half-open range of its text, in Unicode code points."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a paper, read.

    document_id: the published id ("id/document/…"); source_url: the id that the source gives the file;
    name: what the source calls the file ("StN GRÜNE Wohnverhältnisse"); text: the normalised text that offsets count in
    (see `etl.decode.normal_form`); pages: in order, covering the text; media_type: as sniffed from the bytes;
    text_method_code: text-layer, ocr, api or plain; sha256: of the file's bytes; date: the file's own date, ISO 8601, or "";
    language: of the text, ISO 639-1, or "" if it is not known.
    """

    document_id: str
    source_url: str
    name: str
    text: str
    pages: tuple[Page, ...] = ()
    media_type: str = ""
    text_method_code: str = "plain"
    sha256: str = ""
    date: str = ""
    language: str = ""

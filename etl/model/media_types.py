"""What bytes are, whatever a server calls them."""

PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
HTML = "text/html"
PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"

_SNIFFED = 2048
_MARKUP = (b"<html", b"<!doctype html", b"<body", b"<head", b"<p>", b"<div")


def sniffed_type(data: bytes) -> str:
    """The media type of bytes by their beginning: that of a container (ZIP for DOCX, OLE for old Office) where it is one.

    >>> sniffed_type(b"%PDF-1.4"), sniffed_type(b"<!-- --><html>"), sniffed_type("Grüße".encode("cp1252"))
    ('application/pdf', 'text/html', 'text/plain')
    """
    start = data[:_SNIFFED]
    if b"%PDF-" in start:
        return PDF
    if start.startswith(b"PK\x03\x04"):
        return ZIP
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLE
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if head.startswith(b"<") and any(mark in head for mark in _MARKUP):
        return HTML
    return UNKNOWN if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")) else PLAIN


def promises_pdf(media_type: str, url: str) -> bool:
    """Whether a server says of a file that it is a PDF, by its media type (as it writes it) or its URL.

    >>> promises_pdf("pdf", ""), promises_pdf("", "https://x.example/1.PDF"), promises_pdf("text/html", "https://x.example/1")
    (True, True, False)
    """
    return "pdf" in media_type.lower() or url.lower().endswith(".pdf")

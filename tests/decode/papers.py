"""Tiny files of every kind, made in memory."""

import io
from collections.abc import Sequence

from docx import Document
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_LEFT, _TOP, _LINE = 72, 770, 14


def pdf(pages: Sequence[Sequence[str]], *, password: str = "", picture: Image.Image | None = None) -> bytes:
    """A PDF with these lines on its pages, "" leaves a line free; the picture stands on every page without lines."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password) if password else None, invariant=True)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(_LEFT, _TOP - number * _LINE, line)
        if not lines and picture:
            canvas.drawImage(ImageReader(picture), _LEFT, 400, width=picture.width / 3, height=picture.height / 3)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def picture(words: str) -> Image.Image:
    """A picture of words, large enough to be read."""
    image = Image.new("L", (1200, 200), 255)
    ImageDraw.Draw(image).text((20, 60), words, fill=0, font=ImageFont.load_default(60))
    return image


def docx(paragraphs: Sequence[str]) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def docx_table() -> bytes:
    """A table whose first row is one cell and whose first column is one cell below it."""
    document = Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Kopf"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Seite"
    for column in (1, 2):
        for row in (1, 2):
            table.cell(row, column).text = f"Zelle {row}{column}"
    return saved(document)


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()

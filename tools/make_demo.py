"""Make the files of the demo council from their text sources: `python tools/make_demo.py [FOLDER]` writes etl/demo/files.

A text source (etl/demo/documents/*.txt) says in its first line what becomes of it (%pdf, %scan, %broken, %docx). Then every line is
one of: "= " letterhead, "# " kind of paper, "## " title, ": " line of its own, "*" bold paragraph, "- " bullet, "| " table row,
else a paragraph. "~" marks where a word may be broken at a line end. HTML sources are copied.
The same sources give the same bytes as long as reportlab, PDFium and Pillow stay the same.
"""

import io
import shutil
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pypdfium2
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

DEMO = Path(__file__).resolve().parents[1] / "etl" / "demo"
MARKS = {"## ": "title", "# ": "kind", "= ": "head", ": ": "line", "*": "bold", "- ": "bullet", "| ": "row"}
MADE_AT = datetime(2024, 7, 1, tzinfo=UTC)  # the date that every file bears, so that its bytes do not depend on the day
SCAN_DPI = 170
BLACK_BELOW = 150  # grey level that a scan in black and white takes for ink

_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10.5, leading=14, spaceAfter=7, embeddedHyphenation=1)
STYLES = {
    "text": ParagraphStyle("justified", parent=_TEXT, alignment=TA_JUSTIFY),
    "head": ParagraphStyle("head", parent=_TEXT, fontName="Helvetica-Bold", fontSize=13, leading=17, spaceAfter=0),
    "kind": ParagraphStyle("kind", parent=_TEXT, fontName="Helvetica-Bold", fontSize=14, leading=20, spaceBefore=16, spaceAfter=8),
    "title": ParagraphStyle("title", parent=_TEXT, fontName="Helvetica-Bold", fontSize=12, leading=16, spaceBefore=12, spaceAfter=10),
    "line": ParagraphStyle("line", parent=_TEXT, spaceAfter=0),
    "bold": ParagraphStyle("bold", parent=_TEXT, fontName="Helvetica-Bold", spaceBefore=5),
    "bullet": ParagraphStyle("bullet", parent=_TEXT, leftIndent=16, bulletIndent=4, spaceAfter=4),
}
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "#777777"), ("FONTSIZE", (0, 0), (-1, -1), 9), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)])


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document: its kind (a value of MARKS, "text" or "gap") and its text."""

    kind: str
    text: str = ""

    @property
    def cells(self) -> list[str]:
        """The cells of a table row."""
        return [cell.strip() for cell in self.text.split("|")]


def parse_source(source: str) -> tuple[str, list[Block]]:
    r"""The form of a text source ("pdf", "scan", …) and its blocks.

    >>> parse_source("%pdf\n# ANFRAGE\n\nZwei Worte")
    ('pdf', [Block(kind='kind', text='ANFRAGE'), Block(kind='gap', text=''), Block(kind='text', text='Zwei Worte')])
    """
    first, *lines = source.rstrip().split("\n")
    return first.removeprefix("%"), [_block(line) for line in lines]


def _block(line: str) -> Block:
    if not line:
        return Block("gap")
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return Block(kind, line.removeprefix(mark).strip())
    return Block("text", line)


def render_pdf(blocks: list[Block], title: str) -> bytes:
    """A PDF with a text layer: A4, a page number at the foot of each page."""
    out = io.BytesIO()
    template = SimpleDocTemplate(out, pagesize=A4, title=title, author="Stadt Musterstadt", lang="de", invariant=1)
    template.leftMargin, template.rightMargin, template.topMargin, template.bottomMargin = 2.5 * cm, 2.2 * cm, 2 * cm, 2.2 * cm
    template.build(_flowables(blocks), canvasmaker=NumberedCanvas)
    return out.getvalue()


class NumberedCanvas(Canvas):
    """A canvas that ends each page with its number."""

    def showPage(self) -> None:  # noqa: N802  (reportlab's name)
        """Write the page number and go on to the next page."""
        self.setFont("Helvetica", 8)
        self.drawCentredString(A4[0] / 2, 1.2 * cm, f"Seite {self.getPageNumber()}")
        super().showPage()


def _flowables(blocks: list[Block]) -> list[Flowable]:
    flowables: list[Flowable] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        run = list(group)
        if kind == "row":
            flowables.append(Table([block.cells for block in run], style=GRID, hAlign="LEFT", spaceAfter=10))
        elif kind == "gap":
            flowables.append(Spacer(1, 5))
        else:
            bullet = "-" if kind == "bullet" else None
            flowables += [Paragraph(escape(block.text).replace("~", "\u00ad"), STYLES[kind], bulletText=bullet) for block in run]
    return flowables


def render_scan(blocks: list[Block], title: str) -> bytes:
    """A PDF that holds pictures of its pages only, in black and white, as an office scanner makes them."""
    with pypdfium2.PdfDocument(render_pdf(blocks, title)) as document:
        pages = [page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil() for page in document]
    inked = [page.point(lambda grey: 255 if grey > BLACK_BELOW else 0).convert("1") for page in pages]
    out, made_at = io.BytesIO(), MADE_AT.timetuple()
    options = {"resolution": SCAN_DPI, "title": title, "creationDate": made_at, "modDate": made_at}
    inked[0].save(out, "PDF", save_all=True, append_images=inked[1:], **options)
    return out.getvalue()


def render_broken(blocks: list[Block], title: str) -> bytes:
    """The first bytes of a PDF and nothing after them, as an interrupted upload leaves it."""
    return render_pdf(blocks, title)[:300]


def render_docx(blocks: list[Block], title: str) -> bytes:
    """A DOCX file with headings, a table and paragraphs."""
    document = docx.Document()
    core = document.core_properties
    core.title, core.author, core.created, core.modified = title, "Stadt Musterstadt", MADE_AT, MADE_AT
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        run = list(group)
        if kind == "row":
            rows = [block.cells for block in run]
            table = document.add_table(len(rows), len(rows[0]))
            for cell, text in zip((cell for row in table.rows for cell in row.cells), (text for row in rows for text in row), strict=True):
                cell.text = text
        elif kind in ("head", "kind", "title"):
            for block in run:
                document.add_heading(block.text, level=1 if kind == "kind" else 2)
        elif kind != "gap":
            for block in run:
                document.add_paragraph().add_run(block.text.replace("~", "")).bold = kind == "bold"
    raw = io.BytesIO()
    document.save(raw)
    return _with_fixed_times(raw.getvalue())


def _with_fixed_times(archive: bytes) -> bytes:
    """The same ZIP archive with one time for every member, so that its bytes do not depend on the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, MADE_AT.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


RENDERERS = {"pdf": render_pdf, "scan": render_scan, "broken": render_broken, "docx": render_docx}
ENDINGS = {"docx": ".docx"}


def make_files(folder: Path, *, sources: Path = DEMO / "documents") -> list[Path]:
    """Write every file of the demo council into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sorted(sources.iterdir()):
        if source.suffix == ".html":
            made.append(Path(shutil.copyfile(source, folder / source.name)))
            continue
        form, blocks = parse_source(source.read_text(encoding="utf-8"))
        title = next(block.text for block in blocks if block.kind in ("title", "kind"))
        path = folder / f"{source.stem}{ENDINGS.get(form, '.pdf')}"
        path.write_bytes(RENDERERS[form](blocks, title))
        made.append(path)
    return made


if __name__ == "__main__":
    for made_file in make_files(Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO / "files"):
        print(f"{made_file.stat().st_size:>7} {made_file}")

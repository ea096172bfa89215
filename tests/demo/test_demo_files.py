import re
import zlib
from importlib.metadata import version
from pathlib import Path

import docx
import pypdfium2
import pytest

from etl.paths import DEMO
from tools.make_demo import make_files, parse_source

FILES = DEMO / "files"
SOURCES = {path.stem: parse_source(path.read_text(encoding="utf-8")) for path in sorted((DEMO / "documents").glob("*.txt"))}
TEXT_PDFS = [stem for stem, (form, _) in SOURCES.items() if form == "pdf"]
# What made the committed files; other versions may write other bytes for the same page.
MADE_WITH = {"reportlab": "5.1.0", "pypdfium2": "5.15.2", "pillow": "13.0.0", "python-docx": "1.2.0", "zlib": "1.2.13"}
HYPHENS = "\x02\ufffe\u00ad"  # what PDFium writes for a hyphen at a line end, depending on its version


def _pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _words(text: str) -> list[str]:
    return re.sub(f"[{HYPHENS}]\\s*", "", text).split()


def _source_words(stem: str) -> list[str]:
    return [word for block in SOURCES[stem][1] for word in block.text.replace("~", "").replace("|", " ").split()]


@pytest.mark.parametrize("stem", TEXT_PDFS)
def test_a_text_pdf_says_what_its_source_says(stem: str) -> None:
    read = [word for page in _pages(FILES / f"{stem}.pdf") for word in _words(page)[:-2]]  # without the page number
    assert [word for word in read if word != "-"] == _source_words(stem)


@pytest.mark.parametrize("stem", TEXT_PDFS)
def test_a_text_pdf_begins_with_its_letterhead(stem: str) -> None:
    assert _pages(FILES / f"{stem}.pdf")[0].startswith(SOURCES[stem][1][0].text)


def test_pages_end_with_their_number() -> None:
    assert [page.split()[-2:] for page in _pages(FILES / "01-stellungnahme.pdf")] == [["Seite", "1"], ["Seite", "2"]]


def test_words_are_broken_at_line_ends() -> None:
    assert any(mark in page for mark in HYPHENS for page in _pages(FILES / "01-stellungnahme.pdf"))


def test_a_sentence_runs_across_a_page_break() -> None:
    before, after = (page.rsplit("Seite", 1)[0].strip() for page in _pages(FILES / "01-stellungnahme.pdf"))
    assert "wird mit dem Bau im Frühjahr 2025" in " ".join(f"{before} {after}".split())
    assert not before.endswith(".")


def test_the_scan_holds_a_picture_only() -> None:
    assert _pages(FILES / "07-stellungnahme.pdf") == [""]


def test_the_broken_file_cannot_be_opened() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(FILES / "09-stellungnahme.pdf")


def test_the_docx_begins_with_its_letterhead() -> None:
    assert docx.Document(str(FILES / "14-stellungnahme.docx")).paragraphs[0].text == "STADT MUSTERSTADT"


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in FILES.iterdir()) < 600_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.name: path for path in make_files(tmp_path_factory.mktemp("demo"))}


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_a_file_is_made_again_byte_by_byte(made: dict[str, Path], name: str) -> None:
    here = {tool: zlib.ZLIB_RUNTIME_VERSION if tool == "zlib" else version(tool) for tool in MADE_WITH}
    if here != MADE_WITH:
        pytest.skip(f"the committed files were made with {MADE_WITH}, here is {here}; the tests above compare their texts")
    assert made[name].read_bytes() == (FILES / name).read_bytes()


def test_no_file_is_left_over(made: dict[str, Path]) -> None:
    assert set(made) == {path.name for path in FILES.iterdir()}

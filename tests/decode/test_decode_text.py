"""Texts of files: what a file is decides its bytes, and what cannot be read says why."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.decode import decode_text, normalise_api_text, ocr, ocr_is_available
from etl.decode.text import DOCX, sniff
from etl.errors import DecodeError
from etl.model.media_types import HTML, PDF, PLAIN
from etl.paths import DEMO
from tests.decode import papers

OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
needs_ocr = pytest.mark.skipif(not ocr_is_available(), reason="the extra `ocr` is not installed")


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)


def _reason(data: bytes) -> str:
    with pytest.raises(DecodeError) as caught:
        decode_text(data)
    return str(caught.value)


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _members(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("data", [b"", b"  \r\n\t"])
def test_an_empty_file_says_so(data: bytes) -> None:
    assert _reason(data) == "the file is empty"


def test_an_encrypted_pdf_says_so() -> None:
    assert _reason(papers.pdf([["Die Verwaltung nimmt Stellung."]], password="geheim")) == "the PDF is encrypted"


def test_a_pdf_cut_off_at_its_beginning_says_so() -> None:
    assert _reason(papers.pdf([["Die Verwaltung nimmt Stellung."]])[:200]).startswith("the PDF cannot be read")


def test_the_demo_council_s_broken_pdf_says_so() -> None:
    assert _reason((DEMO / "files" / "09-stellungnahme.pdf").read_bytes()).startswith("the PDF cannot be read")


def test_an_old_office_document_says_so() -> None:
    assert _reason(OFFICE + b"\0" * 600) == "the file is an old Office document, which is not read"


def test_a_picture_file_is_of_no_kind_that_is_read() -> None:
    assert "of no kind that is read" in _reason(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def test_a_zip_that_is_no_docx_says_so() -> None:
    assert _reason(_zip({"antwort.txt": b"Ja."})) == "the file is an archive, but no DOCX"


def test_a_file_without_words_holds_no_text() -> None:
    assert _reason(b"<html><body><p> </p></body></html>") == "the file holds no text"


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.decode.text._LARGEST_BYTES", 3)
    assert "more than is read" in _reason(b"Nein.")


def test_a_pdf_gives_its_text_and_pages() -> None:
    decoded = decode_text(papers.pdf([["Die Verwaltung nimmt Stellung."], ["Das ist die zweite Seite."]]))
    assert decoded.text == "Die Verwaltung nimmt Stellung.\n\nDas ist die zweite Seite."
    assert (decoded.media_type, decoded.text_method_code, len(decoded.pages)) == (PDF, "text-layer", 2)


def test_vertical_space_in_a_pdf_is_a_blank_line() -> None:
    lines = ["Erste Zeile des Absatzes", "zweite Zeile des Absatzes.", "", "", "Neuer Absatz beginnt hier", "und endet hier."]
    assert decode_text(papers.pdf([lines])).text.split("\n\n") == ["\n".join(lines[:2]), "\n".join(lines[4:])]


def test_a_word_that_a_pdf_breaks_is_joined() -> None:
    assert "Verwaltung prüft" in decode_text(papers.pdf([["Die Stadtverwal-", "tung und die Verwal-", "tung prüft es."]])).text


def test_a_compound_that_a_pdf_breaks_keeps_its_hyphen() -> None:
    text = decode_text(papers.pdf([["Zuständig sind Verwaltungs-", "und Schulamt der Stadt."]])).text
    assert "Verwaltungs- und Schulamt" in " ".join(text.split())


def test_bytes_before_the_mark_of_a_pdf_are_forgiven() -> None:
    assert sniff(b"\r\n\r\n" + papers.pdf([["Text"]])) == PDF


def test_a_page_without_text_costs_nothing() -> None:
    decoded = decode_text(papers.pdf([["Die Verwaltung nimmt Stellung."], []]))
    assert (decoded.text_method_code, len(decoded.pages)) == ("text-layer", 2)


@pytest.mark.usefixtures("no_ocr")
def test_a_scan_without_ocr_says_what_to_install() -> None:
    assert "ratsgraph[ocr]" in _reason(papers.pdf([[]], picture=papers.picture("Wohnungsbau")))


@pytest.mark.usefixtures("no_ocr")
def test_a_page_that_is_a_picture_does_not_cost_the_text_of_the_others() -> None:
    decoded = decode_text(papers.pdf([["Die Verwaltung nimmt Stellung."], []], picture=papers.picture("Wappen")))
    assert (decoded.text, decoded.text_method_code) == ("Die Verwaltung nimmt Stellung.", "text-layer")


@pytest.mark.ocr
@needs_ocr
def test_a_scan_is_read_with_ocr() -> None:
    decoded = decode_text(papers.pdf([[]], picture=papers.picture("Wohnungsbau in der Stadt")))
    assert (decoded.text, decoded.text_method_code) == ("Wohnungsbau in der Stadt", "ocr")


def test_only_pages_with_a_picture_are_given_to_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr(ocr, "read_page", lambda _document, index: f"Gelesen: Seite Nummer {index}")
    decoded = decode_text(papers.pdf([["Seite mit Text darauf."], []]))
    assert "Gelesen" not in decoded.text


def test_html_under_another_name_is_html() -> None:
    assert sniff(b"<!-- error --><!DOCTYPE html><html><body>Keine Information</body></html>") == HTML


def test_html_gives_its_blocks_as_paragraphs() -> None:
    page = "<html><head><title>x</title></head><body><h1>Anfrage</h1><p>Eins<br>zwei</p><ul><li>drei</li><li>vier</li></ul></body></html>"
    assert decode_text(page.encode()).text == "Anfrage\n\nEins\nzwei\n\ndrei\nvier"


def test_words_in_html_stay_whole_where_marks_stand_in_them() -> None:
    assert decode_text(b"<p>Herr <b>M&uuml;ller</b>, bitte (<a>Wort<i>teil</i></a>).</p>").text == "Herr Müller, bitte (Wortteil)."


def test_cells_of_html_tables_are_parted() -> None:
    assert decode_text(b"<html><table><tr><th>Jahr</th><td>2024</td></tr></table></html>").text == "Jahr 2024"


@pytest.mark.parametrize("hidden", ["<!-- geheim -->", "<script>geheim</script>", "<nav>geheim</nav>", "<select><option>geheim</select>"])
def test_what_html_does_not_say_is_left_out(hidden: str) -> None:
    assert decode_text(f"<html><body>{hidden}<p>Text</p></body></html>".encode()).text == "Text"


def test_a_page_that_is_one_form_keeps_its_text() -> None:
    assert decode_text(b"<html><body><form><p>Stellungnahme</p><input></form></body></html>").text == "Stellungnahme"


def test_html_says_its_encoding_itself() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body>Straße</body></html>'
    assert decode_text(page.encode("iso-8859-1")).text == "Straße"


def test_html_broken_beyond_reading_says_so() -> None:
    assert _reason(b"<html><![foo bar") == "the HTML cannot be read"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_in_every_encoding(encoding: str) -> None:
    decoded = decode_text("Grüße – „Straße“".encode(encoding))
    assert (decoded.text, decoded.media_type, decoded.text_method_code) == ("Grüße – „Straße“", PLAIN, "plain")


def test_form_feeds_part_the_pages_of_plain_text() -> None:
    assert len(decode_text(b"Eins.\fZwei.").pages) == 2


def test_a_docx_gives_its_paragraphs() -> None:
    decoded = decode_text(papers.docx(["Stellungnahme", "Die Verwaltung prüft."]))
    assert (decoded.text, decoded.media_type) == ("Stellungnahme\n\nDie Verwaltung prüft.", DOCX)


def test_merged_cells_of_a_docx_are_said_once() -> None:
    assert decode_text(papers.docx_table()).text == "Kopf\nSeite Zelle 11 Zelle 12\nZelle 21 Zelle 22"


@pytest.mark.parametrize("part", ["[Content_Types].xml", "word/document.xml", "word/styles.xml"])
def test_a_docx_with_broken_xml_says_so(part: str) -> None:
    members = _members(papers.docx(["Text"]))
    assert _reason(_zip({**members, part: members[part][: len(members[part]) // 2]})).startswith("the DOCX cannot be read")


def test_a_docx_that_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.decode.docx._LARGEST_UNPACKED", 10)
    assert _reason(papers.docx(["Text"])) == "the DOCX unpacks to more than is read"


def test_the_text_that_a_server_gives_is_brought_to_the_normal_form() -> None:
    decoded = normalise_api_text("Die Verwal-\r\ntung\fprüft \ud83d es.")
    assert (decoded.text, decoded.text_method_code) == ("Die Verwaltung\nprüft es.", "api")


@pytest.mark.parametrize("path", sorted((DEMO / "files").iterdir()), ids=lambda path: path.name)
@pytest.mark.usefixtures("no_ocr")
def test_every_file_of_the_demo_council_is_read_or_says_why_not(path: Path) -> None:
    try:
        assert decode_text(path.read_bytes()).text
    except DecodeError as error:
        assert path.name in {"07-stellungnahme.pdf", "09-stellungnahme.pdf"}, error  # noqa: PT017


_SEEDS = [papers.pdf([["Die Verwaltung nimmt Stellung."]]), papers.docx(["Die Verwaltung nimmt Stellung."]), b"<html><p>Ja<!-- n --></p>"]


@pytest.mark.usefixtures("no_ocr")
@given(st.sampled_from(_SEEDS), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), max_size=6))
def test_damaged_bytes_raise_nothing_but_what_is_meant_to_be(seed: bytes, changes: list[tuple[float, bytes]]) -> None:
    data = seed
    for place, piece in changes:
        at = int(place * len(data))
        data = data[:at] + piece + data[at + len(piece) + len(changes) % 2 :]
    try:
        decode_text(data)
    except DecodeError as error:
        assert str(error)  # noqa: PT017

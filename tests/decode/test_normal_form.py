"""The normal form: few rules, and what holds for every text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.decode.normal_form import normalise_pages, normalise_text
from etl.model.documents import Document, fold_whitespace
from etl.model.facts import Evidence

# Pieces that the rules look at, so that they meet in all orders; and any text at all.
_PIECES = ("Ver", "waltung", "-", "‑", "und", "Amt", " ", "\t", "\xa0", "\n", "\n\n", "\r\n", "\f", "\x0b", "\x85", "\u2028", "\xad")
_MARKS = (
    "\u200b",
    "\ufffe",
    "e",
    "\u0301",
    "Seite",
    "2",
    "3 / 4",
    "- 5 -",
    "1.",
    "a)",
    ",",
    ".",
    "Ä",
    "A\u0308",
    "ſ",
    "\ud800",
    "²",
    "\x00",
)
texts = st.lists(st.sampled_from(_PIECES + _MARKS), max_size=30).map("".join) | st.text(max_size=80)
pages = st.lists(texts, max_size=5)


@given(texts)
@example("Sei-\nte 2")
@example("e\u200b\u0301")
def test_the_normal_form_of_a_normal_form_is_itself(raw: str) -> None:
    once = normalise_text(raw)
    assert normalise_text(once) == once


@given(pages)
def test_pages_cover_the_text(raw: list[str]) -> None:
    text, found = normalise_pages(raw)
    assert [page.number for page in found] == list(range(1, len(raw) + 1))
    bounds = [0, *(page.end for page in found)]
    assert [page.start for page in found] == bounds[:-1]
    assert bounds[-1] == len(text)


@given(pages)
def test_no_control_character_is_left(raw: list[str]) -> None:
    text, _ = normalise_pages(raw)
    assert {unicodedata.category(letter) for letter in text.replace("\n", "")}.isdisjoint({"Cc", "Cs"})


@given(pages)
def test_every_normal_form_can_be_written_as_utf_8(raw: list[str]) -> None:
    text, _ = normalise_pages(raw)
    assert text.encode().decode() == text


@given(texts)
def test_the_normal_form_is_nfc(raw: str) -> None:
    assert unicodedata.is_normalized("NFC", normalise_text(raw))


@given(texts)
def test_lines_have_no_space_at_their_ends_and_never_two_blanks_between_them(raw: str) -> None:
    text = normalise_text(raw)
    assert all(line == line.strip() for line in text.split("\n"))
    assert "\n\n\n" not in text


@given(texts, st.integers(0, 80), st.integers(0, 80))
def test_a_quote_is_the_folded_slice_of_the_text(raw: str, one: int, other: int) -> None:
    document = Document("id/document/0123456789abcdef", "a.txt", "a", normalise_text(raw))
    start, end = min(one, other, len(document.text)), min(max(one, other), len(document.text))
    if not document.text[start:end].strip():
        with pytest.raises(ValueError, match=r"range|quote"):
            Evidence.of(document, start, end, method="test/1")
        return
    evidence = Evidence.of(document, start, end, method="test/1")
    assert evidence.quote == fold_whitespace(document.text[evidence.start : evidence.end])
    assert evidence.quote == fold_whitespace(document.text[start:end])


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("Die Verwal-\ntung prüft.", "Die Verwaltung prüft."),
        ("Verwaltungs-\nund Schulamt", "Verwaltungs-\nund Schulamt"),
        ("Haupt-\nsowie Nebenamt", "Haupt-\nsowie Nebenamt"),
        ("Baden-\nWürttemberg", "Baden-\nWürttemberg"),
        ("Verwal-\n\ntung", "Verwaltung"),
        ("Ab-\nfall-\nwirtschaft", "Abfallwirtschaft"),
        ("von 8 -\nbis 10 Uhr", "von 8 -\nbis 10 Uhr"),
        ("Verwal\ufffetung", "Verwaltung"),
        ("Verwaltungs\ufffeund Schulamt", "Verwaltungs- und Schulamt"),
        ("Baden\ufffeWürttemberg", "Baden-Württemberg"),
        ("Ver\xadwal\xadtung", "Verwaltung"),
    ],
)
def test_hyphens_at_line_ends(raw: str, normal: str) -> None:
    assert normalise_text(raw) == normal


@pytest.mark.parametrize("number", ["Seite 2", "seite 2 von 7", "Blatt 3", "- 4 -", "– 12 –", "2/7", "2 / 7"])
def test_a_page_number_on_a_line_of_its_own_is_left_out(number: str) -> None:
    assert normalise_text(f"Frage eins.\n{number}\nFrage zwei.") == "Frage eins.\n\nFrage zwei."


@pytest.mark.parametrize("line", ["2", "2.", "Seite 2 der Anlage", "1/2 Stelle"])
def test_what_only_resembles_a_page_number_stays(line: str) -> None:
    assert line in normalise_text(f"Frage eins.\n{line}\nFrage zwei.")


def test_lines_repeated_at_head_and_foot_of_most_pages_are_left_out() -> None:
    sentences = ("Der erste Satz.", "Der zweite Satz.", "Der dritte Satz.")
    raw = [f"Stadt Musterstadt\n{words}\nVorlage 12/2024 – {number} –" for number, words in enumerate(sentences, 2)]
    assert normalise_pages(raw)[0] == "\n\n".join(sentences)


def test_headings_that_differ_in_their_numbers_only_stay() -> None:
    raw = [f"Zu Frage {number}:\n{words}" for number, words in ((1, "Ja."), (3, "Nein."), (4, "Vielleicht."))]
    assert normalise_pages(raw)[0].count("Zu Frage") == 3


def test_repeated_lines_of_two_pages_stay() -> None:
    text, _ = normalise_pages(["Stadt Musterstadt\nEins.", "Stadt Musterstadt\nZwei."])
    assert text.count("Stadt Musterstadt") == 2


def test_a_repeated_line_in_the_middle_of_a_page_stays() -> None:
    filler = [f"Zeile {word}." for word in ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben")]
    middle = [*filler, "Kenntnisnahme", *filler]
    text, _ = normalise_pages(["\n".join(["Kenntnisnahme", *middle, "Kenntnisnahme"])] * 3)
    assert text.count("Kenntnisnahme") == 3


def test_a_sentence_runs_on_across_a_page_break() -> None:
    text, pages_ = normalise_pages(["Die Stadt plant gemeinsam mit dem Verein\n- 1 -", "einen neuen Spielplatz."])
    assert text == "Die Stadt plant gemeinsam mit dem Verein\neinen neuen Spielplatz."
    assert text[pages_[1].start :] == "einen neuen Spielplatz."


def test_a_word_runs_on_across_a_page_break() -> None:
    text, pages_ = normalise_pages(["Das Garten-", "amt prüft."])
    assert text == "Das Gartenamt prüft."
    assert (pages_[0].end, pages_[1].start) == (len(text), len(text))


def test_a_new_sentence_on_a_new_page_begins_a_paragraph() -> None:
    assert normalise_pages(["Das ist alles.", "Frage 2 folgt."])[0] == "Das ist alles.\n\nFrage 2 folgt."


def test_a_numbered_item_on_a_new_page_begins_a_paragraph() -> None:
    long_line = "Wie viele Bänke stehen nach Kenntnis der Verwaltung im Stadtpark"
    assert normalise_pages([long_line, "2. Wie viele Bäume?"])[0] == f"{long_line}\n\n2. Wie viele Bäume?"


def test_a_page_without_text_is_empty_and_there() -> None:
    text, found = normalise_pages(["Eins.", "", "Drei."])
    assert [(page.end - page.start) > 0 for page in found] == [True, False, True]
    assert text[found[2].start :] == "Drei."


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r", "\r\n"])
def test_every_kind_of_line_break_parts_lines(separator: str) -> None:
    assert normalise_pages([f"Anfrage{separator}der Fraktion"])[0] == "Anfrage\nder Fraktion"


def test_no_pages_give_no_text() -> None:
    assert normalise_pages([]) == ("", ())

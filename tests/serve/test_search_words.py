from concurrent.futures import ThreadPoolExecutor

import pytest

from etl.serve.web.rendering import highlighted
from etl.serve.words import found_words, match_expression, stem


@pytest.mark.parametrize(
    ("one", "other"), [("Spielplatz", "Spielplätzen"), ("Straße", "STRASSEN"), ("beraten", "beratet"), ("Zusage", "Zusagen")]
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_stems_are_found_by_many_readers_at_once() -> None:
    words = [f"{beginning}{end}" for beginning in ("Spielplätze", "Verwaltungen", "Beratungen", "Häuser") for end in map(str, range(3000))]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as readers:
        assert list(readers.map(stem, words)) == [stem(word) for word in words]


def test_words_may_begin_longer_ones() -> None:
    text = "Fahrradabstellanlagen und Rad"
    assert [text[start:end] for start, end in found_words("Fahrrad", text)] == ["Fahrradabstellanlagen"]


@pytest.mark.parametrize("wanted", ["", "!?", '"', "()*:^"])
def test_where_there_is_no_word_nothing_is_looked_for(wanted: str) -> None:
    assert match_expression(wanted) == ""


def test_a_long_text_is_cut_around_what_was_found() -> None:
    shown = highlighted("Anfang " * 100 + "Gesuchtes " + "Ende " * 100, "gesucht")
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<mark>Gesuchtes</mark>" in shown


def test_a_text_is_escaped_where_it_is_highlighted() -> None:
    assert highlighted("<b>Rad</b> & <i>Weg</i>", "rad") == "&lt;b&gt;<mark>Rad</mark>&lt;/b&gt; &amp; &lt;i&gt;Weg&lt;/i&gt;"

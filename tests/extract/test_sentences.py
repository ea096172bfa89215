import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.sentences import split_sentences


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_full_stops_end_sentences() -> None:
    assert pieces("Die Stadt prüft das. Sie berichtet im Mai!") == ["Die Stadt prüft das.", "Sie berichtet im Mai!"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Das gilt z. B. für Schulen und ggf. Vereine.",
        "Am 3. Mai und im 2. Quartal wird gebaut.",
        "Die Musterbau GmbH & Co. KG plant rd. 20 Plätze.",
        "Der Verein Musterhilfe e. V. ist beteiligt.",
        "Laut Nr. 4 Abs. 2 ist das zulässig.",
        "Prof. Dr. Beispiel leitet die Gruppe.",
    ],
)
def test_abbreviations_ordinals_and_dates_end_nothing(sentence: str) -> None:
    assert pieces(sentence) == [sentence]


def test_a_year_may_end_a_sentence() -> None:
    assert pieces("Das Konzept entstand 2019. Die Stadt setzt es um.") == ["Das Konzept entstand 2019.", "Die Stadt setzt es um."]


def test_closing_quotes_belong_to_their_sentence() -> None:
    assert pieces("Das Motto ist „Wir bauen.“ Danach geht es weiter.") == ["Das Motto ist „Wir bauen.“", "Danach geht es weiter."]


def test_wrapped_lines_run_on() -> None:
    text = (
        "Die Verwaltung wird gemeinsam mit den Schulen und den Vereinen der\nStadt Musterstadt ein Konzept für alle Sportplätze erarbeiten."
    )

    assert pieces(text) == [text]


def test_a_heading_stands_alone() -> None:
    text = "Zu Frage 1\nDie Verwaltung wird im kommenden Jahr ein neues Konzept für alle Sportplätze vorlegen."

    assert pieces(text)[0] == "Zu Frage 1"


def test_list_items_stand_alone_without_their_marks() -> None:
    assert pieces("Geplant sind:\n- ein Radweg\n- zwei Brücken") == ["Geplant sind:", "ein Radweg", "zwei Brücken"]


def test_a_number_that_goes_on_is_no_list_mark() -> None:
    text = "Die Bauarbeiten an der Brücke beginnen nach heutigem Stand am\n15. August und enden im Herbst."

    assert pieces(text) == [text]


def test_a_range_is_respected() -> None:
    text = "Eins ist hier. Zwei ist dort. Drei ist fort."

    assert [text[a:b] for a, b in split_sentences(text, 15, 29)] == ["Zwei ist dort."]


@given(st.text())
def test_any_text_gives_ordered_ranges_without_space_around(text: str) -> None:
    ranges = split_sentences(text)

    assert all(low < high and text[low:high].strip() == text[low:high] for low, high in ranges)
    assert all(one[1] <= other[0] for one, other in pairwise(ranges))


@pytest.mark.parametrize("unit", ["x", "a. ", "- a\n", "\n", "A. ", "„(", "1. ", "...", "Die Stadt prüft das. "])
def test_time_is_linear(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    start = time.process_time()

    split_sentences(text)

    assert time.process_time() - start < 3

"""The language of documents."""

from etl.decode.language import language_of

GERMAN = "Die Verwaltung wird gebeten, dem Gemeinderat im Herbst über den Stand der Planung für das Stadtbad zu berichten. " * 3
ENGLISH = "The administration is asked to report to the council in autumn on the state of the plans for the new public baths. " * 3


def test_german_is_german() -> None:
    assert language_of(GERMAN) == "de"


def test_english_is_english() -> None:
    assert language_of(ENGLISH) == "en"


def test_a_table_is_no_language() -> None:
    assert language_of("12,4 13,5 2021 2022\n" * 50) == ""


def test_one_german_word_makes_no_german_text() -> None:
    assert language_of(ENGLISH + "Stadtbad und Wald. ") == "en"

import pytest

from etl.extract.commitments.signs import SIGNS, signs_of


def signs(text: str) -> set[str]:
    return {sign for sign, borne in zip(SIGNS, signs_of([text])[0], strict=True) if borne}


@pytest.mark.parametrize(
    ("text", "is_announced"),
    [
        ("Die Verwaltung wird die Anwohner informieren.", True),
        ("Die Umsetzung wird im 2. Halbjahr erfolgen.", True),
        ("Die Beratung wird kostenlos angeboten.", False),
        ("Der Auftrag wird in der nächsten Woche vergeben.", False),
        ("Die Wege werden gereinigt.", False),
        ("Die Verwaltung informiert die Anwohner.", False),
    ],
)
def test_an_infinitive_with_werden_announces(text: str, is_announced: bool) -> None:
    assert ("announced" in signs(text)) == is_announced


@pytest.mark.parametrize(
    "words", ["sofern Mittel vorhanden sind", "im Falle eines Zuschlags", "abhängig von der Nachfrage", "je nach Bedarf"]
)
def test_provisos_are_seen(words: str) -> None:
    assert "proviso" in signs(f"Die Fläche wird erweitert, {words}.")


def test_what_is_under_way_is_seen() -> None:
    assert "underway" in signs("Das Konzept wird derzeit erarbeitet.")


def test_no_sentence_has_no_row() -> None:
    assert signs_of([]).shape == (0, len(SIGNS))

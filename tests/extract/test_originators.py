"""Names of inquirers in a source's metadata, as councils write them."""

import pytest

from etl.extract.originators import read_originators


@pytest.mark.parametrize(
    ("given", "persons", "groups"),
    [
        ("Muster, Eva", ["Eva Muster"], []),
        ("von Muster, Eva (SPD)", ["Eva von Muster"], ["SPD"]),
        ("Muster-Beispiel, Dr. Eva", ["Dr. Eva Muster-Beispiel"], []),
        ("SPD, Eva Muster", ["Eva Muster"], ["SPD"]),
        ("Eva Muster, SPD", ["Eva Muster"], ["SPD"]),
        ("SPD-Fraktion Muster, Eva", ["Eva Muster"], ["SPD"]),
        ("Fraktion B'90/Die Grünen\nMuster, Eva", ["Eva Muster"], ["B'90/Die Grünen"]),
        ("Die Linke: Muster, Eva", ["Eva Muster"], ["Die Linke"]),
        ("Muster, Eva; CDU", ["Eva Muster"], ["CDU"]),
        ("1. SPD 2. Muster, Eva", ["Eva Muster"], ["SPD"]),
        ("CDU, Frau Sommer", ["Sommer"], ["CDU"]),
        ("Fraktion der SPD, Max Muster, Eva Beispiel", ["Max Muster", "Eva Beispiel"], ["SPD"]),
        ("M?ller, J?rgen", ["J?rgen M?ller"], []),
        ("JÃ¶rg MÃ¼ller", ["JÃ¶rg MÃ¼ller"], []),
        ("Seniorenbeirat", [], ["Seniorenbeirat"]),
    ],
)
def test_an_originator_is_read(given: str, persons: list[str], groups: list[str]) -> None:
    found = list(read_originators([given]))
    assert [name for name, kind in found if kind == "person"] == persons
    assert [name for name, kind in found if kind == "group"] == groups

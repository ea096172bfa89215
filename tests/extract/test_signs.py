"""Signs of kind and status that are plain enough to be weighed by themselves."""

import pytest

from etl.extract.commitments.signs import SIGNS, signs_of


def signs(text: str) -> set[str]:
    (found,) = signs_of([text])
    return {sign for sign, is_there in zip(SIGNS, found, strict=True) if is_there}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Die Stadt wird im Herbst neue Bäume pflanzen.", "announced"),
        ("Sofern die Mittel reichen, baut das Amt die Brücke um.", "proviso"),
        ("Derzeit stellt das Amt die Flächen her.", "underway"),
        ("Das Amt läuft nach wie vor alle Wege ab.", "underway"),
    ],
)
def test_a_plain_sign_is_seen(text: str, sign: str) -> None:
    assert sign in signs(text)


@pytest.mark.parametrize("text", ["Der Kurs wird angeboten.", "Die Hecke wird geschnitten.", "Das Amt stellt Bänke auf."])
def test_a_passive_is_no_announcement(text: str) -> None:
    assert "announced" not in signs(text)


def test_no_sentence_has_no_signs() -> None:
    assert signs_of([]).shape == (0, len(SIGNS))

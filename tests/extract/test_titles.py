"""Where a head repeats the paper's name, and where only a sentence does."""

import pytest

from etl.extract.titles import named_title


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("ANFRAGE\n\nNeue Radwege in der Weststadt\n\n1. Wann?", "Neue Radwege in der Weststadt", "Neue Radwege in der Weststadt"),
        ("ANFRAGE\nToiletten\n1. Wo?", "Toiletten", "Toiletten"),
        ("Punkt 12 der Tagesordnung: Toiletten\nAnfrage", "Toiletten", "Toiletten"),
        ("„Nachttaxi“ – nur eine Idee?\n1. Wann?", "Nachttaxi – nur eine Idee?", "Nachttaxi“ – nur eine Idee?"),
    ],
)
def test_a_name_on_lines_of_its_own_is_the_title(text: str, name: str, title: str) -> None:
    found = named_title(text, name)
    assert found
    assert text[slice(*found)].strip("„“?") == title.strip("„“?")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ich frage das Amt:\n1. Wie viele Toiletten gibt es in der Stadt?", "Toiletten"),
        ("Fragen:\n- Was geschieht gegen die Müllablage am Haltepunkt Nord?", "Müllablage am Haltepunkt Nord"),
        ("Zu 1: Der Stadt liegen über die Wohnlage junger Familien keine Daten vor.", "Wohnlage junger Familien"),
    ],
)
def test_a_name_among_the_words_of_a_sentence_is_none(text: str, name: str) -> None:
    assert named_title(text, name) is None

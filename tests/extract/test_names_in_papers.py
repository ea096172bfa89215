"""Names as documents of other councils write them: groups beside persons, local councils, offices, bodies."""

import pytest

from etl.extract import read_paper
from etl.extract.authors import read_authors
from etl.extract.heads import read_head
from etl.extract.names import names_person
from etl.extract.responsible import read_responsible
from etl.extract.sessions import read_session
from tests.extract import inquiry_texts as texts

_QUESTION = "Radwege\n\nWann wird gebaut?"


def authors(text: str, kind: str) -> list[str]:
    return [name.name for name in read_authors(text, read_head(text, "Radwege")) if name.kind == kind]


@pytest.mark.parametrize(
    ("lines", "groups"),
    [
        ("Stellvertretend für die LISTE-Ortschaftsratsfraktion\nMax Muster", ["LISTE"]),
        ("Für die FDP-Ortschaftsratsfraktion\nMax Muster", ["FDP"]),
        ("unterzeichnet von:\nMax Muster und die Fraktion B90/Die Grünen im OR Neustadt", ["B90/Die Grünen"]),
        ("unterzeichnet von:\nMax Muster und die LISTE-Fraktion", ["LISTE"]),
        ("Die LISTE-Fraktion\nMax Muster", ["LISTE"]),
        ("gez. Die Linke-Fraktion", ["Die Linke"]),
    ],
)
def test_groups_that_sign_have_clean_names(lines: str, groups: list[str]) -> None:
    assert authors(f"Anfrage\n\n{_QUESTION}\n\n{lines}", "group") == groups


@pytest.mark.parametrize(
    ("line", "groups"),
    [
        ("Anfrage LISTE-Fraktion", ["LISTE"]),
        ("Antrag der FDP-Fraktion", ["FDP"]),
        ("CDU und FDP -Ortschaftsratsfraktion", ["CDU", "FDP"]),
        ("Bündnis für Umwelt und Soziales-Fraktion", ["Umwelt und Soziales"]),
        ("Fraktion Die Linke", ["Die Linke"]),
    ],
)
def test_groups_in_heads_have_clean_names(line: str, groups: list[str]) -> None:
    assert authors(f"ANFRAGE\n\n{line}\n\n{_QUESTION}", "group") == groups


@pytest.mark.parametrize(
    ("line", "persons"),
    [
        ("Max Muster und die Fraktion LISTE im OR Neustadt", ["Max Muster"]),
        ("Fraktionsvorsitzender Max Muster", ["Max Muster"]),
        ("Max Muster Fraktionsvorsitzender", ["Max Muster"]),
        ("LISTE-Fraktion Neustadt", []),
        ("Freie Wähler-OR-Fraktion", []),
        ("Stadtwerke Musterstadt GmbH", []),
        ("Universität Musterstadt", []),
        ("Rathaus Neustadt", []),
    ],
)
def test_persons_who_sign_beside_groups_and_offices(line: str, persons: list[str]) -> None:
    assert authors(f"Anfrage\n\n{_QUESTION}\n\nunterzeichnet von:\n{line}", "person") == persons


def test_an_addressee_is_no_author() -> None:
    assert authors(f"Anfrage\n\nAn Frau Bürgermeisterin Ida Probe\n\n{_QUESTION}\n\ngez. Max Muster", "person") == ["Max Muster"]


def test_a_local_council_may_ask_as_a_whole() -> None:
    text = f"ANFRAGE\nOrtschaftsrat Neustadt\nEingang: 01.02.2023\n\n{_QUESTION}\n\nFür den Ortschaftsrat\nIda Probe\nOrtsvorsteherin"
    assert (authors(text, "group"), authors(text, "person")) == (["Ortschaftsrat Neustadt"], ["Ida Probe"])


def test_a_member_of_a_local_council_is_not_the_council() -> None:
    text = f"ANFRAGE\nOrtschaftsrat Muster\nEingang: 01.02.2023\n\n{_QUESTION}\n\nunterzeichnet von:\nMax Muster"
    assert authors(text, "group") == []


def test_the_council_that_a_paper_goes_to_does_not_ask() -> None:
    assert authors(f"ANFRAGE\nMax Muster\nGremium:\nOrtschaftsrat Neustadt\nTermin: 01.02.2023\n\n{_QUESTION}", "group") == []


def test_titles_that_are_also_councils() -> None:
    assert names_person("Ortschaftsrat Dr. Muster")


@pytest.mark.parametrize(
    ("value", "offices"),
    [
        ("Amt für Schulen und Sport", ["Amt für Schulen und Sport"]),
        ("Umwelt- und Arbeitsschutz", ["Umwelt- und Arbeitsschutz"]),
        ("Tiefbauamt und Gartenbauamt", ["Tiefbauamt", "Gartenbauamt"]),
        ("Dez. 2 und 6 / OA und TBA", ["Dez. 2 und 6", "OA", "TBA"]),
        ("Amt für Hochbau und\nGebäudewirtschaft", ["Amt für Hochbau und Gebäudewirtschaft"]),
        ("Stabsstelle\nProjektplanung", ["Stabsstelle Projektplanung"]),
        ("Brücken\nGmbH", ["Brücken GmbH"]),
        ("OA i. B. m. Dez.\n3", ["OA", "Dez. 3"]),
        ("Dez. 4.", ["Dez. 4"]),
        ("offen", []),
        ("Dez.\nDienststelle: OA", ["OA"]),
        ("\nDienststelle:", []),
    ],
)
def test_offices_have_whole_names(value: str, offices: list[str]) -> None:
    text = f"Stellungnahme zur Anfrage\n\nVerantwortlich: {value}\n\nRadwege\n\nText."
    assert [name.name for name in read_responsible(text, read_head(text, "Radwege"))] == offices


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (
            "Beantwortung der Anfrage aus der Sitzung des Ausschusses für Soziales und Wohnen vom 09.06.2016",
            "Ausschuss für Soziales und Wohnen",
        ),
        (
            "Beantwortung zu TOP 2 aus der Sitzung des Ausschusses für\nSoziales und Wohnen vom 9.6.2016",
            "Ausschuss für Soziales und Wohnen",
        ),
        (
            "Sitzung des Ausschusses für Umwelt, Verkehr und zentrale Dienste am 3. Mai 2016",
            "Ausschuss für Umwelt, Verkehr und zentrale Dienste",
        ),
        ("Sitzung: Ortschaftsrat Neustadt Termin TOP", "Ortschaftsrat Neustadt"),
        ("Sitzung der Bezirksvertretung 6 Neustadt am 15./16. Mai 2016", "Bezirksvertretung 6 Neustadt"),
        ("Der Ortschaftsrat hat in seiner Sitzung im Mai 2016 beraten", "Ortschaftsrat"),
        ("Stadtrat Max Muster\nStadtrat, 12. Sitzung am 03.05.2016", "Stadtrat"),
    ],
)
def test_a_body_is_named_without_what_surrounds_it(lines: str, body: str) -> None:
    text = f"Anfrage\n\n{lines}\n\nRadwege\n\nWann wird gebaut?"
    assert read_session(read_head(text, "Radwege")).body == body


@pytest.mark.parametrize(
    ("lead", "persons"),
    [
        ("Schriftliche Anfrage Nr. 12\nder Bezirksverordneten Frau Eva Muster", ["Eva Muster"]),
        ("Anfrage der Stadtverordneten Eva Muster und Max Beispiel", ["Eva Muster", "Max Beispiel"]),
        ("Anfrage des sachkundigen Einwohners Herrn Max Muster", ["Max Muster"]),
        ("Anfrage Eva Muster (SPD)", ["Eva Muster"]),
        ("Fragesteller/in: Frau Muster", ["Muster"]),
        ("Bezirksvertreterin Frau Muster möchte wissen, was geplant ist.", ["Muster"]),
        ("In der letzten Sitzung stellte Herr Muster folgende Fragen:", ["Muster"]),
        ("Mündliche Anfrage der Abgeordneten JÃ¶rgine MÃ¼ller", ["JÃ¶rgine MÃ¼ller"]),
    ],
)
def test_who_asks_is_read_from_running_text(lead: str, persons: list[str]) -> None:
    text = f"{lead}\n\n1. Wann wird gebaut?\n2. Wer zahlt?\n\nAntwort:\nZu 1: Im Herbst.\nZu 2: Das Land."
    facts = read_paper(texts.paper(("Datei", text), name="Brücke am Hafen", paper_type="Anfrage"))
    assert [author.name for author in facts.inquiries[0].authors if author.kind_code == "person"] == persons

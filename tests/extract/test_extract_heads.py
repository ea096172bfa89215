"""Dates, roles by name, names of people and factions in heads and signatures."""

import pytest

from etl.extract.authors import read_authors
from etl.extract.dates import find_dates
from etl.extract.heads import read_head
from etl.extract.responsible import read_responsible
from etl.extract.roles import find_roles
from etl.extract.sessions import read_session
from etl.model.inquiry_names import is_inquiry_name, may_be_inquiry
from tests.extract import inquiry_texts as texts


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("vom 8. Juli 2013", "2013-07-08"),
        ("am 23.9.08", "2008-09-23"),
        ("den 23. januar 2012", "2012-01-23"),
        ("3. März 16", "2016-03-03"),
        ("2021-06-22", "2021-06-22"),
        ("1. Sept. 2015", "2015-09-01"),
    ],
)
def test_german_dates(text: str, iso: str) -> None:
    assert [found.iso for found in find_dates(text)] == [iso]


@pytest.mark.parametrize("text", ["31.02.2014", "1.13.2014", "8. Monat 2013", "1.2.3.2014", "99.99.99"])
def test_what_is_no_date(text: str) -> None:
    assert list(find_dates(text)) == []


def authors(text: str) -> list[tuple[str, str]]:
    return [(name.kind, name.name) for name in read_authors(text, read_head(text, "Radwege"))]


def signed(lines: str) -> list[str]:
    text = f"Anfrage\n\nRadwege\n\nWann wird gebaut?\n\n{lines}"
    return [name for kind, name in authors(text) if kind == "person"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("unterzeichnet von:\nMax Muster Dr. Eva Beispiel", ["Max Muster", "Dr. Eva Beispiel"]),
        ("unterzeichnet:\nMax Muster, Eva Beispiel und Ida von Probe", ["Max Muster", "Eva Beispiel", "Ida von Probe"]),
        ("Unterzeichnet von:\nStadtrat Max Muster\nFraktionsvorsitzender", ["Max Muster"]),
        ("Für die LISTE M-Fraktion\nEva Beispiel", ["Eva Beispiel"]),
        ("Mit freundlichen Grüßen\n\nEva Beispiel\nFraktionsvorsitzende", ["Eva Beispiel"]),
        ("Eva Beispiel Max Muster\nFraktionsvorsitzende Bezirksvertreter Mitte", ["Eva Beispiel", "Max Muster"]),
        ("unterzeichnet von:\nLara Sophie Muster", ["Lara Sophie Muster"]),
    ],
)
def test_people_who_sign_an_inquiry(lines: str, names: list[str]) -> None:
    assert signed(lines) == names


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("LISTE M-Gemeinderatsfraktion", "LISTE M"),
        ("CDU/FW-Ortschaftsratsfraktion Altdorf", "CDU/FW"),
        ("SPD Fraktion", "SPD"),
        ("Stadtrat Max Muster (Liste Ä)", "Liste Ä"),
    ],
)
def test_groups_in_a_head(line: str, group: str) -> None:
    text = f"Anfrage\n\n{line}\n\nRadwege\n\nWann wird gebaut?"
    assert ("group", group) in authors(text)


def test_members_without_a_party_name_no_group() -> None:
    assert [kind for kind, _ in authors("Anfrage\n\nStadtrat Max Muster (pl)\n\nRadwege\n\nWann?")] == ["person"]


def test_offices_that_go_on_in_the_next_line() -> None:
    text = "Stellungnahme zur Anfrage\n\nVerantwortlich:\n2019/01\n\nDez. 2 und 6 /\nBauamt i. B. m. OA\nRadwege\n\nText."
    assert [name.name for name in read_responsible(text, read_head(text, "Radwege"))] == ["Dez. 2 und 6", "Bauamt", "OA"]


def test_agenda_item_below_its_table_row() -> None:
    text = "Anfrage\n\nRadwege\n\nGremium Termin TOP ö nö\nBauausschuss 26.05.2020 52.2\nx\n\nWann wird gebaut?"
    session = read_session(read_head(text, "Radwege"))
    assert (session.body, session.on, session.agenda_item) == ("Bauausschuss", "2020-05-26", "52.2")


@pytest.mark.parametrize(
    ("name", "role"),
    [("Protokoll GR TOP 3", "minutes"), ("Anlage 1 Karte", "attachment"), ("ORS_Stellungnahme_Weg", "answer"), ("Bild", "attachment")],
)
def test_role_of_a_document_without_heading_by_its_name(name: str, role: str) -> None:
    context = texts.paper(("Anfrage", texts.TABLE_INQUIRY), (name, "Ein Text ohne Überschrift."), paper_type="Anfrage")
    assert find_roles(context)[1].code == role


def test_an_annex_that_bears_the_inquirys_heading_is_an_annex() -> None:
    context = texts.paper(
        ("Anfrage", texts.TABLE_INQUIRY), ("Anfrage Anlage 2", "Anfrage Stadtpark – Anlage 2\nKarte"), paper_type="Anfrage"
    )
    assert find_roles(context)[1].code == "attachment"


@pytest.mark.parametrize("name", ["Anfrage", "Kleine Anfrage", "Dringlichkeitsanfrage der Fraktion", "Interpellation", "ORS_Anfrage_Weg"])
def test_names_of_inquiries(name: str) -> None:
    assert is_inquiry_name(name)


@pytest.mark.parametrize(
    "name", ["Bauvoranfrage Gartenstraße", "Voranfrage", "Anfrage der Musterbank", "Anfrage der Firma Muster", "Antrag"]
)
def test_names_of_other_papers(name: str) -> None:
    assert not is_inquiry_name(name)


def test_a_files_name_may_say_that_its_paper_is_an_inquiry() -> None:
    assert may_be_inquiry("Radwege", "Beschlussvorlage", ("TOP 4, Anfrage",))

"""Rows of what the council information system says itself."""

import pytest

from etl.identifiers import mint
from etl.model.documents import Document, Page
from etl.model.records import AgendaItem, Body, File, Meeting, Organization, Paper, Tombstone
from etl.normalise import OrganizationIndex, RecordRows, Rows, check_rows
from etl.normalise.codes import organization_kind_code, paper_type_code
from etl.sources import Source

OPARL = "https://ris.example.org/oparl"
BODY, RAT, PAPER, MEETING, FILE = (f"{OPARL}/{name}" for name in ("body", "rat", "paper", "meeting", "file"))
SOURCE = Source("musterstadt", "Stadt Musterstadt", "oparl", ags="99000000", license="https://example.org/by")


@pytest.fixture
def maker() -> RecordRows:
    return RecordRows(SOURCE, frozenset((BODY, RAT, PAPER)), BODY)


def _only(rows: Rows, table: str) -> dict[str, str]:
    """The only row of a table, which holds to its schema."""
    good, issues = check_rows(table, rows.tables[table])
    assert issues == []
    return {column: value for column, value in good[0].items() if value}


def _id(kind: str, url: str) -> str:
    return mint(kind, url, scope="musterstadt")


def test_a_body_says_itself_what_it_is(maker: RecordRows) -> None:
    maker.body(rows := Rows(), Body(BODY, "Musterstadt", "99999999", "https://example.org/zero"))
    assert _only(rows, "bodies") == {
        "body_id": _id("body", BODY),
        "name": "Musterstadt",
        "ags": "99999999",
        "license_url": "https://example.org/zero",
        "source_url": BODY,
    }


def test_what_a_body_does_not_say_comes_from_the_source_file(maker: RecordRows) -> None:
    maker.body(rows := Rows(), Body(BODY, ""))
    row = _only(rows, "bodies")
    assert (row["name"], row["ags"], row["license_url"]) == ("Stadt Musterstadt", "99000000", "https://example.org/by")


def test_a_licence_that_is_only_described_gives_way_to_the_source_file_s(maker: RecordRows) -> None:
    maker.body(rows := Rows(), Body(BODY, "", "", "nur mit Genehmigung"))
    assert _only(rows, "bodies")["license_url"] == "https://example.org/by"


def test_a_licence_that_is_only_described_is_noted_where_the_source_file_has_none() -> None:
    maker = RecordRows(Source("x", "X", "oparl"), frozenset(), BODY)
    maker.body(rows := Rows(), Body(BODY, "", "", "nur mit Genehmigung"))
    good, issues = check_rows("bodies", rows.tables["bodies"])
    assert (len(good), issues[0].raw_value) == (1, "nur mit Genehmigung")


def test_an_organization(maker: RecordRows) -> None:
    maker.organization(rows := Rows(), Organization(RAT, BODY, "Gemeinderat", "GR"))
    assert _only(rows, "organizations") == {
        "organization_id": _id("organization", RAT),
        "body_id": _id("body", BODY),
        "name": "Gemeinderat",
        "short_name": "GR",
        "kind_code": "council",
        "source_url": RAT,
    }


def test_an_organization_without_a_name_has_its_short_one(maker: RecordRows) -> None:
    maker.organization(rows := Rows(), Organization(RAT, BODY, "", "GR"))
    assert _only(rows, "organizations")["name"] == "GR"


def test_what_belongs_to_an_unknown_body_belongs_to_the_first(maker: RecordRows) -> None:
    maker.organization(rows := Rows(), Organization(RAT, f"{OPARL}/elsewhere", "Gemeinderat"))
    assert _only(rows, "organizations")["body_id"] == _id("body", BODY)


def test_a_meeting_and_its_agenda(maker: RecordRows) -> None:
    items = (
        AgendaItem(f"{MEETING}/1", MEETING, "1", "Radwege", 0, "angenommen"),
        AgendaItem(f"{MEETING}/2", MEETING, "2", "Bäume", 1, "", "c"),
    )
    meeting = Meeting(MEETING, BODY, "Sitzung", "2024-05-06T16:00:00+02:00", (f"{OPARL}/unknown", RAT), items)
    maker.meeting(rows := Rows(), meeting, {"c": PAPER})
    assert _only(rows, "meetings") == {
        "meeting_id": _id("meeting", MEETING),
        "body_id": _id("body", BODY),
        "organization_id": _id("organization", RAT),
        "name": "Sitzung",
        "started_at": "2024-05-06T16:00:00+02:00",
        "source_url": MEETING,
    }
    agenda, issues = check_rows("agenda_items", rows.tables["agenda_items"])
    assert issues == []
    assert {(row["number"], row["name"], row["result"], row["paper_id"]) for row in agenda} == {
        ("1", "Radwege", "angenommen", ""),
        ("2", "Bäume", "", _id("paper", PAPER)),
    }


def test_a_paper(maker: RecordRows) -> None:
    maker.paper(rows := Rows(), Paper(PAPER, BODY, "Radwege", "2024/1", "Anfrage", "2024-05-06"))
    assert _only(rows, "papers") == {
        "paper_id": _id("paper", PAPER),
        "body_id": _id("body", BODY),
        "reference": "2024/1",
        "name": "Radwege",
        "paper_type": "Anfrage",
        "paper_type_code": "inquiry",
        "published_on": "2024-05-06",
        "source_url": PAPER,
    }


def test_a_paper_without_a_name_has_a_row(maker: RecordRows) -> None:
    maker.paper(rows := Rows(), Paper(PAPER, "", ""))
    assert _only(rows, "papers")["paper_type_code"] == "other"


def test_a_document_that_was_read(maker: RecordRows) -> None:
    document = Document(_id("document", FILE), FILE, "Anfrage", "Text", (Page(1, 0, 4),), "application/pdf", "text-layer", "a" * 64)
    file = File(FILE, "Anfrage", f"{FILE}.pdf", "pdf")
    maker.document(rows := Rows(), file, document, role_code="inquiry", paper_url=PAPER)
    assert _only(rows, "documents") == {
        "document_id": _id("document", FILE),
        "paper_id": _id("paper", PAPER),
        "name": "Anfrage",
        "download_url": f"{FILE}.pdf",
        "role_code": "inquiry",
        "media_type": "application/pdf",
        "source_url": FILE,
        "sha256": "a" * 64,
        "page_count": "1",
        "text_method_code": "text-layer",
        "char_count": "4",
    }


def test_a_document_that_was_not_read_says_what_the_source_says(maker: RecordRows) -> None:
    maker.document(rows := Rows(), File(FILE, "Protokoll", "protokoll.pdf", "pdf"), None, role_code="", meeting_url=MEETING)
    assert _only(rows, "documents") == {
        "document_id": _id("document", FILE),
        "meeting_id": _id("meeting", MEETING),
        "name": "Protokoll",
        "media_type": "pdf",
        "source_url": FILE,
    }


@pytest.mark.parametrize(("deleted_at", "written"), [("2024-05-06T16:00:00Z", "2024-05-06T16:00:00Z"), ("unknown", None)])
def test_what_was_withdrawn(maker: RecordRows, deleted_at: str, written: str | None) -> None:
    maker.tombstone(rows := Rows(), Tombstone(PAPER, "Paper", deleted_at))
    row = _only(rows, "tombstones")
    assert (row["kind_name"], row["source_url"], row.get("deleted_at")) == ("Paper", PAPER, written)


def test_a_column_that_no_schema_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="papers has no column colour"):
        Rows().add("papers", colour="green")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Beantwortung einer Anfrage", "answer"),
        ("Stellungnahme zur Anfrage", "answer"),
        ("Kleine Anfrage", "inquiry"),
        ("Einwohnerfragestunde", "inquiry"),
        ("Bauvoranfrage", "other"),
        ("Änderungsantrag", "amendment"),
        ("Antrag", "motion"),
        ("Beschlussvorlage (bis 31.12.2022)", "resolution"),
        ("Niederschrift", "minutes"),
        ("Informationsvorlage", "information"),
        ("", "other"),
    ],
)
def test_the_code_of_a_paper_type(written: str, code: str) -> None:
    assert paper_type_code(written) == code


@pytest.mark.parametrize(
    ("name", "type_name", "classification", "code"),
    [
        ("SPD", "Gremium", "Fraktion", "faction"),
        ("Ortschaftsrat Neureut", "Gremium", "", "district-council"),
        ("Ausschuss für Umwelt", "", "", "committee"),
        ("Stadtwerke Musterstadt GmbH", "", "", "company"),
        ("Betriebsausschuss Eigenbetrieb Stadtreinigung", "", "", "committee"),
        ("Aufsichtsrat der Stadtwerke GmbH", "", "", "committee"),
        ("Gartenbauamt", "", "", "office"),
        ("Jobcenter", "", "", "external"),
        ("Freunde des Zoos", "", "", "other"),
    ],
)
def test_the_code_of_an_organization_s_kind(name: str, type_name: str, classification: str, code: str) -> None:
    assert organization_kind_code(name, type_name, classification) == code


INDEX = OrganizationIndex.of(
    [
        Organization("https://x.example/1", "", "SPD-Gemeinderatsfraktion", "SPD"),
        Organization("https://x.example/2", "", "Tiefbauamt"),
        Organization("https://x.example/3", "", "Bauamt"),
        Organization("https://x.example/4", "", "Bauamt"),
        Organization("https://x.example/5", "", "Rat"),
    ],
    scope="x",
)


@pytest.mark.parametrize("name", ["SPD", "spd-fraktion", "die SPD-Fraktion im Rat", "SPD - Gemeinderatsfraktion"])
def test_a_name_leads_to_its_organization_however_it_is_written(name: str) -> None:
    assert INDEX.find(name) == mint("organization", "https://x.example/1", scope="x")


@pytest.mark.parametrize("name", ["", "die", "Amt", "Bauamt", "Hochbauamt", "Rat"])
def test_an_unknown_or_ambiguous_name_leads_nowhere(name: str) -> None:
    assert INDEX.find(name) is None

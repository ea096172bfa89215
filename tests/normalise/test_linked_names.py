"""Names to things: the council's own organizations, parties, municipalities, districts; what says too little stays a name."""

import pytest

from etl.identifiers import mint
from etl.model.records import Organization
from etl.normalise.authorities import party_item, place_item, place_url
from etl.normalise.names import OrganizationIndex

ORGANIZATIONS = (
    Organization("https://x.example/oa", "", "Ordnungs- und Bürgeramt", "OA"),
    Organization("https://x.example/5", "", "Dezernat 5", "Dez5"),
    Organization("https://x.example/sw", "", "Stadtwerke", "SWM"),
    Organization("https://x.example/hgw", "", "Amt für Hochbau und Gebäudewirtschaft", "HGW"),
    Organization("https://x.example/gr", "", "GRÜNE-Gemeinderatsfraktion", ""),
    Organization("https://x.example/ov", "", "Ortsverwaltung Unterau", "OVUn"),
    Organization("https://x.example/a", "", "Beirat Mitte", "BM"),
    Organization("https://x.example/b", "", "Bürgermeisteramt", "BM"),
)
INDEX = OrganizationIndex.of(ORGANIZATIONS, scope="x", place="Musterstadt")


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("OA", "oa"),
        ("Ordnungs- und Bürgeramt", "oa"),
        ("Dez. 5", "5"),
        ("Dez.5", "5"),
        ("Dezernat 5", "5"),
        ("Stadtwerke Musterstadt GmbH", "sw"),
        ("Hochbau und Gebäudewirtschaft", "hgw"),
        ("Bündnis 90/Die Grünen", "gr"),
        ("B‘90/Die Grünen", "gr"),
        ("OV Unterau", "ov"),
    ],
)
def test_variants_join(written: str, url: str) -> None:
    assert INDEX.find(written) == mint("organization", f"https://x.example/{url}", scope="x")


@pytest.mark.parametrize("written", ["BM", "Dez. 6", "Stadtwerke Nachbardorf", ""])
def test_what_is_ambiguous_or_unknown_stays_a_name(written: str) -> None:
    assert INDEX.find(written) is None


@pytest.mark.parametrize(
    ("written", "item"),
    [
        ("GRÜNE", "Q49766"),
        ("B 90/Die Grünen", "Q49766"),
        ("B90/Die Grünen-OR-Fraktion", "Q49766"),
        ("SPD-Gemeinderatsfraktion", "Q49768"),
        ("Fraktion der SPD", "Q49768"),
        ("DIE LINKE.", "Q49764"),
        ("CDU/FW", None),
        ("Bürgerliste Unterau", None),
    ],
)
def test_parties(written: str, item: str | None) -> None:
    assert party_item(written) == item


@pytest.mark.parametrize(
    ("written", "ags", "item"),
    [
        ("Stadt Bonn", "08212000", "Q586"),
        ("Bonn", "", "Q586"),
        ("Stadtbezirk Ehrenfeld", "05315000", "Q458126"),
        ("Stadtbezirk Ehrenfeld", "08212000", None),
        ("Neustadt", "", None),
    ],
)
def test_municipalities_and_the_districts_of_the_council_itself(written: str, ags: str, item: str | None) -> None:
    assert place_item(written, ags) == item
    assert place_url(written, ags) == (item and f"http://www.wikidata.org/entity/{item}")

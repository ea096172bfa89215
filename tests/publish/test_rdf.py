import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.publish.rdf import lines, quads, read_nquads, read_turtle
from etl.tables import load_tables
from tests.publish.musterstadt import SOURCE, council, thing

BASE = "https://example.org/"


def quads_of(name: str) -> list[ox.Quad]:
    table = load_tables()[name]
    rows = (dict.fromkeys(table.columns, "") | row for part in council()[name].values() for row in part)
    return list(quads(table, rows, BASE))


def values(name: str, subject: str, predicate: str) -> set[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
    return {quad.object for quad in quads_of(name) if quad.subject == ox.NamedNode(BASE + subject) and quad.predicate.value == predicate}


def test_a_text_becomes_a_literal_with_its_language() -> None:
    assert values("papers", thing("paper", 1), "http://purl.org/dc/terms/title") == {ox.Literal("Bänke im Stadtpark", language="de")}


def test_a_date_becomes_a_typed_literal() -> None:
    on = ox.Literal("2023-11-06", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    assert values("papers", thing("paper", 1), "http://data.europa.eu/eli/ontology#date_document") == {on}


def test_a_code_becomes_a_concept() -> None:
    concept = ox.NamedNode("https://w3id.org/ratsgraph/code/paper-type/inquiry")
    assert values("papers", thing("paper", 1), "http://data.europa.eu/eli/ontology#work_type") == {concept}


def test_an_empty_cell_becomes_no_statement() -> None:
    assert not values("inquiries", thing("inquiry", 3), "https://w3id.org/ratsgraph/def#answeredOn")


def test_a_download_url_becomes_a_valid_iri() -> None:
    url = ox.NamedNode("https://ris.example.org/dateien/%5B1%5D%20Text.pdf")
    assert values("documents", thing("document", 1), "http://schema.org/contentUrl") == {url}


def test_an_author_is_linked_from_the_inquiry() -> None:
    author = ox.NamedNode(f"{BASE}{thing('inquiry', 1)}/author/1")
    assert values("inquiry_authors", thing("inquiry", 1), "https://w3id.org/ratsgraph/def#author") == {author}


def test_facts_stand_in_the_graph_of_their_document() -> None:
    assert {quad.graph_name for quad in quads_of("commitments")} == {ox.NamedNode(BASE + thing("document", 2))}


def test_what_no_document_says_stands_in_the_default_graph() -> None:
    assert {quad.graph_name for quad in quads_of("papers")} == {ox.DefaultGraph()}


@pytest.mark.parametrize("name", ["quarantine"])
def test_a_table_about_nothing_becomes_no_statements(name: str) -> None:
    assert not quads_of(name)


def test_there_are_no_blank_nodes(published: Path) -> None:
    for quad in read_nquads(published / "rdf" / f"{SOURCE.id}.nq.gz"):
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_turtle_says_what_the_quads_say(published: Path) -> None:
    nquads = {quad.triple for quad in read_nquads(published / "rdf" / f"{SOURCE.id}.nq.gz")}
    assert nquads == {quad.triple for quad in read_turtle(published / "rdf" / f"{SOURCE.id}.ttl.gz")}


def test_nquads_are_written_as_a_library_writes_them(published: Path) -> None:
    path = published / "rdf" / f"{SOURCE.id}.nq.gz"
    assert ox.serialize(read_nquads(path), format=ox.RdfFormat.N_QUADS) == gzip.decompress(path.read_bytes())


@given(st.text(max_size=20).filter(bool), st.text(alphabet='ab"\\\n\r\t\b\f\x00\x7f<>%[] {}ä', min_size=1))
def test_any_text_is_written_as_a_library_writes_it(title: str, url: str) -> None:
    """Surrogates cannot come: rows are read from UTF-8."""
    table = load_tables()["bodies"]
    row = dict.fromkeys(table.columns, "") | {
        "body_id": thing("body", 1),
        "name": title,
        "source_url": url,
        "license_url": f"http://a/{url}",
    }
    written = "".join(lines(table, [row], BASE))
    assert (ox.serialize(ox.parse(written, format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS) or b"").decode() == written

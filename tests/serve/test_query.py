import json
from pathlib import Path

import pytest

from etl import paths
from etl.errors import QueryError
from etl.publish.publisher import publish
from etl.serve.formats import render, short
from etl.serve.query import query
from etl.settings import Settings
from tests.publish.musterstadt import COMMITMENT, RELEASE, SOURCE, fold, write_rows

ANSWERS = "SELECT ?answer WHERE { ?answer a rg:Answer }"
EXAMPLES = {
    "answers-with-days": [("Bänke im Stadtpark", "24/001", "2023-11-16", "10")],
    "commitments-by-kind-and-status": [("Zusammenarbeit", "geplant", "1")],
    "evidence-of-commitments": [
        (
            "https://w3id.org/ratsgraph/id/commitment/0000000000000002-60",
            "https://ris.example.org/dateien/%5B2%5D%20Text.pdf",
            *("53", "132", fold(COMMITMENT), "cues/1", "0.9"),
        )
    ],
    "inquiries-by-faction-and-year": [("Linden", "2023", "1")],
    "partnership-commitments": [
        ("https://w3id.org/ratsgraph/id/commitment/0000000000000002-60", "Gartenamt", "Parkverein", fold(COMMITMENT))
    ],
    "unanswered-inquiries": [("https://w3id.org/ratsgraph/id/inquiry/0000000000000003", "Sanierung der „Brücke“", "2024-01-15")],
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = Settings(output=tmp_path_factory.mktemp("output"))
    return publish(write_rows(tmp_path_factory.mktemp("rows")), SOURCE, settings, RELEASE).folder


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_query_gives_its_result(published: Path, name: str) -> None:
    sparql = (paths.VOCAB / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    assert [tuple(map(short, row)) for row in query(sparql, [published]).rows()] == EXAMPLES[name]


def test_variables_are_named_in_their_order(published: Path) -> None:
    assert query("SELECT ?b ?a { ?a a ?b }", [published]).variables == ("b", "a")


def test_ask_gives_yes_or_no(published: Path) -> None:
    assert query("ASK { ?answer a rg:Answer }", [published]).boolean is True


def test_construct_gives_triples(published: Path) -> None:
    assert len(list(query("CONSTRUCT { ?a a rg:Answer } WHERE { ?a a rg:Answer }", [published]).rows())) == 1


def test_facts_are_found_in_the_graph_of_their_document(published: Path) -> None:
    sparql = "SELECT ?graph WHERE { GRAPH ?graph { ?answer a rg:Answer } }"
    assert render(query(sparql, [published]), "csv") == "graph\r\nhttps://w3id.org/ratsgraph/id/document/0000000000000002\r\n"


def test_a_query_may_declare_prefixes_of_its_own(published: Path) -> None:
    sparql = "PREFIX rg: <https://example.org/> ASK { ?answer a rg:Answer }"
    assert query(sparql, [published]).boolean is False


def test_a_syntax_error_says_where_it_is(published: Path) -> None:
    with pytest.raises(QueryError) as raised:
        query("SELECT *\nWHERE { ?a ?b }", [published])
    assert raised.value.where == "line 2, column 16"


def test_an_unknown_prefix_is_an_error(published: Path) -> None:
    with pytest.raises(QueryError, match="cannot be parsed"):
        query("ASK { ?a a nothing:Known }", [published])


def test_where_nothing_is_published_nothing_can_be_asked(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="nothing published"):
        query(ANSWERS, [tmp_path])


def test_a_table_is_for_people(published: Path) -> None:
    table = render(query("SELECT ?kind { ?c rg:commitmentKind ?kind }", [published]), "table")
    assert table.splitlines() == ["kind", "---------------------------", "commitment-kind:cooperation"]


def test_json_is_that_of_sparql(published: Path) -> None:
    assert json.loads(render(query(ANSWERS, [published]), "json"))["head"] == {"vars": ["answer"]}


@pytest.mark.parametrize(("format_name", "answer"), [("table", "yes\n"), ("csv", "true"), ("json", '{"head":{},"boolean":true}')])
def test_ask_has_every_format(published: Path, format_name: str, answer: str) -> None:
    assert render(query("ASK {}", [published]), format_name) == answer


@pytest.mark.parametrize(
    ("format_name", "beginning"), [("table", "subject"), ("csv", "subject,predicate,object\r\n"), ("json", '[{"@id":')]
)
def test_construct_has_every_format(published: Path, format_name: str, beginning: str) -> None:
    result = query("CONSTRUCT { ?a a rg:Answer } WHERE { ?a a rg:Answer }", [published])
    assert render(result, format_name).startswith(beginning)


def test_a_query_that_names_its_graphs_reads_no_others(published: Path) -> None:
    everywhere, nowhere = "ASK { ?answer a rg:Answer }", "ASK FROM <https://example.org/graph> { ?answer a rg:Answer }"
    assert (query(everywhere, [published]).boolean, query(nowhere, [published]).boolean) == (True, False)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?s { ?s ?p ?o } }",
        "SELECT * { FILTER(1<2)SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "SELECT * {} # <\n SERVICE",
        r"SELECT * { \u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK { FILTER(?a = 'it\\'s') SERVICE ex:other {} }",
    ],
)
def test_no_query_asks_another_server(published: Path, sparql: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        query(sparql, [published])


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { ?service a <http://example.org/SERVICE> }",
        "ASK { ?s rg:service 'SERVICE', \"it's SERVICE\" } # SERVICE <http://example.org/>",
        'ASK { ?s ?p """a " SERVICE""", \'\'\'SERVICE\'\'\'@SERVICE }',
        "PREFIX service: <http://example.org/> ASK { service:a service:b _:service }",
    ],
)
def test_the_word_service_may_stand_elsewhere(published: Path, sparql: str) -> None:
    assert query(sparql, [published]).boolean is False

import json
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

ASK, CONSTRUCT, SELECT = "ASK {}", "CONSTRUCT { ?b a rg:Body } { ?b a rg:Body }", "SELECT ?b { ?b a rg:Body }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DIRECT = {"content-type": "application/sparql-query"}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5,text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_rows_come_as_accepted(client: TestClient, accept: str, media_type: str) -> None:
    assert client.get("/sparql", params={"query": SELECT}, headers={"accept": accept}).headers["content-type"] == media_type


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_graphs_come_as_accepted(client: TestClient, accept: str) -> None:
    answer = client.get("/sparql", params={"query": CONSTRUCT}, headers={"accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert len(list(parse(answer.content, format=RdfFormat.from_media_type(accept)))) == 1


@pytest.mark.parametrize(
    ("path", "media_type"), [("/sparql?format=csv&", "text/csv; charset=utf-8"), ("/sparql.xml?", "application/sparql-results+xml")]
)
def test_a_format_that_is_named_wins(client: TestClient, path: str, media_type: str) -> None:
    answer = client.get(f"{path}query={quote(SELECT)}", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == media_type


def test_an_unknown_format_is_refused(client: TestClient) -> None:
    assert client.get("/sparql", params={"query": ASK, "format": "pdf"}).status_code == 406


def test_a_query_may_come_as_a_form(client: TestClient) -> None:
    assert client.post("/sparql", data={"query": ASK}).json()["boolean"] is True


def test_a_query_may_come_as_a_body(client: TestClient) -> None:
    assert client.post("/sparql", content=ASK, headers=DIRECT).json()["boolean"] is True


def test_a_parse_error_says_where(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?a ?b }"})
    assert (answer.status_code, "line 2, column 16" in answer.text) == (400, True)


def test_a_query_that_takes_too_long_is_ended(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": ENDLESS})
    assert (answer.status_code, answer.text) == (503, "the query was stopped after 2 s: make it ask for less\n")
    assert "retry-after" in answer.headers


def test_a_query_that_takes_too_much_memory_is_ended(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"})
    assert answer.status_code == 503


def test_an_answer_that_is_too_large_is_none(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    assert (answer.status_code, "more than 1 MiB" in answer.text) == (503, True)


def test_after_a_query_was_ended_the_next_is_answered(client: TestClient) -> None:
    client.get("/sparql", params={"query": ENDLESS})
    assert client.get("/sparql", params={"query": ASK}).status_code == 200


@pytest.mark.parametrize(
    "sparql", ["SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "INSERT DATA { <a:a> <a:b> 1 }", "LOAD <file:///etc/passwd>"]
)
def test_what_is_no_query_of_the_published_data_is_refused(client: TestClient, sparql: str) -> None:
    assert client.get("/sparql", params={"query": sparql}).status_code == 400


def test_files_are_not_read(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }"})
    assert answer.json()["results"]["bindings"] == []


def test_any_origin_may_ask(client: TestClient) -> None:
    asked = {"origin": "https://example.org", "access-control-request-method": "POST", "access-control-request-headers": "x-any"}
    allowed = client.options("/sparql", headers=asked).headers
    assert (allowed["access-control-allow-origin"], allowed["access-control-allow-headers"]) == ("*", "x-any")


def test_answers_are_not_sent_twice(client: TestClient) -> None:
    etag = client.get("/sparql", params={"query": SELECT}).headers["etag"]
    assert client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": etag}).status_code == 304


def test_a_body_without_end_is_refused(client: TestClient) -> None:
    assert client.post("/sparql", content=b"#" * (2 << 20), headers=DIRECT).status_code == 413


def test_a_body_that_is_no_utf8_is_refused(client: TestClient) -> None:
    assert client.post("/sparql", content=b"ASK {} # \xff", headers=DIRECT).status_code == 400


def test_void_counts_what_is_published(client: TestClient) -> None:
    void = list(parse(client.get("/.well-known/void").content, format=RdfFormat.TURTLE))
    triples = NamedNode("http://rdfs.org/ns/void#triples")
    assert max(int(one.object.value) for one in void if one.predicate == triples and isinstance(one.object, Literal)) > 3000


def test_health_names_the_releases(client: TestClient) -> None:
    assert list(client.get("/health").json()["releases"]) == ["demo"]


def test_metrics_count_requests(client: TestClient) -> None:
    client.get("/health")
    assert 'ratsgraph_requests_total{method="GET",status="200"}' in client.get("/metrics").text


def test_json_is_that_of_sparql(client: TestClient) -> None:
    bindings = json.loads(client.get("/sparql", params={"query": SELECT}).content)["results"]["bindings"]
    assert [row["b"]["type"] for row in bindings] == ["uri"]

"""The W3C's tests of the SPARQL 1.1 Protocol and Service Description (https://github.com/w3c/rdf-tests), read from ../shared."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph, Namespace, Node
from rdflib.collection import Collection
from starlette.testclient import TestClient

from etl.serve.web.app import Operator, create_app
from etl.serve.web.serving import Serving
from tests.serve.conftest import LIMITS

SUITE = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql" / "sparql11"
GRAPHS = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
MF, HT, CNT, UT = (
    Namespace(iri)
    for iri in (
        "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
        "http://www.w3.org/2011/http#",
        "http://www.w3.org/2011/content#",
        "http://www.w3.org/2009/sparql/tests/test-update#",
    )
)
FORMATS = {"boolean": ("application/sparql-results+",), "tabular": ("application/sparql-results+", "text/csv"), "RDF": ("text/turtle",)}
SD = "http://www.w3.org/ns/sparql-service-description#"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SUITE.is_dir(), reason="needs the recorded data in ../shared")]


def manifest() -> Graph:
    path = SUITE / "protocol" / "manifest.ttl"
    return Graph().parse(path, format="turtle") if path.is_file() else Graph()


MANIFEST = manifest()
TESTS = {str(test).partition("#")[2]: test for entries in MANIFEST.objects(None, MF.entries) for test in Collection(MANIFEST, entries)}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server over a folder in which nothing but the graphs of the tests is published."""
    output = tmp_path_factory.mktemp("w3c")
    (output / "w3c" / "rdf").mkdir(parents=True)
    quads = [
        ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(GRAPHS.format(number)))
        for number in (1, 2, 3)
        for triple in ox.parse(path=SUITE / "protocol" / f"data{number}.nt")
    ]
    with gzip.open(output / "w3c" / "rdf" / "w3c.nq.gz", "wb") as file:
        file.write(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    package = {"ratsgraph": {"release": "1", "base_iri": "https://example.org/"}}
    (output / "w3c" / "datapackage.json").write_text(json.dumps(package))
    with TestClient(create_app(Serving(output, tmp_path_factory.mktemp("cache"), LIMITS), Operator())) as client:
        yield client


@pytest.mark.parametrize("name", [name for name in TESTS if "update" not in name])
def test_a_query_is_answered_as_the_protocol_says(endpoint: TestClient, name: str) -> None:
    for request in requests_of(TESTS[name]):
        answer, expected = send(endpoint, request), MANIFEST.value(request, HT.resp)
        codes = {str(code)[-3] for code in MANIFEST.objects(expected, MF.expectedStatus)}
        assert str(answer.status_code)[0] in codes
        if form := MANIFEST.value(expected, MF.expectedFormat):
            assert answer.headers["content-type"].startswith(FORMATS[str(form)])
        if (boolean := MANIFEST.value(expected, MF.expectedBoolean)) is not None:
            assert answer.json()["boolean"] is boolean.toPython()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [name for name in TESTS if "update" in name])
def test_an_update_is_refused(endpoint: TestClient, name: str) -> None:
    update = next(requests_of(TESTS[name]))
    assert 400 <= send(endpoint, update).status_code < 500


def test_the_suite_is_whole() -> None:
    assert len(TESTS) == 34


def test_a_bare_request_gives_rdf(endpoint: TestClient) -> None:
    assert described(endpoint)


def test_the_description_names_the_endpoint(endpoint: TestClient) -> None:
    assert any(
        one.predicate.value == f"{SD}endpoint" and one.object.value == str(endpoint.base_url) + "/sparql" for one in described(endpoint)
    )


def test_the_description_has_the_shape_of_its_vocabulary(endpoint: TestClient) -> None:
    graph = described(endpoint)
    service = [one.subject for one in graph if one.object == ox.NamedNode(f"{SD}Service")]
    datasets = [one.object for one in graph if one.predicate == ox.NamedNode(f"{SD}defaultDataset")]
    assert [one.subject for one in graph if one.object == ox.NamedNode(f"{SD}Dataset")] == datasets
    assert len(service) == 1
    assert {one.subject for one in graph if one.predicate.value in (f"{SD}resultFormat", f"{SD}supportedLanguage")} == set(service)


def described(endpoint: TestClient) -> list[Any]:
    return list(ox.parse(endpoint.get("/sparql").content, format=ox.RdfFormat.TURTLE))


def requests_of(test: Node) -> Iterator[Node]:
    connection = MANIFEST.value(test, MF.action)
    yield from Collection(MANIFEST, MANIFEST.value(connection, HT.requests))  # type: ignore[arg-type]


def send(endpoint: TestClient, request: Node) -> Any:
    """A request as the manifest writes it down, in HTTP's vocabulary."""
    path = str(MANIFEST.value(request, HT.absolutePath))
    listed = MANIFEST.value(request, HT.headers)
    headers = {
        str(MANIFEST.value(header, HT.fieldName)): str(MANIFEST.value(header, HT.fieldValue))
        for header in (Collection(MANIFEST, listed) if listed else ())
    }
    body = MANIFEST.value(request, HT.body)
    encoding = str(MANIFEST.value(body, CNT.characterEncoding) or "UTF-8") if body else "UTF-8"
    content = str(MANIFEST.value(body, CNT.chars)).encode(encoding) if body else None
    return endpoint.request(str(MANIFEST.value(request, HT.methodName)), path, headers=headers, content=content)

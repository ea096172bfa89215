"""With a server that answers, the catalogue names its services, and the metadata have all points there are."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCAT, DCTERMS, Graph, URIRef

from etl.publish.mqa import measure, summary
from etl.publish.publisher import publish
from etl.publish.validate import validate
from etl.settings import Settings
from tests.publish.musterstadt import RELEASE, SOURCE
from tools.ask_server import answered, urls

DATASET = "https://w3id.org/ratsgraph/dataset/musterstadt"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The output folder, with a dataset's address in front."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.replace("/dataset/", "/", 1))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(rows: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    output = tmp_path_factory.mktemp("served")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(output))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = Settings(output=output, server_url=f"http://127.0.0.1:{server.server_port}/")
        yield publish(rows, SOURCE, settings, RELEASE).folder
        server.shutdown()


@pytest.fixture(scope="module")
def triples(served: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=served / "catalog.ttl", format=ox.RdfFormat.TURTLE)}


def test_all_points_are_there(triples: set[ox.Triple]) -> None:
    report = summary(measure(triples, DATASET, answered(urls(triples))))
    assert (report["points"], report["of"], report["depends_on_the_server"]) == (405, 405, {})


def test_a_file_that_is_not_served_costs_points(triples: set[ox.Triple]) -> None:
    assert summary(measure(triples, DATASET, answered(urls(triples)) - {min(urls(triples))}))["points"] < 405


def test_sparql_and_the_api_are_services_of_the_dataset(served: Path) -> None:
    graph = Graph().parse(served / "catalog.ttl")
    services = set(graph.objects(None, DCAT.service))
    assert {str(graph.value(service, DCAT.endpointURL)).rpartition("/")[2] for service in services} == {"sparql", "api"}
    assert all(graph.value(service, DCAT.servesDataset) == URIRef(DATASET) for service in services)
    assert URIRef("https://www.w3.org/TR/sparql11-protocol/") in {graph.value(service, DCTERMS.conformsTo) for service in services}


def test_without_a_server_there_are_no_services(published: Path) -> None:
    assert not list(Graph().parse(published / "catalog.ttl").objects(None, DCAT.service))


def test_such_a_release_is_valid(served: Path) -> None:
    assert validate(served) == []

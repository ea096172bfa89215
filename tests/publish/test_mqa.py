from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph, Namespace, URIRef

from etl.publish.files import read_json
from etl.publish.mqa import measure, summary
from etl.tables import expand

DATASET = "https://w3id.org/ratsgraph/dataset/musterstadt"
DQV = Namespace("http://www.w3.org/ns/dqv#")
SERVED = {"accessUrlStatusCode": 50, "downloadUrlStatusCode": 30}


@pytest.fixture(scope="module")
def triples(published: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=published / "catalog.ttl", format=ox.RdfFormat.TURTLE)}


def without(triples: set[ox.Triple], predicate: str) -> dict[str, Any]:
    return summary(measure({triple for triple in triples if triple.predicate.value != expand(predicate)}, DATASET))


def test_only_the_server_can_give_what_is_missing(published: Path) -> None:
    report = read_json(published / "reports" / "quality.json")["metadata"]
    assert (report["points"], report["of"], report["depends_on_the_server"]) == (325, 405, SERVED)


@pytest.mark.parametrize(
    ("predicate", "lost"),
    [
        ("dcat:keyword", 30),
        ("dcat:theme", 30),
        ("dcterms:spatial", 20),
        ("dcterms:temporal", 20),
        ("dcat:downloadURL", 20),
        ("dcterms:format", 70),
        ("dcat:mediaType", 20),
        ("dcterms:license", 30),
        ("dcterms:accessRights", 15),
        ("dcat:contactPoint", 20),
        ("dcterms:publisher", 40),
        ("dcterms:rights", 5),
        ("dcat:byteSize", 5),
        ("dcterms:issued", 5),
        ("dcterms:modified", 5),
        ("dcterms:description", 30),
    ],
)
def test_what_is_missing_costs_its_points(triples: set[ox.Triple], predicate: str, lost: int) -> None:
    assert without(triples, predicate)["points"] == 325 - lost


def test_points_go_by_the_share_of_distributions(triples: set[ox.Triple]) -> None:
    sizes = sorted((triple for triple in triples if triple.predicate.value == expand("dcat:byteSize")), key=str)
    measured = {one.metric: one for one in measure(triples - set(sizes[: len(sizes) // 2]), DATASET)}
    assert measured["byteSizeAvailability"].share == round((len(sizes) - len(sizes) // 2) / len(sizes), 3)


def test_a_dataset_without_distributions_has_no_points_for_them(triples: set[ox.Triple]) -> None:
    assert without(triples, "dcat:distribution")["points"] == 30 + 30 + 20 + 20 + 30 + 10 + 5 + 20 + 10


def test_the_catalogue_says_its_score(published: Path) -> None:
    graph = Graph().parse(published / "catalog.ttl")
    score = next(graph.subjects(DQV.isMeasurementOf, URIRef("https://piveau.eu/ns/voc#score")))
    assert (URIRef(DATASET), DQV.hasQualityMeasurement, score) in graph
    assert int(str(graph.value(score, DQV.value))) == 325

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef

from etl.publish.catalog import joint_catalog
from etl.publish.licenses import find_license
from etl.publish.rdf import CATALOG_FORMATS

DATASET = URIRef("https://w3id.org/ratsgraph/dataset/musterstadt")


@pytest.fixture(scope="module")
def graph(published: Path) -> Graph:
    return Graph().parse(published / "catalog.ttl")


def test_every_table_and_dump_is_a_distribution(graph: Graph, published: Path) -> None:
    offered = {str(url).rpartition("/")[2] for url in graph.objects(None, DCAT.downloadURL)}
    assert offered == {
        path.name for path in published.rglob("*") if path.suffix in {".csv", ".gz"} and path.parent.name not in {"ldes", "reports"}
    } - {"blocks.csv"}  # tells where the dumps can be cut


def test_the_licence_is_the_lists(graph: Graph) -> None:
    assert set(graph.objects(None, DCTERMS.license)) >= {URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")}


def test_the_place_follows_from_the_ags(graph: Graph) -> None:
    place = URIRef("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/99123456")
    assert list(graph.objects(DATASET, DCTERMS.spatial)) == [place]


def test_the_time_is_that_of_the_papers(graph: Graph) -> None:
    period = graph.value(DATASET, DCTERMS.temporal)
    assert [str(graph.value(period, date)) for date in (DCAT.startDate, DCAT.endDate)] == ["2023-11-06", "2024-01-15"]


def test_the_dataset_bears_its_version(graph: Graph) -> None:
    assert graph.value(DATASET, URIRef(f"{DCAT}version")) == Literal("2024-05-02.1")


@pytest.mark.parametrize("ending", CATALOG_FORMATS)
def test_every_syntax_says_the_same(graph: Graph, published: Path, ending: str) -> None:
    assert len(set(ox.parse(path=published / f"catalog.{ending}", format=CATALOG_FORMATS[ending]))) == len(graph)


def test_the_joint_catalogue_lists_the_dataset_once(output: Path) -> None:
    graph = Graph().parse(output / "catalog.ttl")
    assert list(graph.subject_objects(DCAT.dataset)) == [(URIRef("https://w3id.org/ratsgraph/catalog"), DATASET)]
    assert len(list(graph.subjects(RDF.type, DCAT.Catalog))) == 1


def test_of_nothing_there_is_no_joint_catalogue() -> None:
    assert joint_catalog([], "https://example.org/") == set()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://www.govdata.de/dl-de/zero-2-0", "DL-DE-ZERO-2.0"),
        ("https://creativecommons.org/licenses/by-sa/4.0/legalcode.de", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("https://example.org/terms", ""),
    ],
)
def test_licences_are_known_by_their_urls(url: str, name: str) -> None:
    assert find_license(url).name == name

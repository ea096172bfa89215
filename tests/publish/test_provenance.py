from pathlib import Path

import pyoxigraph as ox
import pytest

from etl.publish.rdf import read_nquads
from etl.tables import expand
from tests.publish.musterstadt import RELEASE, SOURCE, thing

BASE = "https://w3id.org/ratsgraph/"
RELEASED = f"{BASE}dataset/musterstadt/releases/2024-05-02.1"
DOCUMENT = BASE + thing("document", 2)


@pytest.fixture(scope="module")
def store(published: Path) -> ox.Store:
    store = ox.Store()
    store.extend(read_nquads(published / "rdf" / f"{SOURCE.id}.nq.gz"))
    return store


def values(store: ox.Store, subject: str, predicate: str) -> set[str]:
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), None)
    return {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)}


def test_the_graph_of_a_document_is_derived_from_its_file(store: ox.Store) -> None:
    assert values(store, DOCUMENT, "prov:wasDerivedFrom") == {f"{DOCUMENT}/file"}
    assert list(store.quads_for_pattern(None, None, None, ox.NamedNode(DOCUMENT)))


def test_a_file_bears_its_hash(store: ox.Store) -> None:
    assert values(store, f"{DOCUMENT}/file", "dcterms:identifier") == {f"sha256:{2:064x}"}


def test_a_release_is_made_by_a_run_from_the_source(store: ox.Store) -> None:
    assert values(store, RELEASED, "prov:wasGeneratedBy") == {f"{RELEASED}/run"}
    assert values(store, f"{RELEASED}/run", "prov:used") == {SOURCE.system}


def test_a_release_bears_the_time_of_its_data(store: ox.Store) -> None:
    assert values(store, RELEASED, "prov:generatedAtTime") == {RELEASE.modified}


def test_the_run_names_its_software(store: ox.Store) -> None:
    (software,) = values(store, f"{RELEASED}/run", "prov:wasAssociatedWith")
    assert values(store, software, "schema:softwareVersion") == {RELEASE.software_version}


def test_the_run_names_the_methods_of_its_rows(store: ox.Store) -> None:
    assert values(store, f"{RELEASED}/run/association", "prov:hadPlan") == {f"{BASE}method/cues/1"}


def test_provenance_has_a_graph_of_its_own(store: ox.Store) -> None:
    generated = store.quads_for_pattern(None, ox.NamedNode(expand("prov:wasGeneratedBy")), None)
    assert {quad.graph_name for quad in generated} == {ox.NamedNode(f"{BASE}dataset/musterstadt/provenance")}

"""Programs that nobody here wrote ask the server over the network."""

import json
import shutil
import subprocess

import pytest
from rdflib import Namespace
from rdflib.plugins.stores.sparqlstore import SPARQLStore

RG = Namespace("https://w3id.org/ratsgraph/def#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SELECT = "SELECT ?name { ?body a rg:Body ; skos:prefLabel ?name }"
PREFIXES = f"PREFIX rg: <{RG}> PREFIX skos: <{SKOS}> "
CURL, COMUNICA = shutil.which("curl"), shutil.which("comunica-sparql")


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_the_store_of_rdflib(url: str, method: str) -> None:
    store = SPARQLStore(f"{url}/sparql", method=method)
    assert [str(row.name) for row in store.query(PREFIXES + SELECT)] == ["Stadt Musterstadt"]  # type: ignore[union-attr]


def test_triples_through_the_store_of_rdflib(url: str) -> None:
    store = SPARQLStore(f"{url}/sparql")
    assert len(list(store.triples((None, SKOS.prefLabel, None)))) > 20


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper(url: str, form: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper", reason="needs the package SPARQLWrapper").SPARQLWrapper(f"{url}/sparql")
    wrapper.setQuery(PREFIXES + SELECT)
    wrapper.setReturnFormat(form)
    answer = wrapper.queryAndConvert()
    told = answer.toxml() if form == "xml" else answer.decode() if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False)
    assert "Stadt Musterstadt" in told


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_sparqlwrapper_reads_graphs(url: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper", reason="needs the package SPARQLWrapper").SPARQLWrapper(f"{url}/sparql")
    wrapper.setQuery(f"{PREFIXES} CONSTRUCT {{ ?body a rg:Body }} {{ ?body a rg:Body }}")
    assert len(wrapper.queryAndConvert()) == 1


@pytest.mark.skipif(CURL is None, reason="needs the program curl")
@pytest.mark.parametrize("options", [["-G", "--data-urlencode"], ["--data-urlencode"]])
def test_curl(url: str, options: list[str]) -> None:
    command = [str(CURL), "-s", "-H", "Accept: text/csv", *options, f"query={SELECT}", f"{url}/sparql"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")[1].strip() == "Stadt Musterstadt"


@pytest.mark.skipif(CURL is None, reason="needs the program curl")
def test_curl_goes_on_with_a_download(url: str) -> None:
    command = [str(CURL), "-s", "-r", "1-", "-w", "%{http_code}", "-o", "/dev/null", f"{url}/dataset/demo/rdf/demo.nq.gz"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "206"


@pytest.mark.skipif(COMUNICA is None, reason="needs npm's @comunica/query-sparql on the path, and its Node")
@pytest.mark.parametrize("source", ["sparql@{url}/sparql", "{url}/sparql", "{url}/.well-known/void"])
def test_comunica(url: str, source: str) -> None:
    """As an endpoint, as whatever it takes it for by its service description, and as a file."""
    sparql = "ASK { ?any ?thing ?at_all }" if source.endswith("void") else PREFIXES + SELECT
    asked = subprocess.run([str(COMUNICA), source.format(url=url), sparql], check=True, capture_output=True, text=True)
    assert "true" in asked.stdout if source.endswith("void") else "Stadt Musterstadt" in asked.stdout

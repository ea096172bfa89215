"""What the endpoint says of itself and of its data: SPARQL Service Description (`sd:`) and VoID (`void:`)."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from etl.serve.formats import GRAPHS, ROWS

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DCTERMS = "http://purl.org/dc/terms/"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {"json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV"}
_GRAPH_NAMES = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF_XML"}

_COUNTED = {
    "classes": "SELECT ?name (COUNT(DISTINCT ?thing) AS ?count) { ?thing a ?name } GROUP BY ?name ORDER BY ?name",
    "properties": "SELECT ?name (COUNT(*) AS ?count) { ?thing ?name ?value } GROUP BY ?name ORDER BY ?name",
}
_TOTALS = {
    "triples": "SELECT (COUNT(*) AS ?count) { ?s ?p ?o }",
    "entities": "SELECT (COUNT(DISTINCT ?thing) AS ?count) { ?thing a ?class }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?count) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?count) { ?s ?p ?o }",
}


def count_graph(store: ox.Store) -> dict[str, Any]:
    """How many triples, entities and distinct subjects and objects there are; how many things per class, triples per property."""
    counts: dict[str, Any] = {name: int(_rows(store, sparql)[0]["count"].value) for name, sparql in _TOTALS.items()}
    for name, sparql in _COUNTED.items():
        counts[name] = {row["name"].value: int(row["count"].value) for row in _rows(store, sparql)}
    return counts


def describe_service(endpoint: str, base_iri: str, counts: Mapping[str, Any]) -> list[ox.Triple]:
    """The description that a bare request of the endpoint gets (https://www.w3.org/TR/sparql11-service-description/)."""
    service, dataset, graph = (ox.NamedNode(iri) for iri in (f"{endpoint}#service", f"{endpoint}#dataset", f"{endpoint}#default-graph"))
    forms = [_FORMATS + name for name in (*_FORMAT_NAMES.values(), *_GRAPH_NAMES.values())]
    assert len(forms) == len(ROWS) + len(GRAPHS)  # every format that is offered has its IRI
    links = [
        (service, _RDF_TYPE, f"{_SD}Service"),
        (service, f"{_SD}endpoint", endpoint),
        (service, f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query"),
        (service, f"{_SD}feature", f"{_SD}UnionDefaultGraph"),
        *((service, f"{_SD}resultFormat", form) for form in forms),
        (service, f"{_SD}defaultDataset", dataset.value),
        (dataset, _RDF_TYPE, f"{_SD}Dataset"),
        (dataset, f"{_SD}defaultGraph", graph.value),
        (graph, _RDF_TYPE, f"{_SD}Graph"),
        (graph, f"{_DCTERMS}isPartOf", f"{base_iri}.well-known/void#dataset"),
    ]
    return [*(_link(*link) for link in links), _count(graph, f"{_VOID}triples", counts["triples"])]


def describe_dataset(endpoint: str, base_iri: str, counts: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[ox.Triple]:
    """VoID of all that is published (https://www.w3.org/TR/void/). sources: ids with the IRIs of their licences, or ""."""
    dataset = ox.NamedNode(f"{base_iri}.well-known/void#dataset")
    yield _link(dataset, _RDF_TYPE, f"{_VOID}Dataset")
    yield _link(dataset, f"{_VOID}sparqlEndpoint", endpoint)
    yield _link(dataset, f"{_VOID}vocabulary", "https://w3id.org/ratsgraph/def#")
    yield ox.Triple(dataset, ox.NamedNode(f"{_VOID}uriSpace"), ox.Literal(f"{base_iri}id/"))
    for name in _TOTALS:
        yield _count(dataset, _VOID + name, counts[name])
    for source, license_iri in sources.items():
        subset = ox.NamedNode(f"{base_iri}dataset/{source}")
        yield _link(dataset, f"{_VOID}subset", subset.value)
        yield _link(subset, _RDF_TYPE, f"{_VOID}Dataset")
        yield _link(subset, f"{_VOID}dataDump", f"{subset.value}/rdf/{source}.nq.gz")
        if license_iri:
            yield _link(subset, f"{_DCTERMS}license", license_iri)
    yield from _partitions(dataset, counts["classes"], "class", "entities")
    yield from _partitions(dataset, counts["properties"], "property", "triples")


def _partitions(dataset: ox.NamedNode, counts: Mapping[str, int], kind: str, counted: str) -> Iterator[ox.Triple]:
    for number, (name, count) in enumerate(counts.items(), 1):
        partition = ox.NamedNode(f"{dataset.value}-{kind}-{number}")
        yield _link(dataset, f"{_VOID}{kind}Partition", partition.value)
        yield _link(partition, f"{_VOID}{kind}", name)
        yield _count(partition, _VOID + counted, count)


def _rows(store: ox.Store, sparql: str) -> list[Any]:
    return list(store.query(sparql, use_default_graph_as_union=True))  # type: ignore[arg-type]


def _link(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(value))


def _count(subject: ox.NamedNode, predicate: str, count: int) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.Literal(count))

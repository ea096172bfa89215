"""What the parts of a catalogue share: namespaces, statements, and how a catalogue is written."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDFS, XSD, Graph, Literal, Namespace, URIRef

from etl.publish.rdf import CATALOG_FORMATS

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT_VERSION, DCAT_PREVIOUS = URIRef(f"{DCAT}version"), URIRef(f"{DCAT}previousVersion")  # of DCAT 3, which rdflib does not know
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
EU = Namespace("http://publications.europa.eu/resource/authority/")
GEO = Namespace("http://dcat-ap.de/def/politicalGeocoding/")
IANA = Namespace("https://www.iana.org/assignments/media-types/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

_NAMESPACES = (ADMS, DCAT, DCATAP, DCATDE, DCTERMS, FOAF, PROV, RDFS, SPDX, VCARD, XSD)
_NAMES = ("adms", "dcat", "dcatap", "dcatde", "dcterms", "foaf", "prov", "rdfs", "spdx", "vcard", "xsd")
_PREFIXES = {"dqv": "http://www.w3.org/ns/dqv#", "piveau": "https://piveau.eu/ns/voc#"} | dict(
    zip(_NAMES, map(str, _NAMESPACES), strict=True)
)

Statement = tuple[URIRef, URIRef, URIRef | Literal]


def write_catalog(statements: Iterable[ox.Triple], folder: Path) -> None:
    """Write a catalogue in every syntax, as `catalog.<ending>`; each file is replaced in one step."""
    ordered = sorted(statements, key=str)
    for ending, syntax in CATALOG_FORMATS.items():
        unfinished = folder / f".catalog.{ending}"
        ox.serialize(ordered, unfinished, format=syntax, prefixes=_PREFIXES)
        unfinished.replace(folder / f"catalog.{ending}")


def dates(iri: URIRef, modified: str, *, issued: str = "") -> Iterator[Statement]:
    """When a thing was first published and last changed; issued: if that is another time."""
    yield iri, DCTERMS.issued, Literal(issued or modified, datatype=XSD.dateTime)
    yield iri, DCTERMS.modified, Literal(modified, datatype=XSD.dateTime)


def texts(iri: URIRef, predicate: URIRef, words: Mapping[str, str]) -> Iterator[Statement]:
    """A text in several languages."""
    yield from ((iri, predicate, Literal(text, lang=lang)) for lang, text in words.items())


def triples(*parts: Iterable[Statement]) -> set[ox.Triple]:
    """Statements as triples, each once."""
    graph = Graph()
    for triple in chain.from_iterable(parts):
        graph.add(triple)
    return {quad.triple for quad in ox.parse(graph.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES)}

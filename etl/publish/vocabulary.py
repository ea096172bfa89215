"""The page on the vocabulary, `docs/vocabulary.md`, as it follows from the Turtle in `vocab/`."""

from collections.abc import Iterable
from typing import Any

import jinja2
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

from etl import paths
from etl.tables import load_prefixes

_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("etl.publish", "pages"),
    autoescape=False,  # noqa: S701 — Markdown of our own vocabulary
    trim_blocks=True,
    lstrip_blocks=True,
)
_KINDS = {"Classes": OWL.Class, "Object properties": OWL.ObjectProperty, "Datatype properties": OWL.DatatypeProperty}
_ALIGNED = {
    "kind of": (RDFS.subClassOf, RDFS.subPropertyOf),
    "of": (RDFS.domain,),
    "values": (RDFS.range,),
    "see also": (RDFS.seeAlso, SKOS.closeMatch, SKOS.exactMatch),
}


def render_vocabulary() -> str:
    """The page in Markdown."""
    graph, codes = (Graph().parse(paths.VOCAB / name) for name in ("ratsgraph.ttl", "codes.ttl"))
    ontology = next(graph.subjects(RDF.type, OWL.Ontology))
    sections = {title: [_term(graph, term) for term in _sorted(graph.subjects(RDF.type, kind))] for title, kind in _KINDS.items()}
    lists = [
        _term(codes, scheme) | {"codes": [_code(codes, code) for code in _sorted(codes.subjects(SKOS.inScheme, scheme))]}
        for scheme in _sorted(codes.subjects(RDF.type, SKOS.ConceptScheme))
    ]
    version = graph.value(ontology, OWL.versionInfo)
    return _PAGES.get_template("vocabulary.md").render(iri=ontology, version=version, sections=sections, lists=lists) + "\n"


def _term(graph: Graph, term: Node) -> dict[str, Any]:
    aligned = {
        name: [_short(node) for link in links for node in _sorted(graph.objects(term, link)) if isinstance(node, URIRef)]
        for name, links in _ALIGNED.items()
    }
    labels = RDFS.label if graph.value(term, RDFS.label) else SKOS.prefLabel
    return {
        "name": _short(term),
        **{f"label_{lang}": _text(graph, term, labels, lang) for lang in ("en", "de")},
        **{f"definition_{lang}": _text(graph, term, SKOS.definition, lang) for lang in ("en", "de")},
        "aligned": {name: values for name, values in aligned.items() if values},
    }


def _code(graph: Graph, code: Node) -> dict[str, Any]:
    return _term(graph, code) | {"notation": graph.value(code, SKOS.notation)}


def _text(graph: Graph, subject: Node, predicate: URIRef, lang: str) -> str:
    return next((str(text) for text in graph.objects(subject, predicate) if getattr(text, "language", None) == lang), "")


def _sorted(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=str)


def _short(node: Node) -> str:
    """A prefixed name, where there is a prefix for it."""
    iri = str(node)
    known = [(len(namespace), prefix) for prefix, namespace in load_prefixes().items() if iri.startswith(namespace)]
    if not known:
        return iri
    length, prefix = max(known)
    return f"{prefix}:{iri[length:]}"

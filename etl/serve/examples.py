"""The example queries of `vocab/queries`, and how they are described for tools.

A query is a file of its own; its first lines are its titles. Described as in https://github.com/sib-swiss/sparql-examples, each query
is a `sh:SPARQLExecutable` that says which prefixes it uses and which endpoint it is for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from etl import paths
from etl.serve.sparql_text import keywords
from etl.tables import load_prefixes

FOLDER = paths.VOCAB / "queries"
_GERMAN = "# de: "
_SH, _RDF, _RDFS = "http://www.w3.org/ns/shacl#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
_SCHEMA = "http://schema.org/"
_FORMS = {"SELECT": "SPARQLSelectExecutable", "CONSTRUCT": "SPARQLConstructExecutable", "ASK": "SPARQLAskExecutable"}
_PREFIXED = re.compile(r"(?<![\w:<?$/])([a-z][a-z-]*):(?!//)")


@dataclass(frozen=True, slots=True)
class Example:
    """A query that shows what can be asked. titles: by language; text: the file as it is."""

    name: str
    titles: Mapping[str, str]
    text: str

    @property
    def form(self) -> str:
        """SELECT, CONSTRUCT or ASK."""
        return next(word for word in keywords(self.text) if word in _FORMS)

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that it uses, with their namespaces."""
        used = set(_PREFIXED.findall(self.text.partition(_GERMAN)[2].partition("\n")[2]))
        return {name: iri for name, iri in load_prefixes().items() if name in used}


@cache
def load_examples() -> tuple[Example, ...]:
    """Every example query."""
    return tuple(_read(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.rq")))


def describe_examples(endpoint: str, base_iri: str) -> Iterator[ox.Triple]:
    """The example queries as linked data, for an endpoint."""
    for example in load_examples():
        query = ox.NamedNode(f"{base_iri}.well-known/sparql-examples/{example.name}")
        yield ox.Triple(query, ox.NamedNode(f"{_RDF}type"), ox.NamedNode(f"{_SH}SPARQLExecutable"))
        yield ox.Triple(query, ox.NamedNode(f"{_RDF}type"), ox.NamedNode(_SH + _FORMS[example.form]))
        yield ox.Triple(query, ox.NamedNode(_SH + example.form.lower()), ox.Literal(example.text))
        yield ox.Triple(query, ox.NamedNode(f"{_SCHEMA}target"), ox.NamedNode(endpoint))
        for language, title in example.titles.items():
            yield ox.Triple(query, ox.NamedNode(f"{_RDFS}comment"), ox.Literal(title, language=language))
        for name, iri in example.prefixes.items():
            declared = ox.NamedNode(f"{base_iri}.well-known/sparql-examples/prefix/{name}")
            yield ox.Triple(query, ox.NamedNode(f"{_SH}prefixes"), declared)
            yield ox.Triple(declared, ox.NamedNode(f"{_SH}declare"), ox.NamedNode(f"{declared.value}/declaration"))
            yield ox.Triple(ox.NamedNode(f"{declared.value}/declaration"), ox.NamedNode(f"{_SH}prefix"), ox.Literal(name))
            namespace = ox.Literal(iri, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI"))
            yield ox.Triple(ox.NamedNode(f"{declared.value}/declaration"), ox.NamedNode(f"{_SH}namespace"), namespace)


def _read(name: str, text: str) -> Example:
    english, german, *_ = text.splitlines()
    return Example(name, {"en": english.removeprefix("# "), "de": german.removeprefix(_GERMAN)}, text)

"""Answers to queries as text: a table for people, CSV and JSON in the words of the SPARQL 1.1 standards."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import IO

import pyoxigraph as ox

from etl.serve.query import QueryResult, Term
from etl.tables import load_prefixes

FORMATS = ("table", "csv", "json")

_TRIPLE = ("subject", "predicate", "object")


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer. suffix: of its files, and what `format=` may say; aliases: other names and media types that mean it."""

    suffix: str
    media_type: str
    aliases: tuple[str, ...] = ()


ROWS = {
    each.suffix: each
    for each in (
        Format("json", "application/sparql-results+json", ("application/json",)),
        Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
        Format("csv", "text/csv"),
        Format("tsv", "text/tab-separated-values"),
    )
}
GRAPHS = {
    each.suffix: each
    for each in (
        Format("ttl", "text/turtle", ("turtle", "application/x-turtle")),
        Format("nt", "application/n-triples", ("ntriples", "text/plain")),
        Format("jsonld", "application/ld+json", ("json-ld", "application/json", "json")),
        Format("rdf", "application/rdf+xml", ("rdfxml", "application/xml", "xml")),
    )
}


def write_rows(answer: ox.QuerySolutions | ox.QueryBoolean, form: Format, out: IO[bytes]) -> None:
    """Write the answer to a SELECT or ASK in a format of `ROWS`."""
    syntax = ox.QueryResultsFormat.from_media_type(form.media_type)
    answer.serialize(out, format=syntax)


def write_graph(triples: Iterable[ox.Triple], form: Format, out: IO[bytes], prefixes: Mapping[str, str] | None = None) -> None:
    """Write triples in a format of `GRAPHS`, with the prefixes of `vocab/prefixes.json` or others where it has prefixes."""
    syntax = ox.RdfFormat.from_media_type(form.media_type)
    ox.serialize(triples, out, syntax, prefixes=dict(load_prefixes() if prefixes is None else prefixes))


def used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The prefixes of `vocab/prefixes.json` that shorten an IRI of a small graph."""
    iris = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    return {name: namespace for name, namespace in load_prefixes().items() if any(iri.startswith(namespace) for iri in iris)}


def render(result: QueryResult, format_name: str) -> str:
    """The answer in one of `FORMATS`.

    CSV of rows follows https://www.w3.org/TR/sparql11-results-csv-tsv/, JSON https://www.w3.org/TR/sparql11-results-json/;
    triples become three columns, or JSON-LD.
    """
    if format_name == "table":
        return _table(result)
    if isinstance(result.answer, ox.QueryTriples):
        return _csv_of_triples(result) if format_name == "csv" else _text(ox.serialize(result.answer, format=ox.RdfFormat.JSON_LD))
    return _text(result.answer.serialize(format=ox.QueryResultsFormat.CSV if format_name == "csv" else ox.QueryResultsFormat.JSON))


def short(term: Term | None) -> str:
    """A term as people read it: the text of a literal, an IRI with its prefix.

    >>> short(ox.NamedNode("http://purl.org/dc/terms/title")), short(ox.Literal("12"))
    ('dcterms:title', '12')
    """
    if isinstance(term, ox.NamedNode):
        known = [(len(iri), f"{name}:{term.value[len(iri) :]}") for name, iri in load_prefixes().items() if term.value.startswith(iri)]
        return max(known)[1] if known else term.value
    return term.value if isinstance(term, ox.Literal) else str(term or "")


def _table(result: QueryResult) -> str:
    """Columns side by side, each as wide as its widest cell."""
    if result.boolean is not None:
        return "yes\n" if result.boolean else "no\n"
    header = result.variables or _TRIPLE
    rows = [header, *(tuple(" ".join(short(term).split()) for term in row) for row in result.rows())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    rule = "  ".join("-" * width for width in widths)
    head, *body = lines
    return "\n".join((head, rule, *body)) + "\n"


def _csv_of_triples(result: QueryResult) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(chain([_TRIPLE], (tuple(getattr(term, "value", term) for term in row) for row in result.rows())))
    return out.getvalue()


def _text(serialized: bytes | None) -> str:
    return (serialized or b"").decode()

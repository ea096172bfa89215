"""Answers to queries as text: a table for people, CSV and JSON in the words of the SPARQL 1.1 standards."""

import csv
import io
from itertools import chain

import pyoxigraph as ox

from etl.serve.query import QueryResult, Term
from etl.tables import load_prefixes

FORMATS = ("table", "csv", "json")

_TRIPLE = ("subject", "predicate", "object")


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

"""Rows to RDF: one function for every table, driven by the annotations of its schema; no blank nodes, in the order of the rows."""

import gzip
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from operator import attrgetter
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
from zlib_ng import gzip_ng

from etl.publish.templates import Row, absolute, compile_template
from etl.tables import Field, Table, load_prefixes

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
DATATYPES = {"string": "string", "integer": "integer", "number": "decimal", "boolean": "boolean", "date": "date", "datetime": "dateTime"}
"""The XML Schema datatype of each type of Table Schema that the tables use."""

_GZIP_LEVEL = 5  # of zlib-ng: the size of zlib's 6 in less than half its time

Writer = Callable[[Row], str]
"""Writes a part of a row's statements, or all of them."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """A triple that a row becomes if its cell in `column` is not empty, or always if `column` is "".

    value: writes its object; is_shared: whether other statements of the row may have the same object.
    """

    column: str
    subject: Writer
    predicate: str
    value: Writer
    is_shared: bool = False


def lines(table: Table, rows: Iterable[Row], base_iri: str) -> Iterator[str]:
    """The N-Quads of a table's rows, each row's in its table's graph; as texts, for objects of each term take three times as long."""
    if table.about_url:
        of_row = row_lines(table, base_iri, _node(table.graph_url, base_iri) if table.graph_url else lambda _: "")
        yield from map(of_row, rows)


def row_lines(table: Table, base_iri: str, graph: Writer) -> Writer:
    """A function that writes a row as N-Quads, in the form that pyoxigraph writes, too. graph: writes the graph's name, "" for none."""
    statements = [(one.column, one.subject, one.predicate, one.value, one.is_shared) for one in _statements(table, base_iri)]

    def write(row: Row) -> str:
        name = graph(row)
        end = f" {name} .\n" if name else " .\n"
        nodes: dict[Writer, str] = {}  # most statements of a row share theirs
        written = []
        for column, subject, predicate, value, is_shared in statements:
            if not column or row[column]:
                if (about := nodes.get(subject)) is None:
                    about = nodes[subject] = subject(row)
                if not is_shared:
                    node = value(row)
                elif (node := nodes.get(value, "")) == "":
                    node = nodes[value] = value(row)
                written.append(f"{about} {predicate} {node}{end}")
        return "".join(written)

    return write


def quads(table: Table, rows: Iterable[Row], base_iri: str) -> Iterator[ox.Quad]:
    """The quads of a table's rows."""
    return ox.parse("".join(lines(table, rows, base_iri)), format=ox.RdfFormat.N_QUADS)


def line(quad: ox.Quad) -> str:
    """A quad as a line of N-Quads."""
    return f"{quad} .\n"


def write_nquads(path: Path, statements: Iterable[str]) -> None:
    """Write gzipped N-Quads from their lines; equal lines give equal bytes."""
    with compressed(path) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        text.writelines(statements)


def write_turtle(path: Path, nquads: Path) -> None:
    """Write the triples of gzipped N-Quads, without their graphs, as gzipped Turtle."""
    with compressed(path) as file:
        ox.serialize(triples(read_nquads(nquads)), file, format=ox.RdfFormat.TURTLE, prefixes=dict(load_prefixes()))


def read_nquads(path: Path) -> Iterator[ox.Quad]:
    """The quads of gzipped N-Quads.

    Raises:
        SyntaxError: if they cannot be parsed.
    """
    with gzip.open(path) as file:
        yield from ox.parse(cast("IO[bytes]", file), format=ox.RdfFormat.N_QUADS)


def read_turtle(path: Path) -> Iterator[ox.Triple]:
    """The triples of gzipped Turtle.

    Raises:
        SyntaxError: if they cannot be parsed.
    """
    with gzip.open(path) as file:
        yield from triples(ox.parse(cast("IO[bytes]", file), format=ox.RdfFormat.TURTLE))


def triples(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """What quads say, without their graphs."""
    return map(attrgetter("triple"), quads)


@contextmanager
def compressed(path: Path) -> Iterator[IO[bytes]]:
    """A gzip file whose bytes depend on its content only: without name and time."""
    with (
        path.open("wb") as raw,
        gzip_ng.GzipNGFile("", "wb", _GZIP_LEVEL, raw, mtime=0) as file,  # type: ignore[no-untyped-call]
    ):
        yield cast("IO[bytes]", file)


def _statements(table: Table, base_iri: str) -> list[_Statement]:
    node = cache(partial(_node, base_iri=base_iri))

    def to_node(column: str, subject: str, predicate: str, value: Writer) -> _Statement:
        return _Statement(column, node(subject), f"<{predicate}>", value, is_shared=True)

    types = [to_node("", table.about_url, RDF_TYPE, _constant(name)) for name in table.rdf_types]
    cells = [
        to_node(field.name, field.about_url or table.about_url, field.property_url, node(field.value_url))
        if field.value_url
        else _Statement(field.name, node(field.about_url or table.about_url), f"<{field.property_url}>", _literal(field))
        for field in table.fields
        if field.property_url
    ]
    links = [to_node("", link.about_url, link.property_url, node(link.value_url)) for link in table.virtual]
    return types + cells + links


def _node(template: str, base_iri: str) -> Writer:
    return compile_template(f"<{absolute(template, base_iri)}>")


def _constant(iri: str) -> Writer:
    return lambda _: f"<{iri}>"


def _literal(field: Field) -> Writer:
    name = field.name
    kind = f"@{field.lang}" if field.lang else "" if field.type == "string" else f"^^<{XSD}{DATATYPES[field.type]}>"

    def write(row: Row) -> str:
        value = row[name]
        return f'"{value.translate(_ESCAPED) if _SPECIAL(value) else value}"{kind}'

    return write


_SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f]').search
_ESCAPED = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    ord(char): f"\\{name}" for char, name in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)
}
"""How canonical N-Quads write characters that a literal cannot hold as they are (https://www.w3.org/TR/rdf-canon/#canonical-quads)."""

"""Rows to RDF: one function for every table, driven by the annotations of its schema; no blank nodes, in the order of the rows."""

import gzip
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from etl.publish.templates import Row, absolute, compile_template
from etl.tables import Field, Table, load_prefixes

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
DATATYPES = {"string": "string", "integer": "integer", "number": "decimal", "boolean": "boolean", "date": "date", "datetime": "dateTime"}
"""The XML Schema datatype of each type of Table Schema that the tables use."""

_DEFAULT_GRAPH = ox.DefaultGraph()
_GZIP_LEVEL = 6

Graph = Callable[[Row], ox.NamedNode | ox.DefaultGraph]
_Node = Callable[[Row], ox.NamedNode]
_Literal = Callable[[Row], ox.Literal]
_Object = _Node | _Literal


@dataclass(frozen=True, slots=True)
class _Statement:
    """A triple that a row becomes if its cell in `column` is not empty, or always if `column` is "".

    value: makes its object; node: the same, if its object is a node, which statements of a row may share.
    """

    column: str
    subject: _Node
    predicate: ox.NamedNode
    value: _Object
    node: _Node | None = None


def quads(table: Table, rows: Iterable[Row], base_iri: str) -> Iterator[ox.Quad]:
    """The quads of a table's rows, each row's in its table's graph."""
    if not table.about_url:
        return
    graph: Graph = _node(table.graph_url, base_iri) if table.graph_url else lambda _: _DEFAULT_GRAPH
    of_row = row_quads(table, base_iri, graph)
    for row in rows:
        yield from of_row(row)


def row_quads(table: Table, base_iri: str, graph: Graph) -> Callable[[Row], Iterator[ox.Quad]]:
    """A function that makes a row's quads. graph: the graph that a row's quads stand in."""
    statements = [(one.column, one.subject, one.predicate, one.value, one.node) for one in _statements(table, base_iri)]

    def make(row: Row) -> Iterator[ox.Quad]:
        graph_name = graph(row)
        nodes: dict[_Node, ox.NamedNode] = {}  # most statements of a row share theirs

        def made(node: _Node) -> ox.NamedNode:
            found = nodes.get(node)
            if found is None:
                found = nodes[node] = node(row)
            return found

        for column, subject, predicate, value, node in statements:
            if not column or row[column]:
                yield ox.Quad(made(subject), predicate, made(node) if node else value(row), graph_name)

    return make


def write_nquads(path: Path, statements: Iterable[ox.Quad]) -> None:
    """Write gzipped N-Quads; equal quads give equal bytes."""
    with compressed(path) as file:
        ox.serialize(statements, file, format=ox.RdfFormat.N_QUADS)


def write_turtle(path: Path, nquads: Path) -> None:
    """Write the triples of gzipped N-Quads, without their graphs, as gzipped Turtle."""
    with compressed(path) as file:
        ox.serialize((quad.triple for quad in read_nquads(nquads)), file, format=ox.RdfFormat.TURTLE, prefixes=dict(load_prefixes()))


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
        yield from (quad.triple for quad in ox.parse(cast("IO[bytes]", file), format=ox.RdfFormat.TURTLE))


@contextmanager
def compressed(path: Path) -> Iterator[IO[bytes]]:
    """A gzip file whose bytes depend on its content only: without name and time."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=raw, mtime=0) as file,
    ):
        yield cast("IO[bytes]", file)


def _statements(table: Table, base_iri: str) -> list[_Statement]:
    node = cache(partial(_node, base_iri=base_iri))

    def to_node(column: str, subject: str, predicate: str, value: _Node) -> _Statement:
        return _Statement(column, node(subject), ox.NamedNode(predicate), value, value)

    types = [to_node("", table.about_url, RDF_TYPE, _constant(name)) for name in table.rdf_types]
    cells = [
        to_node(field.name, field.about_url or table.about_url, field.property_url, node(field.value_url))
        if field.value_url
        else _Statement(field.name, node(field.about_url or table.about_url), ox.NamedNode(field.property_url), _literal(field))
        for field in table.fields
        if field.property_url
    ]
    links = [to_node("", link.about_url, link.property_url, node(link.value_url)) for link in table.virtual]
    return types + cells + links


def _node(template: str, base_iri: str) -> _Node:
    fill = compile_template(absolute(template, base_iri))
    return lambda row: ox.NamedNode(fill(row))


def _constant(iri: str) -> _Node:
    node = ox.NamedNode(iri)
    return lambda _: node


def _literal(field: Field) -> _Literal:
    name = field.name
    if field.lang:
        return lambda row: ox.Literal(row[name], language=field.lang)
    datatype = ox.NamedNode(XSD + DATATYPES[field.type])
    return lambda row: ox.Literal(row[name], datatype=datatype)

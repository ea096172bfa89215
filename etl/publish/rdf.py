"""Rows to RDF: one function for every table, driven by the annotations of its schema; no blank nodes, in the order of the rows."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from etl.publish.gzipped import compressed, decompressed
from etl.publish.templates import Row, absolute, compile_body, compile_template, f_string, filled, literal, names, take, variable
from etl.tables import Field, Table

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
DATATYPES = {"string": "string", "integer": "integer", "number": "decimal", "boolean": "boolean", "date": "date", "datetime": "dateTime"}
"""The XML Schema datatype of each type of Table Schema that the tables use."""

CATALOG_FORMATS = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}
"""File ending → the syntax; every catalogue is written in all of them."""

_AT_ONCE = 64  # rows


class Said(NamedTuple):
    """What a row says.

    statements: as N-Triples write them, without the dot; graph: its name, "" for the default one; key: of the thing that they are about, ""
    if they are about none; is_part: whether the row is only about a part of that thing.
    """

    statements: list[str]
    graph: str
    key: str = ""
    is_part: bool = False

    @property
    def nquads(self) -> str:
        """All of it as lines of N-Quads."""
        end = f" {self.graph} .\n" if self.graph else " .\n"
        return end.join([*self.statements, ""])

    @property
    def ntriples(self) -> str:
        """The same without the graph, as lines of N-Triples."""
        return " .\n".join([*self.statements, ""])


def said(table: Table, rows: Iterable[Row], base_iri: str) -> Iterator[Said]:
    """What a table's rows say, each in its table's graph; as texts, for objects of each term take three times as long."""
    if table.about_url:
        yield from map(teller(table, base_iri), rows)


def teller(table: Table, base_iri: str) -> Callable[[Row], Said]:
    """A function that tells what a row of a table says whose rows become RDF."""
    of_row = row_statements(table, base_iri)
    graph = _node(table.graph_url, base_iri) if table.graph_url else lambda _: ""
    owner, is_part = table.primary_key[0], len(table.primary_key) > 1
    return lambda row: Said(of_row(row), graph(row), row[owner], is_part)


def lines(table: Table, rows: Iterable[Row], base_iri: str) -> Iterator[str]:
    """The N-Quads of a table's rows; a text holds those of a row."""
    return (one.nquads for one in said(table, rows, base_iri))


def row_statements(table: Table, base_iri: str) -> Callable[[Row], list[str]]:
    """A function that writes what a row says, in the form that pyoxigraph writes, too."""
    cells = [field for field in table.fields if field.property_url]
    templates = [table.about_url, *(field.about_url or table.about_url for field in cells), *(field.value_url for field in cells)]
    templates += [template for link in table.virtual for template in (link.about_url, link.value_url)]
    nodes = {template: f"<{absolute(template, base_iri)}>" for template in templates if template}
    shared = {template: f"node_{number}" for number, (template, uses) in enumerate(Counter(templates).items()) if template and uses > 1}
    columns = dict.fromkeys([field.name for field in cells] + [name for template in nodes for name in names(template)])

    def node(template: str) -> str:
        return f"{{{shared[template]}}}" if template in shared else filled(nodes[template])

    def say(about: str, predicate: str, value: str) -> str:
        return f_string(f"{node(about)} {literal(predicate)} {value}")

    lines = [take(column) for column in columns]
    lines += [f"{name} = {f_string(filled(nodes[template]))}" for template, name in shared.items()]
    types = [say(table.about_url, f"<{RDF_TYPE}>", literal(f"<{name}>")) for name in table.rdf_types]
    lines += [f"said = [{', '.join(types)}]", "say = said.append"]
    for field in cells:
        value = node(field.value_url) if field.value_url else _literal(field)
        one = say(field.about_url or table.about_url, f"<{field.property_url}>", value)
        lines.append(f"if {variable(field.name)}: say({one})")
    links = [say(link.about_url, f"<{link.property_url}>", node(link.value_url)) for link in table.virtual]
    return compile_body([*lines, f"return said + [{', '.join(links)}]"], escaped=_escaped)


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


def batched(all_said: Iterable[Said]) -> Iterator[list[Said]]:
    """As much at once as is parsed and written fast and takes little memory."""
    rest = iter(all_said)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def read_nquads(path: Path) -> Iterator[ox.Quad]:
    """The quads of gzipped N-Quads.

    Raises:
        SyntaxError: if they cannot be parsed.
        OSError, EOFError: if the file is broken.
    """
    with decompressed(path) as file:
        yield from ox.parse(file, format=ox.RdfFormat.N_QUADS)


def read_turtle(path: Path) -> Iterator[ox.Quad]:
    """The triples of gzipped Turtle, as quads in the default graph.

    Raises:
        SyntaxError: if they cannot be parsed.
        OSError, EOFError: if the file is broken.
    """
    with decompressed(path) as file:
        yield from ox.parse(file, format=ox.RdfFormat.TURTLE)


def _node(template: str, base_iri: str) -> Callable[[Row], str]:
    return compile_template(f"<{absolute(template, base_iri)}>")


def _literal(field: Field) -> str:
    """The literal of a field's cell, as an f-string holds it."""
    kind = f"@{field.lang}" if field.lang else "" if field.type == "string" else f"^^<{XSD}{DATATYPES[field.type]}>"
    return f'"{{escaped({variable(field.name)})}}"{literal(kind)}'


def _escaped(value: str) -> str:
    return value.translate(_ESCAPED) if _SPECIAL(value) else value


_SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f]').search
_ESCAPED = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    ord(char): f"\\{name}" for char, name in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)
}
"""How canonical N-Quads write characters that a literal cannot hold as they are (https://www.w3.org/TR/rdf-canon/#canonical-quads)."""

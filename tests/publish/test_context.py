"""A row as JSON, read with the context, says what the dump says of that row."""

import json
from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from etl.publish.context import context
from etl.publish.rdf import RDF_TYPE, quads
from etl.publish.templates import compile_template
from etl.tables import Table, load_tables
from tests.publish.musterstadt import council

BASE = "https://example.org/"
TYPED = [table for table in load_tables().values() if table.rdf_types and council().get(table.name)]


def first_row(table: Table) -> dict[str, str]:
    parts = council()[table.name]
    return next(iter(parts.values()))[0]


def as_json(table: Table, row: Mapping[str, str]) -> str:
    name = table.rdf_types[0].partition("#")[2]
    about = compile_template(BASE + table.about_url)(row)
    key = {} if table.about_url == f"{{+{table.primary_key[0]}}}" else {"@id": about}
    filled = {column: value for column, value in row.items() if value}
    return json.dumps({"@context": context(), "@type": name, **key, **filled})


@pytest.mark.parametrize("table", TYPED, ids=lambda table: table.name)
def test_a_row_as_json_ld_says_what_the_dump_says(table: Table) -> None:
    row = first_row(table)
    if "download_url" in row:
        row |= {"download_url": "https://ris.example.org/1.pdf"}  # JSON-LD takes a URL as it is; the dump encodes what no IRI may hold
    properties = {field.property_url for field in table.fields if field.property_url and not field.about_url}
    subject = ox.NamedNode(compile_template(BASE + table.about_url)(row))
    dump = {quad.triple for quad in quads(table, [dict.fromkeys(table.columns, "") | row], BASE)}
    expected = {triple for triple in dump if triple.subject == subject and triple.predicate.value in properties}
    expected.add(ox.Triple(subject, ox.NamedNode(RDF_TYPE), ox.NamedNode(table.rdf_types[0])))
    read = {quad.triple for quad in ox.parse(as_json(table, row), format=ox.RdfFormat.JSON_LD, base_iri=BASE)}
    assert read == expected

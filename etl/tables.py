"""The tables that ratsgraph publishes, read from the annotated Table Schemas in `vocab/tables`.

A schema is the one place that says what a table is: its columns, types and checks, and how a row becomes RDF
(https://datapackage.org/standard/table-schema/ with annotations named as in https://www.w3.org/TR/tabular-metadata/).
IRIs and IRI templates are written as prefixed names of `vocab/prefixes.json`, as absolute IRIs, or relative to the base IRI.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from types import MappingProxyType
from typing import Any

from etl import paths

SUFFIX = ".schema.json"


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    type: string, integer, number, boolean, date or datetime; enum: the codes it may hold, if it is a code; pattern: what it must match,
    or ""; lang: language of its texts, or ""; about_url, property_url, value_url: templates of the triple that a cell becomes:
    without a property a cell becomes none, without a value it becomes a literal; descriptor: the field as the schema has it.
    """

    name: str
    type: str
    required: bool
    enum: tuple[str, ...]
    pattern: str
    lang: str
    about_url: str
    property_url: str
    value_url: str
    descriptor: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values, where not empty, must be found in the columns of another table."""

    fields: tuple[str, ...]
    table: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Virtual:
    """A triple that every row becomes besides those of its cells; its templates use required columns only."""

    about_url: str
    property_url: str
    value_url: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table; fields in the order of its columns.

    columns: the header of its CSV; about_url: template of the IRI that a row is about, "" if rows become no RDF; rdf_types: classes of that
    thing; graph_url: template of the named graph, "" for the default graph; descriptor: the schema as it is written.
    """

    name: str
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    about_url: str
    rdf_types: tuple[str, ...]
    graph_url: str
    virtual: tuple[Virtual, ...]
    descriptor: Mapping[str, Any]


@cache
def load_prefixes() -> Mapping[str, str]:
    """Every prefix that the vocabulary uses, with its namespace."""
    prefixes: dict[str, str] = json.loads((paths.VOCAB / "prefixes.json").read_text(encoding="utf-8"))
    return MappingProxyType(prefixes)


@cache
def load_tables() -> Mapping[str, Table]:
    """Every table by its name; a table comes after those that its foreign keys refer to."""
    tables = {table.name: table for table in map(_table, _descriptors())}
    order = TopologicalSorter({name: sorted({key.table for key in table.foreign_keys}) for name, table in tables.items()})
    return MappingProxyType({name: tables[name] for name in order.static_order()})


def expand(name: str) -> str:
    """An IRI or IRI template with its prefix, if it has a known one, written out.

    >>> expand("rg:Answer"), expand("mode:{mode_code}"), expand("{+paper_id}")
    ('https://w3id.org/ratsgraph/def#Answer', 'https://w3id.org/ratsgraph/code/mode/{mode_code}', '{+paper_id}')
    """
    prefix, colon, rest = name.partition(":")
    return load_prefixes()[prefix] + rest if colon and prefix in load_prefixes() else name


def _descriptors() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(paths.TABLES.glob(f"*{SUFFIX}"))]


def _table(descriptor: dict[str, Any]) -> Table:
    return Table(
        name=descriptor["name"],
        fields=tuple(map(_field, descriptor["fields"])),
        columns=tuple(field["name"] for field in descriptor["fields"]),
        primary_key=tuple(descriptor.get("primaryKey", ())),
        foreign_keys=tuple(
            ForeignKey(tuple(key["fields"]), key["reference"]["resource"], tuple(key["reference"]["fields"]))
            for key in descriptor.get("foreignKeys", ())
        ),
        about_url=expand(descriptor.get("aboutUrl", "")),
        rdf_types=tuple(map(expand, descriptor.get("rdfTypes", ()))),
        graph_url=expand(descriptor.get("graphUrl", "")),
        virtual=tuple(
            Virtual(expand(column["aboutUrl"]), expand(column["propertyUrl"]), expand(column["valueUrl"]))
            for column in descriptor.get("virtual", ())
        ),
        descriptor=MappingProxyType(descriptor),
    )


def _field(descriptor: dict[str, Any]) -> Field:
    constraints = descriptor.get("constraints", {})
    return Field(
        name=descriptor["name"],
        type=descriptor["type"],
        required=constraints.get("required", False),
        enum=tuple(constraints.get("enum", ())),
        pattern=constraints.get("pattern", ""),
        lang=descriptor.get("lang", ""),
        about_url=expand(descriptor.get("aboutUrl", "")),
        property_url=expand(descriptor.get("propertyUrl", "")),
        value_url=expand(descriptor.get("valueUrl", "")),
        descriptor=MappingProxyType(descriptor),
    )

"""The JSON-LD context, `vocab/context.jsonld`, as it follows from the table schemas.

A row as a JSON object with its columns as keys, and its class as `@type`, becomes with it the statements that the dump makes of that row.
Ids are relative to the base IRI, which whoever reads such an object gives as its base; URLs must be IRIs as they are. Columns of the
evidence, which are said of other things than the row, are left out.
"""

import json
from typing import Any

from etl.publish.rdf import DATATYPES, XSD
from etl.publish.templates import names
from etl.tables import Field, Table, load_prefixes, load_tables


def render_context() -> str:
    """The context as JSON."""
    return json.dumps({"@context": context()}, ensure_ascii=False, indent=2) + "\n"


def context() -> dict[str, Any]:
    """Prefixes, and for each class the terms of its columns."""
    tables = [table for table in load_tables().values() if table.about_url]
    class_of = {table.about_url: table.rdf_types[0] for table in tables if table.rdf_types}  # what rows are about → their class
    classes: dict[str, dict[str, Any]] = {}
    for table in tables:
        iri = class_of[table.about_url]
        classes.setdefault(_local(iri), {"@id": iri, "@context": {}})["@context"].update(_terms(table))
    return {"@version": 1.1, **load_prefixes(), **dict(sorted(classes.items()))}


def _terms(table: Table) -> dict[str, Any]:
    own = {field.name: _term(field) for field in table.fields if field.property_url and not field.about_url}
    is_key = table.about_url == f"{{+{table.primary_key[0]}}}"
    return ({table.primary_key[0]: "@id"} if is_key else {}) | own


def _term(field: Field) -> dict[str, Any]:
    if field.lang:
        return {"@id": field.property_url, "@language": field.lang}
    if not field.value_url:
        datatype = {} if field.type == "string" else {"@type": XSD + DATATYPES[field.type]}
        return {"@id": field.property_url, **datatype}
    if field.value_url == f"{{+{names(field.value_url)[0]}}}":
        return {"@id": field.property_url, "@type": "@id"}
    list_ = field.value_url.partition("{")[0]
    return {"@id": field.property_url, "@type": "@vocab", "@context": {"@vocab": list_}}


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]

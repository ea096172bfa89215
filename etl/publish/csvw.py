"""CSVW metadata (https://www.w3.org/TR/tabular-metadata/): the same mapping to RDF as the dump's, for every CSV, in the W3C's words."""

from typing import Any

from etl.publish.rdf import DATATYPES, RDF_TYPE
from etl.publish.templates import absolute
from etl.tables import Field, Table

CONTEXT = "http://www.w3.org/ns/csvw"


def metadata(table: Table, base_iri: str) -> dict[str, Any]:
    """The metadata of a table's CSV, to stand beside it as `<table>.csv-metadata.json`."""
    about = {"aboutUrl": absolute(table.about_url, base_iri)} if table.about_url else {}
    key = {"primaryKey": list(table.primary_key)} if table.primary_key else {}
    columns = [_column(field, base_iri) for field in table.fields]
    return {
        "@context": CONTEXT,
        "url": f"{table.name}.csv",
        **_texts(table.descriptor),
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "lineTerminators": ["\n"],
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "tableSchema": {**about, **key, "columns": columns + _virtual(table, base_iri)},
    }


def _column(field: Field, base_iri: str) -> dict[str, Any]:
    column: dict[str, Any] = {"name": field.name, "titles": field.name, **_texts(field.descriptor)}
    column["datatype"] = {"base": DATATYPES[field.type], "format": field.pattern} if field.pattern else DATATYPES[field.type]
    if field.required:
        column["required"] = True
    if field.lang:
        column["lang"] = field.lang
    if not field.property_url:
        return column | {"suppressOutput": True}
    if field.about_url:
        column["aboutUrl"] = absolute(field.about_url, base_iri)
    column["propertyUrl"] = field.property_url
    if field.value_url:
        column["valueUrl"] = absolute(field.value_url, base_iri)
    return column


def _virtual(table: Table, base_iri: str) -> list[dict[str, Any]]:
    if not table.about_url:
        return []
    types = [(table.about_url, RDF_TYPE, name) for name in table.rdf_types]
    links = [(link.about_url, link.property_url, link.value_url) for link in table.virtual]
    return [
        {
            "name": f"link_{number}",
            "virtual": True,
            "aboutUrl": absolute(about, base_iri),
            "propertyUrl": predicate,
            "valueUrl": absolute(value, base_iri),
        }
        for number, (about, predicate, value) in enumerate(types + links, start=1)
    ]


def _texts(descriptor: Any) -> dict[str, Any]:
    return {
        f"dc:{key}": [{"@value": descriptor[key], "@language": "en"}, {"@value": descriptor[f"{key}_de"], "@language": "de"}]
        for key in ("title", "description")
    }

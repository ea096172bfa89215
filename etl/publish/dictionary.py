"""The data dictionary, `docs/data-dictionary.md`, as it follows from the table schemas."""

from typing import Any

from etl.tables import Field, Table, load_tables

_HEAD = """# Data dictionary

Every published table and column. This page is made from `vocab/tables` by `etl.publish.dictionary`; edit the schemas, not this page.
Empty cells mean unknown. Ids are paths of IRIs under the base IRI. Dates are ISO 8601; codes are explained in `vocab/codes.ttl`.
`start` and `end` count Unicode code points in the document's normalised text, which is published with the tables.
"""


def render_dictionary() -> str:
    """The page in Markdown."""
    return "\n".join([_HEAD, *(_section(table) for table in load_tables().values())])


def _section(table: Table) -> str:
    texts = table.descriptor
    rows = "\n".join(_row(field, table) for field in table.fields)
    key = f"Primary key: {', '.join(f'`{name}`' for name in table.primary_key)}." if table.primary_key else "No primary key."
    return (
        f"## {table.name}\n\n**{texts['title']}** ({texts['title_de']}). {texts['description']} {texts['description_de']}\n\n{key}\n\n"
        f"| column | type | must be filled | meaning | Bedeutung | in RDF |\n| --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )


def _row(field: Field, table: Table) -> str:
    texts: dict[str, Any] = dict(field.descriptor)
    references = [key.table for key in table.foreign_keys if key.fields == (field.name,)]
    notes = [f"One of {', '.join(f'`{code}`' for code in field.enum)}."] * bool(field.enum) + [
        f"Refers to `{name}`." for name in references
    ]
    meaning = " ".join([texts["description"], *notes])
    prefixed = f"`{texts['propertyUrl']}`" if field.property_url else ""
    return f"| `{field.name}` | {field.type} | {'yes' if field.required else ''} | {meaning} | {texts['description_de']} | {prefixed} |"

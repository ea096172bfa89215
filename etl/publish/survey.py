"""What the tables of a release say all in all: how many rows there are, under which licences, and from when to when."""

from collections.abc import Mapping

from etl.publish.database import Connection, rows
from etl.publish.rows import Survey
from etl.tables import Table, expand

_LICENSE = expand("dcterms:license")
_DATE = expand("eli:date_document")


def survey(connection: Connection, tables: Mapping[str, Table]) -> Survey:
    """Look through the tables of a database; licences and dates are found by the properties of their columns."""
    counts: dict[str, int] = {}
    licenses: set[str] = set()
    dates: set[str] = set()
    for table in tables.values():
        asked = ["count(*) AS number"]
        for field in table.fields:
            if field.property_url == _LICENSE:
                asked.append(f"string_agg(DISTINCT \"{field.name}\", ' ') AS license")  # URLs, which hold no blank
            if field.property_url == _DATE:
                asked.append(f'min("{field.name}") AS first, max("{field.name}") AS last')
        for found in rows(connection, f"SELECT {', '.join(asked)} FROM {table.name}"):
            counts[table.name] = int(found["number"])
            licenses.update(found.get("license", "").split())
            dates.update((found.get("first", ""), found.get("last", "")))
    dates.discard("")
    return Survey(counts, tuple(sorted(licenses)), min(dates, default=""), max(dates, default=""))

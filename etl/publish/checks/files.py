"""Are the files that the descriptor lists there, and are they the ones that were published?"""

from collections.abc import Iterator
from typing import Any

from etl.publish.checks.published import Problem, Published
from etl.publish.csvw import metadata
from etl.publish.files import PACKAGE, read_json, record, sha256


def missing(published: Published) -> Iterator[Problem]:
    """Files that are listed and not there, and tables that are not listed."""
    for entry in _listed(published):
        if not (published.folder / entry["path"]).is_file():
            yield published.problem("the file is missing", entry["path"])
    for table in sorted(published.tables.keys() - {resource["name"] for resource in published.descriptor["resources"]}):
        yield published.problem(f"table {table} is not listed", PACKAGE)


def changed(published: Published) -> Iterator[Problem]:
    """Files of another size or hash than listed, and files that are not listed."""
    for entry in _listed(published):
        path = published.folder / entry["path"]
        if path.stat().st_size != entry["bytes"]:
            yield published.problem(f"the file has {path.stat().st_size} bytes instead of {entry['bytes']}", entry["path"])
        elif f"sha256:{sha256(path)}" != entry["hash"]:
            yield published.problem("the file's bytes are not those of its hash", entry["path"])
    for path in sorted({file.path for file in record(published.folder)} - {entry["path"] for entry in _listed(published)}):
        yield published.problem("the file is not listed in the data package", path, "remove it or publish the source again")


def other_schemas(published: Published) -> Iterator[Problem]:
    """Tables whose schema or header is not the vocabulary's."""
    for resource in published.descriptor["resources"]:
        table = published.tables.get(resource["name"])
        if table is None or resource["schema"] != table.descriptor:
            yield published.problem(f"the schema of {resource['name']} is not that of vocab/tables", PACKAGE)
            continue
        with published.csv(table.name).open("rb") as file:
            if file.readline() != (",".join(table.columns) + "\n").encode():
                yield published.problem("the header is not that of the schema", resource["path"])


def other_metadata(published: Published) -> Iterator[Problem]:
    """CSVW metadata that say something else than the schema."""
    for table in published.tables.values():
        path = f"csv/{table.name}.csv-metadata.json"
        if read_json(published.folder / path) != metadata(table, published.own["base_iri"]):
            yield published.problem("the CSVW metadata are not what follows from the schema", path)


def _listed(published: Published) -> list[dict[str, Any]]:
    return [*published.descriptor["resources"], *published.own["files"]]

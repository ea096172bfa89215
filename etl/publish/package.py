"""The descriptor of a release: a Data Package, version 2 (https://datapackage.org/standard/data-package/)."""

from collections.abc import Iterable, Mapping
from typing import Any

from etl.publish.files import OWN, FileRecord
from etl.publish.release import DESCRIPTION_DE, DESCRIPTION_EN, Edition
from etl.tables import Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_DIALECT = {"header": True, "delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}


def descriptor(edition: Edition, tables: Mapping[str, Table], files: Iterable[FileRecord], own: Mapping[str, Any]) -> dict[str, Any]:
    """The package of a release. files: all that it consists of; own: what goes into the property `ratsgraph` besides the files."""
    by_path = {file.path: file for file in files}
    resources = [_resource(table, by_path.pop(f"csv/{table.name}.csv")) for table in tables.values()]
    others = [{"path": file.path, "bytes": file.bytes, "hash": f"sha256:{file.sha256}"} for file in by_path.values()]
    return {
        "$schema": PROFILE,
        "name": edition.source.id,
        "id": edition.dataset_iri,
        "title": edition.title_en,
        "description": f"{DESCRIPTION_EN}\n\n{DESCRIPTION_DE}",
        "homepage": edition.public_url,
        "version": edition.release.data_version,
        "created": edition.release.modified,
        **_licenses(edition),
        "sources": [{"title": f"Council information system of {edition.source.name}", **_path(edition.source.system)}],
        "contributors": [
            {"title": edition.source.name, "roles": ["creator"], **_path(edition.source.system)},
            {"title": f"ratsgraph {edition.release.software_version}", "roles": ["wrangler", "publisher"], **_path(edition.contact)},
        ],
        "resources": resources,
        OWN: {**own, "software_version": edition.release.software_version, "files": others},
    }


def _resource(table: Table, file: FileRecord) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": file.path,
        "title": table.descriptor["title"],
        "description": table.descriptor["description"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": dict(table.descriptor),
    }


def _licenses(edition: Edition) -> dict[str, Any]:
    if not edition.license:
        return {}
    name = {"name": edition.license.name} if edition.license.name else {}
    return {"licenses": [{**name, "path": edition.license.url, "title": edition.license.title}]}


def _path(url: str) -> dict[str, str]:
    return {"path": url} if "://" in url else {}

"""The event stream of a source: a Linked Data Event Stream (https://w3id.org/ldes/specification) of static pages, one per release.

A member is an activity: a thing was created, updated or deleted. What is said of the thing in that release stands in the named graph that
bears the member's IRI. Pages never change; every release hands them on to the next and adds its own. The index leads to all of them.
"""

from collections.abc import Callable, Iterator
from itertools import tee
from pathlib import Path

import pyoxigraph as ox

from etl.publish import changes
from etl.publish.changes import ADDED, CHANGED, REMOVED
from etl.publish.database import Connection, rows, source
from etl.publish.gzipped import compressed, decompressed
from etl.publish.history import Version
from etl.publish.members import ACTIVITIES, AS, PAGE, TREE, Page
from etl.publish.rdf import RDF_TYPE, XSD, said, write_nquads
from etl.publish.release import Edition
from etl.tables import expand, load_tables

INDEX = "ldes/index.ttl"

_LDES = "https://w3id.org/ldes#"
_PREFIXES = {"as": AS, "dcterms": expand("dcterms:"), "ldes": _LDES, "tree": TREE, "xsd": XSD}


def page_of(edition: Edition, version: Version) -> Page:
    """The page of a release, whose time in the stream never goes back, whatever the data do."""
    times = [one.modified for one in edition.history[: edition.history.index(version) + 1]]
    return Page(edition.base_iri, edition.dataset_iri, version.name, max(times))


def write_page(edition: Edition, connection: Connection, folder: Path) -> None:
    """Write the page of a later release as gzipped N-Quads, from its tables and changes."""
    connection.execute(_KINDS.format(changes=source(folder / changes.FILE.format(version=edition.version.name))))
    write_nquads(folder / PAGE.format(version=edition.version.name), _page(page_of(edition, edition.version), connection))


_KINDS = f"""
    CREATE OR REPLACE TEMP TABLE kinds AS
    SELECT split_part(id, ' ', 1) AS id, coalesce(max(change) FILTER (NOT contains(id, ' ')), '{CHANGED}') AS kind
    FROM {{changes}} GROUP BY 1
"""
"""What happened to things; a change in a row that only adds to a thing (its key begins with that thing's) is an update of it."""


def clean_pages(folder: Path, is_clean: Callable[[bytes], bool]) -> None:
    """Write the pages of the releases before again, without lines that must not be there any more: the one case in which a page changes."""
    for path in sorted(folder.glob(PAGE.format(version="*"))):
        unfinished = path.with_name(f".{path.name}")
        with decompressed(path) as lines, compressed(unfinished) as file:
            file.writelines(line for line in lines if is_clean(line))
        unfinished.replace(path)


def write_index(edition: Edition, folder: Path) -> None:
    """Write the stream's description and its root node as Turtle, with a relation to every page."""
    triples = sorted((ox.Triple(_iri(subject), _iri(name), value) for subject, name, value in _index(edition)), key=str)
    ox.serialize(triples, folder / INDEX, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)


def _page(page: Page, connection: Connection) -> Iterator[str]:
    """The page's own statements, then table by table the members of things and what is said of them."""
    yield page.head
    members = {kind: page.members(kind) for kind in ACTIVITIES}
    for table in load_tables().values():
        if table.about_url:
            numbered = f"SELECT *, row_number() OVER () AS number FROM {table.name}"
            query = f"SELECT numbered.*, kind FROM ({numbered}) numbered JOIN kinds ON id = {table.primary_key[0]} ORDER BY number"
            told, kinds = tee(rows(connection, query))
            for one, row in zip(said(table, told, page.base_iri), kinds, strict=True):
                yield page.told(one, members[row["kind"]])
    for row in rows(connection, f"SELECT id FROM kinds WHERE kind = '{REMOVED}' ORDER BY id"):
        yield members[REMOVED](row["id"])


def _index(edition: Edition) -> Iterator[tuple[str, str, ox.NamedNode | ox.Literal]]:
    stream, root = page_of(edition, edition.version).stream_iri, f"{edition.dataset_iri}/{INDEX}"
    yield stream, RDF_TYPE, _iri(f"{_LDES}EventStream")
    yield stream, "dcterms:title", ox.Literal(f"Changes: {edition.title_en}", language="en")
    yield stream, "dcterms:title", ox.Literal(f"Änderungen: {edition.title_de}", language="de")
    yield stream, f"{_LDES}timestampPath", _iri(f"{AS}published")
    yield stream, f"{_LDES}versionOfPath", _iri(f"{AS}object")
    for kind, name in ((ADDED, "versionCreateObject"), (CHANGED, "versionUpdateObject"), (REMOVED, "versionDeleteObject")):
        yield stream, _LDES + name, _iri(ACTIVITIES[kind])
    yield stream, f"{TREE}view", _iri(root)
    yield root, RDF_TYPE, _iri(f"{TREE}Node")
    for version in edition.history:
        relation, page = f"{root}#{version.name}", page_of(edition, version)
        yield root, f"{TREE}relation", _iri(relation)
        yield relation, RDF_TYPE, _iri(f"{TREE}EqualToRelation")
        yield relation, f"{TREE}node", _iri(page.iri)
        yield relation, f"{TREE}path", _iri(f"{AS}published")
        yield relation, f"{TREE}value", page.time


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))

"""The event stream of a source: a Linked Data Event Stream (https://w3id.org/ldes/specification) of static pages, one per release.

A member is an activity: a thing was created, updated or deleted. What is said of the thing in that release stands in the named graph that
bears the member's IRI. Pages never change; every release hands them on to the next and adds its own. The index leads to all of them.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from etl.publish import changes
from etl.publish.changes import ADDED, CHANGED, REMOVED
from etl.publish.database import Connection, rows, source
from etl.publish.history import Version
from etl.publish.rdf import RDF_TYPE, XSD, compressed, line, row_lines, write_nquads
from etl.publish.release import Edition
from etl.tables import Table, expand, load_tables

PAGE = "ldes/{version}.nq.gz"
"""Where a release holds the page of each release up to it."""
INDEX = "ldes/index.ttl"

_AS, _LDES, _TREE = "https://www.w3.org/ns/activitystreams#", "https://w3id.org/ldes#", "https://w3id.org/tree#"
_ACTIVITIES = {ADDED: f"{_AS}Create", CHANGED: f"{_AS}Update", REMOVED: f"{_AS}Delete"}
_PREFIXES = {"as": _AS, "dcterms": expand("dcterms:"), "ldes": _LDES, "tree": _TREE, "xsd": XSD}


def write_page(edition: Edition, connection: Connection, folder: Path) -> None:
    """Write the page of a release as gzipped N-Quads, from its tables and changes; in the first release all is new."""
    target = folder / PAGE.format(version=edition.version.name)
    target.parent.mkdir(exist_ok=True)
    connection.execute(_KINDS.format(changes=source(folder / changes.FILE.format(version=edition.version.name))))
    write_nquads(target, _page(edition, connection))


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
        with gzip.open(path) as lines, compressed(unfinished) as file:
            file.writelines(line for line in lines if is_clean(line))
        unfinished.replace(path)


def write_index(edition: Edition, folder: Path) -> None:
    """Write the stream's description and its root node as Turtle, with a relation to every page."""
    triples = sorted((ox.Triple(_iri(subject), _iri(name), value) for subject, name, value in _index(edition)), key=str)
    ox.serialize(triples, folder / INDEX, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)


def _page(edition: Edition, connection: Connection) -> Iterator[str]:
    """The page's own statements, then table by table the members of things and what is said of them."""
    yield line(ox.Quad(_iri(_page_iri(edition, edition.version)), _iri(RDF_TYPE), _iri(f"{_TREE}Node")))
    members = {kind: _member(edition, kind) for kind in _ACTIVITIES}
    for table in load_tables().values():
        if table.about_url:
            yield from _table(edition, table, connection, members)
    for row in rows(connection, f"SELECT id FROM kinds WHERE kind = '{REMOVED}' ORDER BY id"):
        yield members[REMOVED](row["id"])


def _table(edition: Edition, table: Table, connection: Connection, members: Mapping[str, Callable[[str], str]]) -> Iterator[str]:
    """The members of a table's rows, if each is a thing of its own and not a part of one, and what the rows say of their things."""
    owner, is_part = table.primary_key[0], len(table.primary_key) > 1
    of_row = row_lines(table, edition.base_iri, lambda row: f"<{_member_iri(edition, row[owner])}>")
    numbered = f"SELECT *, row_number() OVER () AS number FROM {table.name}"
    for row in rows(connection, f"SELECT numbered.*, kind FROM ({numbered}) numbered JOIN kinds ON id = {owner} ORDER BY number"):
        if not is_part:
            yield members[row["kind"]](row[owner])
        yield of_row(row)


def _member(edition: Edition, kind: str) -> Callable[[str], str]:
    """A function that writes the member of this kind that is about the thing of a key; as text, for most of a page is members."""
    names = (_stream_iri(edition), f"{_TREE}member", RDF_TYPE, _ACTIVITIES[kind], f"{_AS}object", f"{_AS}published")
    stream, has, is_a, activity, about, at = (str(_iri(name)) for name in names)
    published = str(_published(edition, edition.version))

    def write(key: str) -> str:
        member, thing = f"<{_member_iri(edition, key)}>", f"<{edition.base_iri}{key}>"
        says = (f"{stream} {has} {member}", f"{member} {is_a} {activity}", f"{member} {about} {thing}", f"{member} {at} {published}")
        return "".join(f"{one} .\n" for one in says)

    return write


def _index(edition: Edition) -> Iterator[tuple[str, str, ox.NamedNode | ox.Literal]]:
    stream, root = _stream_iri(edition), f"{edition.dataset_iri}/{INDEX}"
    yield stream, RDF_TYPE, _iri(f"{_LDES}EventStream")
    yield stream, "dcterms:title", ox.Literal(f"Changes: {edition.title_en}", language="en")
    yield stream, "dcterms:title", ox.Literal(f"Änderungen: {edition.title_de}", language="de")
    yield stream, f"{_LDES}timestampPath", _iri(f"{_AS}published")
    yield stream, f"{_LDES}versionOfPath", _iri(f"{_AS}object")
    for kind, name in ((ADDED, "versionCreateObject"), (CHANGED, "versionUpdateObject"), (REMOVED, "versionDeleteObject")):
        yield stream, _LDES + name, _iri(_ACTIVITIES[kind])
    yield stream, f"{_TREE}view", _iri(root)
    yield root, RDF_TYPE, _iri(f"{_TREE}Node")
    for version in edition.history:
        relation = f"{root}#{version.name}"
        yield root, f"{_TREE}relation", _iri(relation)
        yield relation, RDF_TYPE, _iri(f"{_TREE}EqualToRelation")
        yield relation, f"{_TREE}node", _iri(_page_iri(edition, version))
        yield relation, f"{_TREE}path", _iri(f"{_AS}published")
        yield relation, f"{_TREE}value", _published(edition, version)


def _published(edition: Edition, version: Version) -> ox.Literal:
    """The time of a release in the stream, which never goes back, whatever the data do."""
    times = [one.modified for one in edition.history[: edition.history.index(version) + 1]]
    return ox.Literal(max(times), datatype=ox.NamedNode(f"{XSD}dateTime"))


def _stream_iri(edition: Edition) -> str:
    return f"{edition.dataset_iri}/ldes"


def _member_iri(edition: Edition, key: str) -> str:
    return f"{edition.release_iri(edition.version)}/{key}"


def _page_iri(edition: Edition, version: Version) -> str:
    return f"{edition.dataset_iri}/{PAGE.format(version=version.name)}"


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))

"""Things by their IRI: what is said of each, and whether it ever was."""

import re
from itertools import islice

import pyoxigraph as ox

from etl.identifiers import grave_of
from etl.serve.snapshot import Snapshot

_MOST = 5000  # triples that are told of one thing, and links to it
_PATH = re.compile(r"[a-z]+(/[\w.-]+)+", re.ASCII)  # all that is minted; anything else need not be an IRI
_KEY = re.compile(r"id/[a-z-]+/([0-9a-f]{16})(-[0-9]+)?")


def describe(snapshot: Snapshot, path: str) -> list[ox.Triple]:
    """What is said of a thing and of the parts that have their IRIs under its own, and what links to it; empty if nothing is.

    path: of its IRI under the base IRI.
    """
    if not _PATH.fullmatch(path):
        return []
    thing = ox.NamedNode(snapshot.base_iri + path)
    triples: dict[ox.Triple, None] = {}
    todo, seen = [thing], {thing}
    while todo and len(triples) < _MOST:
        for quad in islice(snapshot.store.quads_for_pattern(todo.pop(), None, None), _MOST):
            triples[quad.triple] = None
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(f"{thing.value}/") and quad.object not in seen:
                seen.add(quad.object)
                todo.append(quad.object)
    if not triples:
        return []
    annotation = ox.NamedNode(f"{thing.value}/annotation")  # says of the thing how it was found, and is not linked from it
    links = islice(snapshot.store.quads_for_pattern(None, None, thing), _MOST)
    said = snapshot.store.quads_for_pattern(annotation, None, None)
    return list(triples | dict.fromkeys(quad.triple for quad in (*said, *links)))


def is_known(snapshot: Snapshot, path: str) -> bool:
    """Whether anything is said of a thing."""
    return bool(_PATH.fullmatch(path)) and any(snapshot.store.quads_for_pattern(ox.NamedNode(snapshot.base_iri + path), None, None))


def is_gone(snapshot: Snapshot, path: str) -> bool:
    """Whether there was a thing that is no more: its source withdrew it or what it was read from, it was taken down, or a release removed it."""
    match = _KEY.fullmatch(path)
    if match is None or is_known(snapshot, path):
        return False
    removed = snapshot.index.execute("SELECT 1 FROM gone WHERE id = ?", (path,)).fetchone()
    return bool(removed) or is_known(snapshot, f"id/tombstone/{match[1]}") or is_known(snapshot, grave_of(path))

"""The published N-Quads, loaded for queries."""

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from etl import paths
from etl.errors import QueryError

CODES = paths.VOCAB / "codes.ttl"


def open_store(folders: Sequence[Path]) -> ox.Store:
    """A store in memory of everything that is published in the folders: about 4 s per million quads.

    Raises:
        QueryError: if nothing is published in the folders.
    """
    return fill(ox.Store(), folders)


def fill(store: ox.Store, folders: Sequence[Path]) -> ox.Store:
    """Load what is published in the folders, with the code lists, so that codes have their labels; on disk 9 s per million quads.

    Raises:
        QueryError: if nothing is published in the folders.
    """
    dumps = sorted(path for folder in folders for path in folder.glob("rdf/*.nq.gz"))
    if not dumps:
        raise QueryError("there is nothing published to query", where=", ".join(map(str, folders)), todo="run or publish a source first")
    store.bulk_load(path=CODES, format=ox.RdfFormat.TURTLE)
    for path in dumps:
        with gzip.open(path) as file:
            store.bulk_load(cast("IO[bytes]", file), format=ox.RdfFormat.N_QUADS)
    return store

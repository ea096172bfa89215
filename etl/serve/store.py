"""The published N-Quads, loaded for queries."""

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from etl import paths
from etl.errors import QueryError

_CODES = paths.VOCAB / "codes.ttl"
_LOADING = "loading-"


def open_store(folders: Sequence[Path], cache: Path | None = None) -> ox.Store:
    """A store of everything that is published in the folders, with the code lists, so that codes have their labels.

    Without a cache the dumps are loaded into memory: about 4 s per million quads. With one they are loaded into a folder in it (9 s),
    which later calls open at once (0.02 s) until a dump changes.

    Raises:
        QueryError: if nothing is published in the folders.
    """
    dumps = sorted(path for folder in folders for path in folder.glob("rdf/*.nq.gz"))
    if not dumps:
        raise QueryError("there is nothing published to query", where=", ".join(map(str, folders)), todo="run or publish a source first")
    if cache is None:
        return _loaded(ox.Store(), dumps)
    ready = cache / _key(dumps)
    if not ready.exists():
        _build(ready, dumps)
    return ox.Store.read_only(str(ready))


def _key(dumps: Sequence[Path]) -> str:
    """A name that changes when a dump does."""
    stats = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in (*dumps, _CODES)]
    return hashlib.sha256(repr(stats).encode()).hexdigest()[:16]


def _build(ready: Path, dumps: Sequence[Path]) -> None:
    """Load the dumps beside the place where they are wanted, then rename: no one sees a half-filled store, nor one of older dumps."""
    ready.parent.mkdir(parents=True, exist_ok=True)
    outdated = [path for path in ready.parent.iterdir() if not path.name.startswith(_LOADING)]
    with tempfile.TemporaryDirectory(prefix=_LOADING, dir=ready.parent) as loading:
        unfinished = Path(loading) / ready.name
        _loaded(ox.Store(str(unfinished)), dumps).flush()
        if not ready.exists():  # another process may have been faster
            unfinished.rename(ready)
    for folder in outdated:
        shutil.rmtree(folder, ignore_errors=True)


def _loaded(store: ox.Store, dumps: Sequence[Path]) -> ox.Store:
    store.bulk_load(path=_CODES, format=ox.RdfFormat.TURTLE)
    for path in dumps:
        with gzip.open(path) as file:
            store.bulk_load(cast("IO[bytes]", file), format=ox.RdfFormat.N_QUADS)
    return store

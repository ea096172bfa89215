"""What is published at one moment, made ready to be served: a triple store and an index beside each other, under a name of their own.

A new release makes a new snapshot; those who read the old one go on reading it until they are done.
"""

import hashlib
import json
import multiprocessing
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from etl import paths
from etl.errors import QueryError, RatsgraphError
from etl.serve.description import count_graph
from etl.serve.index import build_index, open_index
from etl.serve.store import fill

_STORE, _INDEX, _COUNTS, _DONE = "store", "index.sqlite", "counts.json", "snapshot.json"
_LOADING = "loading-"
_NICE = 10


@dataclass(frozen=True)
class Published:
    """One source as it is published. folder: its release, which stays as it is; package: its data package."""

    id: str
    folder: Path
    package: Mapping[str, Any]

    @property
    def release(self) -> str:
        """What its release is called."""
        return str(self.package["ratsgraph"]["release"])

    @property
    def modified(self) -> str:
        """The time of its newest data, ISO 8601."""
        return str(self.package.get("created", ""))


@dataclass
class Snapshot:
    """A moment's publication, opened for reading. key: changes when anything in it does."""

    key: str
    folder: Path
    sources: tuple[Published, ...]
    local: threading.local = field(default_factory=threading.local, repr=False)

    @property
    def base_iri(self) -> str:
        """What published ids stand under."""
        return str(self.sources[0].package["ratsgraph"]["base_iri"])

    @property
    def store_folder(self) -> Path:
        """Where its triples are."""
        return self.folder / _STORE

    @property
    def index_file(self) -> Path:
        """Where its tables are."""
        return self.folder / _INDEX

    @cached_property
    def store(self) -> ox.Store:
        """Its triples."""
        return ox.Store.read_only(str(self.store_folder))

    @property
    def index(self) -> sqlite3.Connection:
        """Its tables; a connection for each thread."""
        if not hasattr(self.local, "index"):
            self.local.index = open_index(self.index_file)
        connection: sqlite3.Connection = self.local.index
        return connection

    @cached_property
    def counts(self) -> Mapping[str, Any]:
        """How many triples, classes and properties there are (see `etl.serve.description`)."""
        counts: dict[str, Any] = json.loads((self.folder / _COUNTS).read_text(encoding="utf-8"))
        return counts


def find_published(output: Path) -> tuple[Published, ...]:
    """The sources that are published in a folder, each at the release that is kept of it, if there is one.

    Raises:
        QueryError: if there is none.
    """
    found = []
    for path in sorted(output.glob("[!.]*/datapackage.json")):
        package = json.loads(path.read_text(encoding="utf-8"))
        kept = output / ".releases" / path.parent.name / package["ratsgraph"]["release"]
        found.append(Published(path.parent.name, kept if kept.is_dir() else path.parent, package))
    if not found:
        raise QueryError("nothing is published here", where=str(output), todo="run a source first, or name the folder with --output")
    return tuple(found)


def key_of(sources: tuple[Published, ...]) -> str:
    """A name that changes when a release does, or the code or the lists that a snapshot is made from."""
    made_by = sorted(
        [
            *Path(__file__).parent.glob("*.py"),
            *Path(__file__).parent.glob("*.sql"),
            *paths.TABLES.glob("*.json"),
            *paths.VOCAB.glob("*.ttl"),
        ]
    )
    parts = [*(path.read_bytes() for path in made_by), *(json.dumps(source.package, sort_keys=True).encode() for source in sources)]
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:16]


def open_snapshot(output: Path, cache: Path) -> Snapshot:
    """What is published in a folder, ready to be served; made in a process of its own if it is not there yet.

    Raises:
        RatsgraphError: if nothing is published, or a snapshot of it cannot be made.
    """
    sources = find_published(output)
    key = key_of(sources)
    ready = cache / key
    if not (ready / _DONE).is_file():
        maker = multiprocessing.get_context("spawn").Process(target=_make, args=(ready, sources), name="snapshot")
        maker.start()
        maker.join()
        if not (ready / _DONE).is_file():
            raise RatsgraphError("what is published cannot be loaded", where=str(output), todo="validate it: ratsgraph validate")
    return Snapshot(key, ready, sources)


def remove_others(cache: Path, keep: frozenset[str]) -> None:
    """Remove the snapshots of a cache that nobody reads any more."""
    for folder in cache.iterdir():
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _make(ready: Path, sources: tuple[Published, ...]) -> None:
    """Make a snapshot beside its place, then rename it: nobody sees half of one."""
    os.nice(_NICE)
    ready.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_LOADING, dir=ready.parent) as loading:
        unfinished = Path(loading) / ready.name
        unfinished.mkdir()
        store = fill(ox.Store(str(unfinished / _STORE)), [source.folder for source in sources])
        store.flush()
        build_index(unfinished / _INDEX, {source.id: source.folder for source in sources})
        (unfinished / _COUNTS).write_text(json.dumps(count_graph(store)), encoding="utf-8")
        (unfinished / _DONE).write_text(json.dumps([f"{source.id} {source.release}" for source in sources]), encoding="utf-8")
        if not ready.exists():  # another process may have been faster
            unfinished.rename(ready)

"""What is old and not needed goes; what is current, or all that is left of a thing, stays."""

import os
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from etl.store import Store
from etl.store import index as t
from etl.store.objects import RawObject, keep_objects
from etl.store.retention import Forgotten, forget
from etl.store.store import StoredFile

NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://x.example/1"
KEEP = timedelta(days=365)


def _keep(store: Store, name: str, at: str, *, deleted: bool = False) -> None:
    value = {"id": URL, "deleted": True} if deleted else {"id": URL, "name": name}
    keep_objects(store, "x", [RawObject(URL, "Paper", "https://x.example/papers", value, at if deleted else "")], now=at)


def _versions(store: Store) -> list[str]:
    with store.index.engine.connect() as connection:
        return list(connection.scalars(sa.select(t.payloads.c.stored_at).order_by(t.payloads.c.stored_at)))


def test_former_versions_go_after_a_while(store: Store) -> None:
    for at in ("2023-01-01", "2024-01-01", "2025-06-01", "2025-07-01"):
        _keep(store, at, at)
    assert forget(store, now=NOW, keep=KEEP).versions == 2
    assert _versions(store) == ["2025-06-01", "2025-07-01"]


def test_the_current_version_stays_however_old_it_is(store: Store) -> None:
    _keep(store, "Radweg", "2001-01-01")
    assert forget(store, now=NOW, keep=KEEP) == Forgotten(0, 0, 0, 0)


def test_the_last_version_before_a_deletion_stays(store: Store) -> None:
    for at in ("2020-01-01", "2021-01-01"):
        _keep(store, at, at)
    _keep(store, "", "2022-01-01", deleted=True)
    forget(store, now=NOW, keep=KEEP)
    assert _versions(store) == ["2021-01-01", "2022-01-01"]


def test_old_runs_go_but_the_last_of_each_stage(store: Store) -> None:
    for stage, at in (("harvest", "2020-01-01"), ("harvest", "2021-01-01"), ("build", "2020-01-01")):
        store.end_run(store.begin_run("x", stage, now=at), outcome="done", stats={}, now=at)
    assert forget(store, now=NOW, keep=KEEP).runs == 1
    assert sorted((run["stage"], run["started_at"]) for run in store.runs("x")) == [("build", "2020-01-01"), ("harvest", "2021-01-01")]


def test_bytes_that_nothing_names_go(store: Store) -> None:
    named, orphaned = store.blobs.put([b"named"], max_bytes=9), store.blobs.put([b"orphaned"], max_bytes=9)
    assert named
    assert orphaned
    store.keep_file("x", StoredFile(URL, URL, "", named[0], 5, 200, {}, "2020-01-01", "", 1))
    assert forget(store, now=datetime.now(UTC), keep=KEEP).blobs == 0, "it may be that a harvest is about to name it"
    for sha256 in (named[0], orphaned[0]):
        os.utime(f"{store.blobs.url}/{sha256[:2]}/{sha256}", (0, 0))
    assert forget(store, now=datetime.now(UTC), keep=KEEP) == Forgotten(0, 0, 1, 8)
    assert store.blobs.read(named[0]) == b"named"

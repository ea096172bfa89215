"""The store as the stages use it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from zlib_ng import zlib_ng

from etl.errors import StoreError
from etl.issues import Issue
from etl.settings import Settings
from etl.store import index as t
from etl.store.blobs import Blobs
from etl.store.index import Index, open_index

_BATCH = 500


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the store knows of a file: sha256 "" means that its bytes are not here, and reason says why."""

    url: str
    download_url: str
    object_sha256: str
    sha256: str
    size: int
    status: int
    headers: Mapping[str, str]
    fetched_at: str
    reason: str
    tries: int


@dataclass(frozen=True, slots=True)
class Store:
    """Index and blobs of one data folder."""

    index: Index
    blobs: Blobs

    def derived(self, space: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The derived values that are here, by key."""
        found: dict[str, bytes] = {}
        with self.index.engine.connect() as connection:
            for start in range(0, len(keys), _BATCH):
                part = keys[start : start + _BATCH]
                query = sa.select(t.derived.c.key, t.derived.c.payload).where(t.derived.c.space == space, t.derived.c.key.in_(part))
                found.update({key: zlib_ng.decompress(payload) for key, payload in connection.execute(query)})
        return found

    def derived_keys(self, space: str, among: Sequence[str] | None = None) -> set[str]:
        """The keys of the derived values of a space that are here: of all, or among these."""
        query = sa.select(t.derived.c.key).where(t.derived.c.space == space)
        with self.index.engine.connect() as connection:
            if among is None:
                return set(connection.scalars(query))
            parts = [among[start : start + _BATCH] for start in range(0, len(among), _BATCH)]
            return {key for part in parts for key in connection.scalars(query.where(t.derived.c.key.in_(part)))}

    def keep_derived(self, space: str, values: Iterable[tuple[str, bytes]]) -> None:
        """Keep derived values."""
        rows = [{"space": space, "key": key, "payload": zlib_ng.compress(value, 3)} for key, value in values]
        with self.index.engine.begin() as connection:
            self.index.upsert(connection, t.derived, rows)

    def files(self, source_id: str) -> dict[str, StoredFile]:
        """All files of a source that were asked for, by the File's id."""
        names = [column.name for column in t.files.columns if column.name != "source_id"]
        query = sa.select(*(t.files.c[name] for name in names)).where(t.files.c.source_id == source_id)
        with self.index.engine.connect() as connection:
            return {row.url: StoredFile(*row) for row in connection.execute(query)}

    def keep_file(self, source_id: str, file: StoredFile) -> None:
        """Keep what was fetched for a file, or why nothing was."""
        with self.index.engine.begin() as connection:
            self.index.upsert(connection, t.files, [{"source_id": source_id, **asdict(file)}])

    def replace_issues(self, source_id: str, stage: str, issues: Iterable[Issue], *, now: str) -> int:
        """Let these be the issues of a stage: known ones keep their date, those that no longer hold go. Gives their number."""
        keys = ("table_name", "source_url", "field", "reason")
        wanted = {tuple(getattr(issue, key) for key in keys): issue for issue in issues}
        mine = (t.issues.c.source_id == source_id, t.issues.c.stage == stage)
        with self.index.engine.begin() as connection:
            known = {
                tuple(row[:4]): row.first_seen_at
                for row in connection.execute(sa.select(*(t.issues.c[key] for key in keys), t.issues.c.first_seen_at).where(*mine))
            }
            connection.execute(t.issues.delete().where(*mine))
            rows = [
                {"source_id": source_id, "stage": stage, **asdict(issue), "first_seen_at": known.get(key, now)}
                for key, issue in wanted.items()
            ]
            self.index.upsert(connection, t.issues, rows)
        return len(rows)

    def issues(self, source_id: str, stage: str = "") -> list[tuple[Issue, str]]:
        """All issues of a source (of one stage) with the time each was first seen, sorted."""
        names = ("table_name", "source_url", "reason", "field", "raw_value", "first_seen_at")
        query = sa.select(*(t.issues.c[name] for name in names)).where(t.issues.c.source_id == source_id).order_by(*names)
        if stage:
            query = query.where(t.issues.c.stage == stage)
        with self.index.engine.connect() as connection:
            return [(Issue(*row[:5]), row.first_seen_at) for row in connection.execute(query)]

    def begin_run(self, source_id: str, stage: str, *, now: str) -> int:
        """Note that a stage begins; gives the run's number."""
        with self.index.engine.begin() as connection:
            row = {"source_id": source_id, "stage": stage, "started_at": now, "stats": {}}
            return int(connection.execute(t.runs.insert(), row).inserted_primary_key[0])  # type: ignore[index]

    def end_run(self, run: int, *, outcome: str, stats: Mapping[str, Any], now: str) -> None:
        """Note how a run of a stage ended: outcome is "done", "unchanged" or an error's line."""
        with self.index.engine.begin() as connection:
            values = {"outcome": outcome, "stats": dict(stats), "finished_at": now}
            connection.execute(t.runs.update().where(t.runs.c.id == run).values(**values))

    def runs(self, source_id: str, stage: str = "") -> Iterator[Mapping[str, Any]]:
        """Runs of a source (of one stage), newest first."""
        query = sa.select(t.runs).where(t.runs.c.source_id == source_id).order_by(t.runs.c.id.desc())
        with self.index.engine.connect() as connection:
            for row in connection.execute(query.where(t.runs.c.stage == stage) if stage else query).mappings():
                yield dict(row)


def stamp(now: datetime) -> str:
    """A time as the store writes it: UTC, ISO 8601, whole seconds."""
    return now.astimezone(UTC).isoformat(timespec="seconds")


def open_store(settings: Settings) -> Store:
    """Open the store of these settings, making its folder if there is none.

    Raises:
        StoreError: if it cannot be opened.
    """
    try:
        if not (settings.index_url and settings.blobs_url):  # else nothing of the store lies there
            settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        todo = "name another one with --data or RATSGRAPH_DATA"
        raise StoreError(f"the data folder cannot be made ({type(error).__name__})", where=str(settings.data), todo=todo) from error
    index = open_index(settings.index_url or f"sqlite:///{settings.data / 'index.sqlite'}")
    blobs = Blobs(settings.blobs_url or str(settings.data.absolute() / "blobs"))
    blobs.check()
    return Store(index, blobs)


def load_json(payload: bytes) -> Any:
    """The JSON of a compressed payload."""
    return json.loads(zlib_ng.decompress(payload))

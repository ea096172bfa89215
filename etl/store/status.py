"""How each source stands, from the runs that the store remembers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from etl.store import index as t
from etl.store.locks import is_free
from etl.store.runs import KILLED
from etl.store.store import Store

#: Outcomes of a stage that came to its end.
GOOD_ENDS = ("done", "unchanged")
RUNNING = "running"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one source stands.

    last_run_at, last_success_at: ISO 8601, "" = never; last_outcome: of its last stage, "running", "done", "unchanged", "killed" or an
    error's line; objects: living ones; changed: new, changed or withdrawn in the last harvest;
    quarantined: rows; gate: "passed", what it said against the last release, or ""; lists: the last harvest's counts per list;
    walks: how it walked each ("changes", "whole", "newest end"); rows: what is published, by table; schedule: cron, UTC, and next_run_at,
    both "" = it has none; overdue_at: when it has not succeeded for longer than its schedule lets expect; is_overdue: whether it is so.
    """

    source_id: str
    last_run_at: str = ""
    last_outcome: str = ""
    last_success_at: str = ""
    objects: int = 0
    changed: int = 0
    quarantined: int = 0
    gate: str = ""
    lists: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    walks: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    schedule: str = ""
    next_run_at: str = ""
    overdue_at: str = ""
    is_overdue: bool = False

    def as_json(self) -> dict[str, Any]:
        """The status as plain data."""
        return asdict(self)


#: Stages that ask a source's server.
_ASKING = ("probe", "harvest")


def last_contacts(store: Store) -> dict[str, str]:
    """How the last attempt to reach each source ended, in a line: "2026-01-31: reached", or the day and the error."""
    r = t.runs
    newest = sa.select(sa.func.max(r.c.id)).where(r.c.stage.in_(_ASKING), r.c.finished_at != "").group_by(r.c.source_id)
    with store.index.engine.connect() as connection:
        rows = connection.execute(sa.select(r.c.source_id, r.c.started_at, r.c.outcome).where(r.c.id.in_(newest))).all()
    return {row.source_id: f"{row.started_at[:10]}: {'reached' if row.outcome in GOOD_ENDS else row.outcome}" for row in rows}


def source_statuses(store: Store) -> list[SourceStatus]:
    """The status of every source that was ever run; to have probed it is no run."""
    with store.index.engine.connect() as connection:
        run = sa.select(t.runs.c.source_id).where(t.runs.c.stage != "probe").distinct().order_by(t.runs.c.source_id)
        ids = list(connection.scalars(run))
        living = sa.select(t.objects.c.source_id, sa.func.count()).where(t.objects.c.deleted_at == "").group_by(t.objects.c.source_id)
        noted = sa.select(t.issues.c.source_id, sa.func.count()).group_by(t.issues.c.source_id)
        objects = dict(connection.execute(living).tuples().all())
        issues = dict(connection.execute(noted).tuples().all())
    return [_status(store, source_id, objects.get(source_id, 0), issues.get(source_id, 0)) for source_id in ids]


def _status(store: Store, source_id: str, objects: int, quarantined: int) -> SourceStatus:
    runs = [run for run in store.runs(source_id) if run["stage"] != "probe"]
    harvest = next((run for run in runs if run["stage"] == "harvest"), None)
    publish = next((run for run in runs if run["stage"] == "publish"), None)
    ended = [run for run in runs if run["stage"] in ("publish", "run") and run["outcome"] in GOOD_ENDS]
    lists: Mapping[str, Mapping[str, int]] = harvest["stats"].get("lists", {}) if harvest else {}
    return SourceStatus(
        source_id=source_id,
        last_run_at=runs[0]["started_at"],
        last_outcome=runs[0]["outcome"] if runs[0]["finished_at"] else KILLED if is_free(store.index, source_id) else RUNNING,
        last_success_at=ended[0]["finished_at"] if ended else "",
        objects=objects,
        changed=sum(counts[name] for counts in lists.values() for name in ("new", "changed", "tombstoned", "withdrawn") if name in counts),
        quarantined=quarantined,
        gate="" if publish is None else "passed" if publish["outcome"] in GOOD_ENDS else publish["outcome"],
        lists=lists,
        walks=harvest["stats"].get("walks", {}) if harvest else {},
        rows=next((run["stats"]["rows"] for run in runs if run["stage"] == "publish" and "rows" in run["stats"]), {}),
    )

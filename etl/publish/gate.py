"""The gate for counts: did a table collapse against the last release or against what is expected? `vocab/gate.json` has the limits."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from etl import paths
from etl.publish.changes import REMOVED
from etl.tables import Table


@dataclass(frozen=True, slots=True)
class Limits:
    """rows_lost: share of its rows that a table may lose; ids_lost: table → share of its ids that may vanish, whatever replaces them.

    judged_from: smaller tables may lose any number; never_judged: tables that ought to shrink.
    """

    rows_lost: float
    ids_lost: Mapping[str, float]
    judged_from: int
    never_judged: frozenset[str]


@cache
def load_limits() -> Limits:
    """The limits of this installation."""
    content = json.loads((paths.VOCAB / "gate.json").read_text(encoding="utf-8"))
    return Limits(content["rows_lost"], content["ids_lost"], content["judged_from"], frozenset(content["never_judged"]))


def too_few(counts: Mapping[str, int], expect: Mapping[str, int]) -> Iterator[str]:
    """Tables with fewer rows than their source file expects."""
    for table, least in expect.items():
        if counts.get(table, 0) < least:
            yield f"{table} has {counts.get(table, 0)} rows, and the source file expects at least {least}"


def collapsed(counts: Mapping[str, int], before: Mapping[str, int], changes: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Tables that lost too much against the last release. before: its rows per table; changes: table → kind of change → number."""
    limits = load_limits()
    for table, rows in before.items():
        if rows < limits.judged_from or table in limits.never_judged:
            continue
        if rows - counts.get(table, 0) > limits.rows_lost * rows:
            yield f"{table} has {counts.get(table, 0)} rows, the last release {rows}; it may lose {limits.rows_lost:.0%}"
        gone, share = changes.get(table, {}).get(REMOVED, 0), limits.ids_lost.get(table, 1)
        if gone > share * rows:
            yield f"{gone} of {rows} ids vanished from {table}; {share:.0%} may"


def broken_promises(before: Mapping[str, Any], tables: Mapping[str, Table], data_version: str) -> Iterator[str]:
    """Columns of the last release that are gone or of another type, though the version of the data does not say so."""
    if _compatible_until(before["version"]) != _compatible_until(data_version):
        return
    for resource in before["resources"]:
        table = tables.get(resource["name"])
        fields = {field.name: field.type for field in table.fields} if table else {}
        for field in resource["schema"]["fields"]:
            if fields.get(field["name"]) != field["type"]:
                name = f"{resource['name']}.{field['name']}"
                yield f"{name} is gone or no longer of type {field['type']}, which needs another data version than {data_version}"


def _compatible_until(version: str) -> Iterable[str]:
    """The part of a semantic version that changes when something breaks: the major one, before 1.0 the minor one too."""
    major, minor, *_ = f"{version}.0".split(".")
    return (major, minor) if major == "0" else (major,)

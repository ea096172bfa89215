"""What an operator corrects or rejects after looking at the documents: `corrections.yml` in the review folder, a list of entries.

    - target: id/commitment/72a51c0658e6a7dc-120   # a thing, by its id; parts as in their IRIs: id/inquiry/72a51c0658e6a7dc/author/1
      action: correct                              # or: reject
      expect: {status_code: planned}               # what must stand there for the entry to hold
      values: {status_code: ongoing}               # only to correct
      reason: the answer says that it has begun
      source: karlsruhe                            # optional

The list is read for every build, so corrections survive any re-reading. One whose `expect` no longer holds is reported and not applied.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from etl.errors import UsageError
from etl.issues import Issue
from etl.normalise.rows import Rows
from etl.tables import Table, load_tables
from etl.yaml_text import from_yaml

FILE = "corrections.yml"
TABLE = "corrections"

_ACTIONS = ("correct", "reject")
_KEYS = frozenset({"target", "action", "expect", "values", "reason", "source"})
_TARGET = re.compile(r"id/[a-z-]+/[0-9a-f]{16}(-[0-9]+)?(/[a-z-]+/[0-9]+)?")
_COLUMN = re.compile(r"\{\+?(\w+)\}")  # a column in a template of IRIs


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry. expect: column → what stands there; values: column → what is to stand there, none to reject the thing."""

    target: str
    action: str
    reason: str
    expect: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def load_corrections(path: Path, source_id: str) -> tuple[Correction, ...]:
    """The entries of a file that hold for a source; none, if there is no file.

    Raises:
        UsageError: if the file cannot be understood.
    """
    try:
        content = from_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"it cannot be read ({' '.join(str(error).split())})", where=str(path), todo="mend it") from error
    entries = enumerate(content or (), start=1)
    return tuple(_correction(one, f"{path} entry {number}") for number, one in entries if not _is_others(one, source_id))


def apply_corrections(corrections: Sequence[Correction], rows: Rows) -> None:
    """Change rows, in place, before they are checked, and add a row to the table of corrections for each entry whose target is there."""
    wanted = {one.target: one for one in corrections}
    gone: set[str] = set()
    for name, table in load_tables().items() if wanted else ():  # a table comes after those that it refers to
        kept = []
        for row in rows.tables.get(name, ()):
            entry = wanted.get(_iri_path(table, row))
            if _is_rejected(table, row, gone) or (entry and not _corrected(rows, entry, row)):
                gone.update(row[column] for column in table.primary_key[:1] if len(table.primary_key) == 1)
            else:
                kept.append(row)
        if name != TABLE and name in rows.tables:
            rows.tables[name] = kept


def not_applied(corrections: Sequence[Correction], recorded: Collection[Mapping[str, str]], rows: Rows) -> Iterator[Issue]:
    """What an operator must know: entries that name nothing, which get their rows here, and entries that did not find what they expect.

    recorded: the rows of the table of corrections in all partitions.
    """
    found = {row["target"]: row for row in recorded}
    for one in corrections:
        if one.target not in found:
            _record(rows, one, "", "", "", is_applied=False)
            yield Issue(TABLE, one.target, "the correction names nothing that is there", "target")
    for row in recorded:
        if row["is_applied"] == "false":
            reason = "the correction does not find what it expects, and is not applied"
            yield Issue(TABLE, row["target"], reason, row["column_name"], row["old_value"])


def _corrected(rows: Rows, entry: Correction, row: dict[str, str]) -> bool:
    """Apply an entry to a row and record it; False if the row is to go. A row of which a column is not known stays as it is."""
    if not {*entry.expect, *entry.values} <= row.keys():
        return True  # the same thing has rows in another table, which the entry means
    holds = all(row[column] == value for column, value in entry.expect.items())
    for column, value in (entry.values or {"": ""}).items():
        before = row.get(column, "") if holds else ", ".join(row[name] for name in entry.expect)
        _record(rows, entry, column, before, value, is_applied=holds)
    if holds:
        row.update(entry.values)
    return not holds or entry.action == _ACTIONS[0]


def _record(rows: Rows, entry: Correction, column: str, before: str, after: str, *, is_applied: bool) -> None:
    key = hashlib.sha256(f"{entry.target} {entry.action} {column}".encode()).hexdigest()[:16]
    described = {"target": entry.target, "action_code": entry.action, "reason": entry.reason}
    values = {"column_name": column or None, "old_value": before or None, "new_value": after or None, "is_applied": is_applied}
    if not any(row["correction_id"] == f"id/correction/{key}" for row in rows.tables[TABLE]):
        rows.add(TABLE, correction_id=f"id/correction/{key}", **described, **values)


def _is_rejected(table: Table, row: dict[str, str], gone: Collection[str]) -> bool:
    """Whether a row cannot be without one that is gone; what may be empty is emptied instead."""
    required = {one.name for one in table.fields if one.required}
    for column in {column for key in table.foreign_keys for column in key.fields if row[column] in gone}:
        if column in required:
            return True
        row[column] = ""
    return False


def _iri_path(table: Table, row: Mapping[str, str]) -> str:
    return _COLUMN.sub(lambda match: row[match[1]], table.about_url)


def _is_others(entry: Any, source_id: str) -> bool:
    return isinstance(entry, dict) and entry.get("source", source_id) != source_id


def _correction(entry: Any, where: str) -> Correction:
    """An entry, checked."""
    _demand(isinstance(entry, dict) and entry.keys() <= _KEYS, f"known keys are {', '.join(sorted(_KEYS))}", where)
    _demand(isinstance(entry.get("target"), str) and bool(_TARGET.fullmatch(entry["target"])), "target must be an id of the tables", where)
    _demand(entry.get("action") in _ACTIONS, f"action must be one of {', '.join(_ACTIONS)}", where)
    _demand(isinstance(entry.get("reason"), str) and bool(entry["reason"].strip()), "it needs a reason", where)
    for key in ("expect", "values"):
        texts = entry.get(key, {})
        fine = isinstance(texts, dict) and all(isinstance(part, str) for pair in texts.items() for part in pair)
        _demand(fine, f"{key} must map columns to texts (in quotes, if they are numbers)", where)
    _demand((entry["action"] == _ACTIONS[0]) == bool(entry.get("values")), "values are needed to correct, and only then", where)
    return Correction(entry["target"], entry["action"], entry["reason"].strip(), entry.get("expect", {}), entry.get("values", {}))


def _demand(condition: bool, what: str, where: str) -> None:
    if not condition:
        raise UsageError(what, where=where, todo="mend the entry")

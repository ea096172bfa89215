"""Check rows against their table's schema with frictionless; the bad ones go, each with its reason."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import frictionless

from etl.issues import Issue
from etl.tables import load_tables

#: A row as it is written: column → cell.
Row = dict[str, str]

_SHOWN = 5  # reasons that are named for one row


def check_rows(table: str, rows: Sequence[Row]) -> tuple[list[Row], list[Issue]]:
    """The rows that hold to the schema, sorted by primary key, and an issue for each that does not or that repeats a key."""
    good: list[Row] = []
    issues: list[Issue] = []
    if not rows:
        return good, issues
    columns = load_tables()[table].columns
    data: list[list[Any]] = [list(columns), *([row[column] for column in columns] for row in rows)]
    with frictionless.Resource(data=data, schema=_schema(table)) as resource:
        for raw, row in zip(rows, resource.row_stream, strict=True):
            if row.valid:
                good.append(raw)
            else:
                issues.append(_issue(table, raw, row.errors))
    return _unique(table, good, issues), issues


def drop_orphans(raw: Mapping[str, Sequence[Row]], good: dict[str, list[Row]]) -> list[Issue]:
    """Take out of the good rows, in place, those that name a refused one, and what depends on them in turn.

    raw: the rows before the check; a row that is in neither stands in another partition and is left alone.
    """
    issues: list[Issue] = []
    gone: dict[str, set[tuple[str, ...]]] = {}
    for name, table in load_tables().items():  # a table comes after those that it refers to
        for key in table.foreign_keys:
            missing = gone.get(key.table, set())
            orphans = [row for row in good.get(name, ()) if tuple(row[column] for column in key.fields) in missing]
            issues += [Issue(name, _source_url(row), f"names a row of {key.table} that was refused", key.fields[0]) for row in orphans]
            good[name] = [row for row in good.get(name, ()) if row not in orphans] if orphans else good.get(name, [])
        kept = {_key(table.primary_key, row) for row in good.get(name, ())}
        gone[name] = {_key(table.primary_key, row) for row in raw.get(name, ())} - kept
    return issues


def _key(columns: Sequence[str], row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in columns)


def _unique(table: str, rows: list[Row], issues: list[Issue]) -> list[Row]:
    key = load_tables()[table].primary_key
    if not key:
        return sorted(rows, key=lambda row: tuple(row.values()))
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        value = tuple(row[column] for column in key)
        if value in seen:
            issues.append(Issue(table, _source_url(row), "another row has the same key", ", ".join(key), ", ".join(value)))
        else:
            seen[value] = row
    whole = {field.name for field in load_tables()[table].fields if field.type == "integer"}
    return sorted(seen.values(), key=lambda row: tuple(row[column].zfill(12) if column in whole else row[column] for column in key))


def _issue(table: str, raw: Row, errors: Sequence[Any]) -> Issue:
    fields = [getattr(error, "field_name", "") for error in errors]
    reasons = "; ".join(dict.fromkeys(str(getattr(error, "note", "") or error.message) for error in errors[:_SHOWN]))
    field = next(filter(None, fields), "")
    return Issue(table, _source_url(raw), reasons, field, raw.get(field, ""))


def _source_url(row: Row) -> str:
    """What names the row best: the source's id of it, else its own first column."""
    return row.get("source_url") or row.get("document_id") or next(iter(row.values()))


@cache
def _schema(table: str) -> Any:
    """The schema without its keys, which are checked across rows here."""
    rest = {name: value for name, value in load_tables()[table].descriptor.items() if name not in ("primaryKey", "foreignKeys")}
    return frictionless.Schema.from_descriptor(rest)

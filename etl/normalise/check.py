"""Check rows against their table's schema; what is bad goes, with its reason: a cell if it may be empty, or the row.

Rows that are not evidently good are judged by frictionless.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from etl.issues import Issue
from etl.normalise.evident import is_evident
from etl.tables import load_tables

#: A row as it is written: column → cell.
Row = dict[str, str]

_SHOWN = 5  # reasons that are named for one row


def check_rows(table: str, rows: Sequence[Row]) -> tuple[list[Row], list[Issue]]:
    """The rows that hold to the schema, sorted by primary key, and an issue for each cell or row that does not or that repeats a key.

    A bad cell of a column that may be empty is emptied: an impossible date must not cost a paper, and all that hangs on it.
    """
    good: list[Row] = []
    issues: list[Issue] = []
    evident = [is_evident(table, row) for row in rows]
    judged = _judged(table, [row for row, is_good in zip(rows, evident, strict=True) if not is_good])
    for raw, is_good in zip(rows, evident, strict=True):
        errors = () if is_good else next(judged)
        if not errors:
            good.append(raw)
            continue
        bad = {getattr(error, "field_name", ""): error for error in reversed(errors)}
        if bad.keys() <= _may_be_empty(table):
            good.append({**raw, **dict.fromkeys(bad, "")})
            issues += [_issue(table, raw, name, [error], "left empty") for name, error in sorted(bad.items())]
        else:
            field = next((name for name in load_tables()[table].columns if name in bad and name not in _may_be_empty(table)), "")
            issues.append(_issue(table, raw, field, errors))
    return _unique(table, good, issues), issues


def _judged(table: str, rows: Sequence[Row]) -> Iterator[Sequence[Any]]:
    """What frictionless finds wrong with each row."""
    if not rows:
        return
    import frictionless  # noqa: PLC0415 — takes half a second, which a build without doubtful rows need not wait

    columns = load_tables()[table].columns
    data: list[list[Any]] = [list(columns), *([row[column] for column in columns] for row in rows)]
    with frictionless.Resource(data=data, schema=_schema(table)) as resource:
        for row in resource.row_stream:
            yield () if row.valid else row.errors


def drop_orphans(raw: Mapping[str, Sequence[Row]], good: dict[str, list[Row]]) -> list[Issue]:
    """Take out of the good rows, in place, those that name a refused one, and what depends on them in turn.

    raw: the rows before the check; a row that is in neither stands in another partition and is left alone.
    """
    issues: list[Issue] = []
    gone: dict[str, set[tuple[str, ...]]] = {}
    for name, table in load_tables().items():  # a table comes after those that it refers to
        for key in table.foreign_keys:
            missing = gone.get(key.table)
            if not missing:
                continue
            orphans = [row for row in good.get(name, ()) if tuple(row[column] for column in key.fields) in missing]
            issues += [Issue(name, _source_url(row), f"names a row of {key.table} that was refused", key.fields[0]) for row in orphans]
            good[name] = [row for row in good.get(name, ()) if row not in orphans] if orphans else good.get(name, [])
        if len(good.get(name, ())) < len(raw.get(name, ())):
            kept = {_key(table.primary_key, row) for row in good.get(name, ())}
            gone[name] = {_key(table.primary_key, row) for row in raw[name]} - kept
    return issues


def key_of(table: str, row: Row) -> tuple[str, ...]:
    """What tells a row of a table from all others: its primary key, or all of it where the table has none."""
    return _key(load_tables()[table].primary_key or load_tables()[table].columns, row)


def in_order(table: str, rows: Iterable[Row]) -> list[Row]:
    """The rows of a table, sorted by their keys; whole numbers in them as numbers."""
    described = load_tables()[table]
    whole = {field.name for field in described.fields if field.type == "integer"} if described.primary_key else set()
    columns = [(column, column in whole) for column in described.primary_key or described.columns]
    return sorted(rows, key=lambda row: tuple(row[column].zfill(12) if is_whole else row[column] for column, is_whole in columns))


def _key(columns: Sequence[str], row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in columns)


def _unique(table: str, rows: list[Row], issues: list[Issue]) -> list[Row]:
    key = load_tables()[table].primary_key
    if not key:
        return in_order(table, rows)
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        value = _key(key, row)
        if value in seen:
            issues.append(Issue(table, _source_url(row), "another row has the same key", ", ".join(key), ", ".join(value)))
        else:
            seen[value] = row
    return in_order(table, seen.values())


def _issue(table: str, raw: Row, field: str, errors: Sequence[Any], outcome: str = "") -> Issue:
    reasons = dict.fromkeys(str(getattr(error, "note", "") or error.message) for error in errors[:_SHOWN])
    return Issue(table, _source_url(raw), "; ".join(filter(None, (*reasons, outcome))), field, raw.get(field, ""))


@cache
def _may_be_empty(table: str) -> frozenset[str]:
    described = load_tables()[table]
    return frozenset(field.name for field in described.fields if not field.required) - set(described.primary_key)


def _source_url(row: Row) -> str:
    """What names the row best: the source's id of it, else its own first column."""
    return row.get("source_url") or row.get("document_id") or next(iter(row.values()))


@cache
def _schema(table: str) -> Any:
    """The schema without its keys, which are checked across rows here."""
    import frictionless  # noqa: PLC0415

    rest = {name: value for name, value in load_tables()[table].descriptor.items() if name not in ("primaryKey", "foreignKeys")}
    return frictionless.Schema.from_descriptor(rest)

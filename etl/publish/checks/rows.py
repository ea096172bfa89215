"""Do the rows keep what their schemas promise: types, codes, keys, and references to other tables?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from etl.publish.checks.published import Problem, Published
from etl.publish.database import CHECK_MEMORY_MB, open_tables, rows
from etl.publish.files import PACKAGE
from etl.tables import ForeignKey, Table

if TYPE_CHECKING:
    import frictionless

_TODO = "correct or quarantine the row, then build and publish again"
_SHOWN = 1000  # rows with a bad key that are named, as frictionless stops at a thousand errors


def invalid_rows(published: Published) -> Iterator[Problem]:
    """What frictionless finds in the tables by their schemas, row by row: about 50,000 a second."""
    yield from published.look(_invalid_rows)


def _invalid_rows(published: Published) -> Iterator[Problem]:
    import frictionless  # noqa: PLC0415 — takes half a second, which the process that gives checks to others need not wait

    package = {"name": "tables", "resources": [_resource(table) for table in published.tables.values()]}
    report = frictionless.Package.from_descriptor(package, basepath=str(published.folder)).validate()
    for what, where in _findings(report):
        yield published.problem(what, where, _TODO)


def invalid_package(published: Published) -> Iterator[Problem]:
    """What frictionless finds in the descriptor."""
    import frictionless  # noqa: PLC0415 — as above

    for error in frictionless.Package.metadata_validate(dict(published.descriptor)):
        yield published.problem(error.message, PACKAGE)


def bad_keys(published: Published) -> Iterator[Problem]:
    """Primary keys that are there twice, and references to rows that are not there."""
    with open_tables(published.folder / "csv", published.tables, CHECK_MEMORY_MB) as database:
        for table in published.tables.values():
            for row in rows(database, _repeated(table)) if table.primary_key else ():
                yield _problem(published, table, row, "the primary key is there before")
            for key in table.foreign_keys:
                for row in rows(database, _dangling(table, key)):
                    yield _problem(published, table, row, f"the foreign key names no row of {key.table}")


def _resource(table: Table) -> dict[str, Any]:
    """Without the keys of whole tables, which would have to be held in memory; `bad_keys` looks at them."""
    schema = {name: value for name, value in table.descriptor.items() if name not in ("primaryKey", "foreignKeys")}
    return {"name": table.name, "path": f"csv/{table.name}.csv", "format": "csv", "encoding": "utf-8", "schema": schema}


def _repeated(table: Table) -> str:
    key = ", ".join(f'"{name}"' for name in table.primary_key)
    return f"""SELECT number, concat_ws(' ', {key}) AS id FROM {_numbered(table)}
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY number) > 1 ORDER BY number LIMIT {_SHOWN}"""


def _dangling(table: Table, key: ForeignKey) -> str:
    columns = ", ".join(f'"{name}"' for name in key.fields)
    filled = " AND ".join(f'"{name}" IS NOT NULL' for name in key.fields)
    same = " AND ".join(f'one."{ours}" = other."{theirs}"' for ours, theirs in zip(key.fields, key.reference_fields, strict=True))
    return f"""SELECT number, concat_ws(' ', {columns}) AS id FROM {_numbered(table)} one ANTI JOIN {key.table} other ON {same}
        WHERE {filled} ORDER BY number LIMIT {_SHOWN}"""


def _numbered(table: Table) -> str:
    return f"(SELECT *, row_number() OVER () + 1 AS number FROM {table.name})"


def _problem(published: Published, table: Table, row: dict[str, str], what: str) -> Problem:
    return published.problem(f"{what}: {row['id']}", f"csv/{table.name}.csv row {row['number']}", _TODO)


def _findings(report: "frictionless.Report") -> Iterator[tuple[str, str]]:
    yield from ((error.message, PACKAGE) for error in report.errors)
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            yield error.message, f"{task.place} row {row}" if row else task.place

"""The rows of a release that say something of what changed since the one before: enough for checks that look at one thing at a time.

The rest was found good when the release before was published, by the same checks. What holds of whole tables (keys and references,
evidence, dumps) cannot be asked of an excerpt. A problem that it shows is a reason to look through everything, which tells where it is.
"""

import csv
import filecmp
import re
from collections.abc import Iterator
from pathlib import Path

from etl.publish.changes import REMOVED, joined_key
from etl.publish.database import Connection, rows, source
from etl.publish.templates import names
from etl.tables import Table, load_tables

_MOST = 0.1  # of the rows; if more changed, an excerpt saves nothing
_SUBJECT = re.compile(r"\{\+\w+\}")  # what the IRI of a thing, or of a part of it, begins with


def write_excerpt(database: Connection, new: Path, changed: Path, past: Path, folder: Path) -> bool:
    """Write all rows of a new release that are about a thing of which a row changed, as `<folder>/csv/<table>.csv`.

    database: of the new release's tables, which lie in the folder `new`; changed: its changes; past: the release before; folder: an empty
    one. False, and nothing written, if too much changed.
    """
    of_all = " + ".join(f'(SELECT count(*) FROM "{name}")' for name in load_tables())
    (number,) = rows(database, f"SELECT (SELECT count(*) FROM {source(changed)}) > {_MOST} * ({of_all}) AS much")
    if number["much"] == "True":
        return False
    _collect(database, changed)
    (folder / "csv").mkdir()
    for table in load_tables().values():
        with (folder / "csv" / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows(row.values() for row in _rows(database, table, new, past))
    return True


def subjects(table: Table) -> list[str]:
    """The columns of a table that name the things that its rows say something of."""
    templates = [table.about_url, *(field.about_url for field in table.fields), *(link.about_url for link in table.virtual)]
    found = (names(match[0])[0] for template in templates if (match := _SUBJECT.match(template)))
    return list(dict.fromkeys(found))


def _collect(database: Connection, changed: Path) -> None:
    """Make a table of the changed rows, and one of the things that they are about; of a row that is gone, its key tells them."""
    database.execute(f"CREATE OR REPLACE TEMP TABLE changed AS SELECT * FROM {source(changed)}")
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE news AS SELECT unnest(string_split(id, ' ')) AS id FROM changed WHERE change = '{REMOVED}'"
    )
    for table in load_tables().values():
        for name in subjects(table):
            database.execute(f'INSERT INTO news SELECT "{name}" FROM "{table.name}" WHERE {_is_changed(table)}')


def _rows(database: Connection, table: Table, new: Path, past: Path) -> Iterator[dict[str, str]]:
    """The rows about what changed; all rows of a table without a key, if any of them changed."""
    path = f"csv/{table.name}.csv"
    if table.primary_key:
        about = [f'"{name}" IN (SELECT id FROM news)' for name in subjects(table)]
        yield from rows(database, f'SELECT * FROM "{table.name}" WHERE {" OR ".join([*about, _is_changed(table)])}')
    elif not filecmp.cmp(new / path, past / path, shallow=False):
        yield from rows(database, f'SELECT * FROM "{table.name}"')


def _is_changed(table: Table) -> str:
    return f"{joined_key(table)} IN (SELECT id FROM changed WHERE table_name = '{table.name}')"

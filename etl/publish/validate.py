"""Every check on what is published: the gate before a release becomes visible, and `ratsgraph validate` afterwards."""

import csv
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import duckdb

from etl.publish.checks.catalogs import other_catalogs
from etl.publish.checks.dumps import other_dumps, other_parquet
from etl.publish.checks.evidence import bad_evidence
from etl.publish.checks.files import changed, missing, other_metadata, other_schemas
from etl.publish.checks.privacy import private_words
from etl.publish.checks.published import Problem, Published
from etl.publish.checks.rows import bad_keys, invalid_rows
from etl.publish.files import OWN, PACKAGE, read_json
from etl.tables import load_tables

Check = Callable[[Published], Iterable[Problem]]

_STAGES: tuple[tuple[Check, ...], ...] = (
    (missing,),
    (other_schemas,),
    (changed, other_metadata, invalid_rows, bad_keys, bad_evidence, private_words, other_dumps, other_parquet, other_catalogs),
)
"""The checks of a stage are made if those of the stage before found nothing: they rely on it."""

_UNREADABLE = (
    ValueError,
    KeyError,
    OSError,
    EOFError,
    SyntaxError,
    zlib.error,
    csv.Error,
    duckdb.Error,
)  # what reading broken files ends in


def validate(folder: Path) -> list[Problem]:
    """What is wrong with a published folder, or with each published folder in an output folder; nothing, if the list is empty."""
    if (folder / PACKAGE).exists():
        return list(_problems(folder))
    published = sorted(path.parent for path in folder.glob(f"[!.]*/{PACKAGE}"))
    if not published:
        return [Problem("there is nothing published here", str(folder), "publish a source first, or name another folder")]
    return [problem for path in published for problem in _problems(path)]


def _problems(folder: Path) -> Iterator[Problem]:
    try:
        descriptor = read_json(folder / PACKAGE)
        published = Published(folder, descriptor, descriptor[OWN], load_tables())
    except (ValueError, KeyError) as error:
        yield Problem(f"this is no data package of ratsgraph: {error}", str(folder / PACKAGE), "publish the source again")
        return
    for stage in _STAGES:
        found = [problem for check in stage for problem in _checked(check, published)]
        yield from found
        if found:
            return


def _checked(check: Check, published: Published) -> list[Problem]:
    try:
        return list(check(published))
    except _UNREADABLE as error:
        return [published.problem(f"a file cannot be read while looking for {check.__name__.replace('_', ' ')}: {error}", PACKAGE)]

"""Every check on what is published: the gate before a release becomes visible, and `ratsgraph validate` afterwards."""

import csv
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from etl.processes import Aside, helpers
from etl.publish.checks.catalogs import other_catalogs
from etl.publish.checks.dumps import other_dumps, other_parquet
from etl.publish.checks.evidence import bad_evidence
from etl.publish.checks.files import changed, missing, other_metadata, other_schemas
from etl.publish.checks.privacy import private_words
from etl.publish.checks.published import Known, Problem, Published
from etl.publish.checks.rows import bad_keys, invalid_package, invalid_rows
from etl.publish.checks.shapes import broken_catalog_shapes, broken_shapes, other_shapes
from etl.publish.files import OWN, PACKAGE, read_json, size_of
from etl.tables import load_tables


@dataclass(frozen=True, slots=True)
class Check:
    """A question to a published folder. name: what holds if it finds nothing."""

    name: str
    find: Callable[[Published], Iterable[Problem]]


_OF_ROWS = Check("rows keep their schemas (frictionless)", invalid_rows)
"""It takes long and needs the tables only, so that a publication can begin it while it writes the rest."""

_OF_DUMPS = (
    Check("N-Quads and Turtle say what the tables say", other_dumps),
    Check("quotes are the documents' words at their offsets", bad_evidence),
    Check("keys are unique, references lead to rows", bad_keys),
    Check("the dump keeps our SHACL shapes", broken_shapes),
    Check("nothing private is left", private_words),
)
"""They need tables, texts and dumps, and what the data package will say of them.

The longest first, lest one is waited for at the end, and not DuckDB and SHACL at the same time, as both take memory.
"""

_STAGES = (
    (Check("every file that the data package lists is there", missing),),
    (Check("schemas and headers are those of vocab/tables", other_schemas),),
    (
        _OF_ROWS,
        *_OF_DUMPS,
        Check("the data package is described as its profile asks (frictionless)", invalid_package),
        Check("Parquet holds the rows of the CSVs", other_parquet),
        Check("sizes and hashes are those of the data package", changed),
        Check("CSVW metadata follow from the schemas", other_metadata),
        Check("catalogues agree and offer the files that are there", other_catalogs),
        Check("the catalogue keeps our SHACL shapes for DCAT-AP.de", broken_catalog_shapes),
    ),
)
"""The checks of a stage are made if those of the stage before found nothing: they rely on it. Those that take longest begin first."""

_UNREADABLE = (ValueError, KeyError, OSError, EOFError, SyntaxError, zlib.error, csv.Error, duckdb.Error)  # what broken files end in


def validate(folder: Path, workers: int = 0) -> list[Problem]:
    """What is wrong with a published folder, or with each published folder in an output folder; nothing, if the list is empty."""
    return [problem for _, _, problems in examine(folder, workers=workers) for problem in problems]


Begun = dict[Check, Callable[[], list[Problem]]]
"""Checks that somebody makes already, with what waits for what they find."""


def begin_with_tables(folder: Path, aside: Aside, known: Known) -> Begun:
    """Begin checks of a folder that has its tables, and nothing else yet."""
    return {_OF_ROWS: aside(_found, _OF_ROWS, folder, {}, known)}


def begin_with_dumps(folder: Path, aside: Aside, known: Known, descriptor: Mapping[str, Any]) -> Begun:
    """Begin checks of a folder that has its texts and dumps, too.

    descriptor: what is known of the data package, its name and of base IRI, origin and triples.
    """
    return {check: aside(_found, check, folder, descriptor, known) for check in _OF_DUMPS}


def problems_of(folder: Path, aside: Aside, begun: Begun) -> list[Problem]:
    """What is wrong with one published folder; nothing, if the list is empty."""
    return [problem for _, problems in _examine(folder, _STAGES, aside, begun) for problem in problems]


def examine(folder: Path, shapes: Sequence[Path] = (), workers: int = 0) -> Iterator[tuple[Path, str, list[Problem]]]:
    """Make every check on a published folder, or on each in an output folder: the folder, the check's name, and what it found.

    shapes: Turtle files of SHACL shapes that catalogues must keep besides; workers: processes that look through large folders, 0 = one per
    core.
    """
    whole = (folder / PACKAGE).exists()
    published = [folder] if whole else sorted(path.parent for path in folder.glob(f"[!.]*/{PACKAGE}"))
    if not published:
        todo = "publish a source first, or name another folder"
        yield folder, "something is published", [Problem("there is nothing published here", str(folder), todo)]
    brought = (Check(f"the catalogue keeps {len(shapes)} files of other shapes", partial(other_shapes, files=shapes)),) if shapes else ()
    for path in published:
        with helpers(workers, __name__, size=size_of(path)) as aside:
            for name, problems in _examine(path, (*_STAGES[:-1], _STAGES[-1] + brought), aside, {}):
                yield path, name, problems


def _examine(folder: Path, stages: Iterable[Iterable[Check]], aside: Aside, begun: Begun) -> Iterator[tuple[str, list[Problem]]]:
    try:
        Published.open(folder)
    except (ValueError, KeyError) as error:
        what = f"this is no data package of ratsgraph: {error}"
        yield "it is a data package of ratsgraph", [Problem(what, str(folder / PACKAGE), "publish the source again")]
        return
    for stage in stages:
        running = [(check.name, begun.get(check) or aside(_made, check, folder)) for check in stage]
        found = [(name, result()) for name, result in running]
        yield from found
        if any(problems for _, problems in found):
            return


def _made(check: Check, folder: Path) -> list[Problem]:
    return _found(check, folder, read_json(folder / PACKAGE), Known())


def _found(check: Check, folder: Path, descriptor: Mapping[str, Any], known: Known) -> list[Problem]:
    published = Published(folder, descriptor, descriptor.get(OWN, {}), load_tables(), known)
    try:
        return list(check.find(published))
    except _UNREADABLE as error:
        return [published.problem(f"a file cannot be read, so nobody can tell whether {check.name}: {error}", PACKAGE)]

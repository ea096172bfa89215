"""Commands that only look: sources, validate, query, status."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etl.cli.console import err, out, print_table
from etl.cli.options import Data, Output, settings_of
from etl.errors import UsageError

if TYPE_CHECKING:
    from etl.sources import Source
    from etl.store.status import SourceStatus


class ListFormat(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSON = "json"


class ResultFormat(StrEnum):
    """How the result of a query is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def sources(
    list_format: Annotated[ListFormat, typer.Option("--format", help="table or json.")] = ListFormat.TABLE, data: Data = None
) -> None:
    """List the known councils, one a line, and how the last attempt to reach each of them ended."""
    from etl.sources import known_sources, load_source
    from etl.store import open_store
    from etl.store.status import last_contacts

    known = [load_source(name) for name in known_sources()]
    settings = settings_of(data, None)
    contacts = last_contacts(open_store(settings)) if settings.index_url or settings.data.is_dir() else {}
    if list_format is ListFormat.JSON:
        described = [_described(source) | {"last_contact": contacts.get(source.id, "")} for source in known]
        sys.stdout.write(json.dumps(described, ensure_ascii=False, indent=1) + "\n")
        return
    rows = [(source.id, source.name, source.ags, source.system, contacts.get(source.id, "never asked")) for source in known]
    print_table(("id", "name", "ags", "system", "last contact"), rows)


def _described(source: "Source") -> dict[str, Any]:
    names = ("id", "name", "ags", "wikidata", "adapter", "system", "license")
    return {name: getattr(source, name) for name in names}


def validate(
    folder: Annotated[Path | None, typer.Argument(show_default=False)] = None,
    output: Output = None,
    shapes: Annotated[
        list[Path] | None,
        typer.Option(
            "--shapes", help="SHACL shapes in Turtle, or a folder of them, that catalogues must keep besides.", show_default=False
        ),
    ] = None,
) -> None:
    """Make every check on a published folder (or on all of them); one line per problem."""
    settings = settings_of(None, output)
    target = folder or settings.output
    if not target.is_dir():
        raise UsageError("there is no such folder", where=str(target), todo="name a published folder, such as output/demo")
    from etl.publish.checks.shapes import turtle_files
    from etl.publish.validate import examine

    found = 0
    for path, name, problems in examine(target, turtle_files(shapes or []), settings.workers):
        err.print(f"{path.name}: {'FAILED' if problems else 'ok'}: {name}", markup=False)
        for problem in problems:
            out.print(str(problem), markup=False)
        found += len(problems)
    if found:
        raise typer.Exit(1)
    out.print(f"{target}: valid", markup=False)


def query(
    sparql: Annotated[str | None, typer.Argument(metavar="SPARQL", show_default=False)] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Read the query from a file.", show_default=False)] = None,
    result_format: Annotated[ResultFormat, typer.Option("--format", help="table, csv or json.")] = ResultFormat.TABLE,
    output: Output = None,
) -> None:
    """Ask a SPARQL query of everything that is published; no server is needed."""
    if (sparql is None) == (file is None):
        raise UsageError("give a query or --file", todo="ratsgraph query 'SELECT …'")
    if file and not file.is_file():
        raise UsageError("there is no such file", where=str(file), todo="check the path")
    text = sparql if sparql is not None else file.read_text(encoding="utf-8") if file else ""
    root = settings_of(None, output).output
    folders = sorted(path.parent for path in root.glob("[!.]*/datapackage.json"))
    if not folders:
        raise UsageError("nothing is published here", where=str(root), todo="run a source first, or name the folder with --output")
    from etl.serve.formats import render
    from etl.serve.query import query as ask

    sys.stdout.write(render(ask(text, folders), result_format.value))


def status(
    data: Data = None, list_format: Annotated[ListFormat, typer.Option("--format", help="table or json.")] = ListFormat.TABLE
) -> None:
    """Show for each source: last run and its outcome, last success, next run, objects, changes, quarantined rows, gate."""
    from etl.run.status import statuses
    from etl.store import open_store

    settings = settings_of(data, None)
    if not (settings.index_url or settings.data.is_dir()):
        err.print(f"no source was run yet in {settings.data}", markup=False)
        return
    found = list(statuses(open_store(settings), now=datetime.now(UTC)))
    if list_format is ListFormat.JSON:
        sys.stdout.write(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1) + "\n")
        return
    columns = ("source", "last run", "outcome", "last success", "next run", "objects", "changed", "quarantined", "gate")
    print_table(columns, map(_line, found))
    lists = [line for one in found for line in _list_lines(one)]
    if lists:
        out.print("\nThe lists of the last harvest: seen = new + changed + unchanged + tombstoned + failed", markup=False)
        print_table(("source", "list", "walked", *_COUNTS), lists)


def _line(one: "SourceStatus") -> tuple[str, ...]:
    success = f"{one.last_success_at}{' (overdue)' if one.is_overdue else ''}"
    numbers = map(str, (one.objects, one.changed, one.quarantined))
    return one.source_id, one.last_run_at, one.last_outcome, success, one.next_run_at, *numbers, one.gate


def _list_lines(one: "SourceStatus") -> Iterator[tuple[str, ...]]:
    """The reconciliation of each list in a line: what was seen adds up; what is missing was not seen."""
    for name, counts in one.lists.items():
        yield one.source_id, name, one.walks.get(name, ""), *(str(counts.get(count, 0)) for count in _COUNTS)


_COUNTS = ("seen", "new", "changed", "unchanged", "tombstoned", "failed", "missing", "withdrawn")

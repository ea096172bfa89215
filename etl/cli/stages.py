"""Commands that do the work: run, harvest, build, publish, and the demo."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etl.cli.console import err, out, progress_bars
from etl.cli.options import Accept, Data, Output, Sources, settings_of
from etl.cli.prefect import quiet_prefect
from etl.errors import RatsgraphError
from etl.settings import Settings

if TYPE_CHECKING:
    from etl.sources import Source
    from flows.run import SourceRun


def utc_now() -> datetime:
    """The clock of all commands here."""
    return datetime.now(UTC)


def run(sources: Sources, data: Data = None, output: Output = None, accept: Accept = "") -> None:
    """Harvest, read, check and publish sources. A source that has nothing new costs a few requests."""
    from etl.sources import load_source

    settings = settings_of(data, output)
    _run([load_source(name) for name in sources], settings, accept)


def demo(data: Data = None, output: Output = None) -> None:
    """Do the main job on the built-in demo council, offline, in under a minute."""
    from etl.demo import demo_source
    from etl.demo.server import serve_demo

    settings = settings_of(data, output)
    with serve_demo() as url:
        _run([demo_source(url)], settings, accept="")
    folder = settings.output / "demo"
    out.print(_NEXT.format(folder=folder, output=settings.output), markup=False)


_NEXT = """
Published in {folder}: open csv/commitments.csv or reports/coverage.html, or go on with
  ratsgraph validate {folder}
  ratsgraph query --output {output} 'SELECT ?name (COUNT(*) AS ?inquiries) {{ ?inquiry rg:author/schema:name ?name }} GROUP BY ?name'
  ratsgraph run my-council.yml        (docs/add-a-council.md shows how to describe yours)"""


def harvest(
    sources: Sources,
    data: Data = None,
    full: Annotated[bool, typer.Option("--full", help="Walk every list from end to end, whatever the server says has changed.")] = False,
) -> None:
    """Fetch what is new from sources into the raw store."""
    from etl.run import describe, harvest_source

    _each(sources, settings_of(data, None), partial(harvest_source, full=full), describe.harvested)


def build(sources: Sources, data: Data = None) -> None:
    """Read what is in the raw store and make checked rows of it."""
    from etl.run import build_source, describe

    _each(sources, settings_of(data, None), build_source, describe.built)


def publish(sources: Sources, data: Data = None, output: Output = None, accept: Accept = "") -> None:
    """Publish checked rows under output/<source>/, if they pass every check."""
    from etl.publish.publisher import get_ready

    settings = settings_of(data, output)
    get_ready(settings)
    from etl.run import describe, publish_source

    _each(sources, settings, partial(publish_source, accept=accept), describe.published)


def _each(names: Sequence[str], settings: Settings, stage: Callable[..., Any], described: Callable[[Any], str]) -> None:
    from etl.run.status import write_status
    from etl.sources import load_source

    for source in [load_source(name) for name in names]:
        try:
            with progress_bars() as bars:
                result = stage(source, settings, now=utc_now(), progress=bars)
        finally:
            write_status(settings, now=utc_now())
        out.print(f"{source.id}: {described(result)}", markup=False)


def _run(sources: "Sequence[Source]", settings: Settings, accept: str) -> None:
    """Run the sources that have something to do through the Prefect flow, and raise the first error at the end."""
    from etl.run import note_unchanged, why_due
    from etl.run.status import write_status

    now, due = utc_now(), []
    errors: list[RatsgraphError] = []
    for source in sources:
        try:
            reason = why_due(source, settings, now=now)
        except RatsgraphError as error:
            errors.append(_told(source, error, alone=len(sources) == 1))
            continue
        if reason:
            err.print(f"{source.id}: {reason}", markup=False)
            due.append(source)
        else:
            note_unchanged(source, settings, now=now)
            write_status(settings, now=now)
            out.print(f"{source.id}: nothing new, {settings.output / source.id} is as it was", markup=False)
    for done in _flow(due, settings, accept) if due else ():
        if done.error:
            errors.append(_told(done.source, done.error, alone=len(sources) == 1))
        else:
            out.print("\n".join(f"{done.source.id}: {line}" for line in done.lines), markup=False)
    if errors:
        raise errors[0] if len(sources) == 1 else SeveralSourcesError(errors)


class SeveralSourcesError(RatsgraphError):
    """Several sources failed; each was told already. The exit code is that of the first."""

    def __init__(self, errors: Sequence[RatsgraphError]) -> None:
        super().__init__(f"{len(errors)} sources failed, the others are done", todo="see the lines above")
        self.exit_code = errors[0].exit_code


def _told(source: "Source", error: RatsgraphError, *, alone: bool) -> RatsgraphError:
    """The error, told with its source unless that is the only one: then the command ends with it anyway."""
    if not alone:
        err.print(f"{source.id}: {error}", markup=False)
    return error


def _flow(sources: "list[Source]", settings: Settings, accept: str) -> "list[SourceRun]":
    """Run the flow. Prefect is imported here and not before, for it takes seconds that most commands need not wait."""
    quiet_prefect(settings)
    from flows.run import Job, run_sources

    with progress_bars() as bars:
        return run_sources(sources, Job(settings, utc_now, bars, accept))

"""The main job as a Prefect flow: for each source harvest, build, publish."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from etl.errors import RatsgraphError
from etl.harvest import HarvestReport
from etl.publish.release import PublishResult
from etl.run import Progress, build_source, harvest_source, publish_source, silent
from etl.run.build import BuildReport
from etl.run.conditions import condition_of
from etl.run.reading import Spread
from etl.settings import Settings, from_environment
from etl.sources import Source, load_source
from flows.cluster import runner, spread_of
from flows.notify import notify


@dataclass(frozen=True, slots=True)
class SourceRun:
    """What a run did for one source: the result of each stage, or the error that ended it."""

    source: Source
    harvested: HarvestReport | None = None
    built: BuildReport | None = None
    published: PublishResult | None = None
    error: RatsgraphError | None = None


@task(name="harvest", task_run_name="harvest {source.id}", cache_policy=NO_CACHE)
def harvest_task(source: Source, settings: Settings, now: datetime, progress: Progress) -> HarvestReport:
    """Network to raw store. Patience with the server is the harvest's own; a retry here would only ask twice."""
    return harvest_source(source, settings, now=now, progress=progress)


@task(name="build", task_run_name="build {source.id}", cache_policy=NO_CACHE)
def build_task(source: Source, settings: Settings, now: datetime, progress: Progress, spread: Spread | None) -> BuildReport:
    """Raw store to checked rows. spread: who reads documents, None = this machine."""
    return build_source(source, settings, now=now, progress=progress, spread=spread)


@task(name="publish", task_run_name="publish {source.id}", cache_policy=NO_CACHE)
def publish_task(source: Source, settings: Settings, now: datetime, progress: Progress, accept: str) -> PublishResult:
    """Checked rows to the published folder. accept: why collapsed counts are published all the same, "" to stop at them."""
    return publish_source(source, settings, now=now, progress=progress, accept=accept)


def run_sources(sources: list[Source], settings: Settings, now: datetime, progress: Progress, accept: str = "") -> list[SourceRun]:
    """Run these sources one after the other. An error ends the run of its source, not that of the others.

    Raises:
        UsageError: if settings name a cluster that cannot be used.
    """
    run = _run_sources.with_options(task_runner=runner(settings)) if settings.dask_address else _run_sources
    return run(sources, settings, now, progress, accept)


@flow(name="ratsgraph", validate_parameters=False)
def _run_sources(sources: list[Source], settings: Settings, now: datetime, progress: Progress, accept: str) -> list[SourceRun]:
    return [_run_source(source, settings, now, progress, accept) for source in sources]


@flow(name="ratsgraph-scheduled")
def run_scheduled(sources: list[str], data: str = "data", output: str = "output") -> None:
    """What a deployment runs: source ids or files, and the folders.

    Raises:
        RatsgraphError: the first error, after all sources were run.
    """
    settings = from_environment(data=Path(data), output=Path(output))
    runs = run_sources([load_source(name) for name in sources], settings, datetime.now(UTC), silent)
    for run in runs:
        condition = condition_of(run.source.id, run.error, settings, now=datetime.now(UTC))
        try:
            notify(run.source.id, condition, settings)
        except httpx.HTTPError as error:  # no run is to fail because nobody listens; the next one tells it
            get_run_logger().warning("the webhook did not take %s of %s: %s", condition.kind, run.source.id, error)
    for run in runs:
        if run.error:
            raise run.error


def _run_source(source: Source, settings: Settings, now: datetime, progress: Progress, accept: str) -> SourceRun:
    done = SourceRun(source)
    try:
        done = SourceRun(source, harvest_task(source, settings, now, progress))
        done = SourceRun(source, done.harvested, build_task(source, settings, now, progress, spread_of(settings)))
        return SourceRun(source, done.harvested, done.built, publish_task(source, settings, now, progress, accept))
    except RatsgraphError as error:
        return SourceRun(source, done.harvested, done.built, error=error)

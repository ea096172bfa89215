"""The main job as a Prefect flow: for each source harvest, build, publish."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.concurrency.sync import concurrency

from etl.errors import RatsgraphError
from etl.harvest import HarvestReport
from etl.publish.release import PublishResult
from etl.run import Progress, build_source, describe, harvest_source, publish_source, silent
from etl.run.build import BuildReport
from etl.run.conditions import condition_of
from etl.run.reading import Spread
from etl.run.status import write_status
from etl.settings import Settings, from_environment
from etl.sources import Source, load_source
from flows.artifacts import leave_artifacts
from flows.cluster import runner, spread_of
from flows.limits import host_limit
from flows.notify import notify

logger = logging.getLogger("ratsgraph")

# A stage that takes longer hangs. What it did until then is kept, and the next run goes on there.
_HARVEST_S, _BUILD_S, _PUBLISH_S = 24 * 3600, 12 * 3600, 6 * 3600


@dataclass(frozen=True, slots=True)
class SourceRun:
    """What a run did for one source: what each stage says that it did, and the error that ended it."""

    source: Source
    lines: tuple[str, ...] = ()
    error: RatsgraphError | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all stages of a run.

    now: the clock; progress: told how far a stage is; accept: why collapsed counts are published all the same, "" to stop at them.
    """

    settings: Settings
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    progress: Progress = silent
    accept: str = ""


@task(name="harvest", task_run_name="harvest {source.id}", cache_policy=NO_CACHE, timeout_seconds=_HARVEST_S)
def harvest_task(source: Source, job: Job) -> HarvestReport:
    """Network to raw store. Patience with the server is the harvest's own; a retry here would only ask twice."""
    with concurrency(host_limit(source)):
        return harvest_source(source, job.settings, now=job.now(), progress=job.progress)


@task(name="build", task_run_name="build {source.id}", cache_policy=NO_CACHE, timeout_seconds=_BUILD_S)
def build_task(source: Source, job: Job, spread: Spread | None) -> BuildReport:
    """Raw store to checked rows. spread: who reads documents, None = this machine."""
    return build_source(source, job.settings, now=job.now(), progress=job.progress, spread=spread)


@task(name="publish", task_run_name="publish {source.id}", cache_policy=NO_CACHE, timeout_seconds=_PUBLISH_S)
def publish_task(source: Source, job: Job) -> PublishResult:
    """Checked rows to the published folder."""
    return publish_source(source, job.settings, now=job.now(), progress=job.progress, accept=job.accept)


def run_sources(sources: list[Source], job: Job) -> list[SourceRun]:
    """Run these sources one after the other. An error ends the run of its source, not that of the others.

    Raises:
        UsageError: if settings name a cluster that cannot be used.
    """
    run = _run_sources.with_options(task_runner=runner(job.settings)) if job.settings.dask_address else _run_sources
    return run(sources, job)


@flow(name="ratsgraph", validate_parameters=False)
def _run_sources(sources: list[Source], job: Job) -> list[SourceRun]:
    return [_run_source(source, job) for source in sources]


@flow(name="ratsgraph-scheduled")
def run_scheduled(sources: list[str], data: str = "data", output: str = "output") -> None:
    """What a deployment runs: source ids or files, and the folders.

    Raises:
        RatsgraphError: the first error, after all sources were run.
    """
    logger.setLevel(logging.INFO)
    job = Job(from_environment(data=Path(data), output=Path(output)))
    runs = run_sources([load_source(name) for name in sources], job)
    for run in runs:
        condition = condition_of(run.source.id, run.error, job.settings, now=job.now())
        try:
            if notify(run.source.id, condition, job.settings):
                logger.info("%s: the webhook was told: %s", run.source.id, condition.kind)
        except httpx.HTTPError as error:  # no run is to fail because nobody listens; the next one tells it
            logger.warning("%s: the webhook did not take %s: %s", run.source.id, condition.kind, error)
    for run in runs:
        if run.error:
            raise run.error


def _run_source(source: Source, job: Job) -> SourceRun:
    lines: list[str] = []
    try:
        for line in _stages(source, job):
            logger.info("%s: %s", source.id, line)
            lines.append(line)
        ended = SourceRun(source, tuple(lines))
    except RatsgraphError as error:
        ended = SourceRun(source, tuple(lines), error)
    except TimeoutError as error:
        what, todo = f"a stage took too long ({error})", "look where it hangs; the next run goes on with what was done"
        ended = SourceRun(source, tuple(lines), RatsgraphError(what, where=source.id, todo=todo))
    try:
        write_status(job.settings, now=job.now())
    except RatsgraphError as error:
        ended = replace(ended, error=ended.error or error)
    if ended.error:
        logger.error("%s: %s", source.id, ended.error)
    leave_artifacts(source, job.settings)
    return ended


def _stages(source: Source, job: Job) -> Iterator[str]:
    """Do one stage after the other; gives what each says that it did."""
    yield describe.harvested(harvest_task(source, job))
    yield describe.built(build_task(source, job, spread_of(job.settings)))
    yield describe.published(publish_task(source, job))

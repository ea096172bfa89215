"""The demo council, run once through all stages without Prefect."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from etl.demo import demo_source
from etl.demo.server import serve_demo
from etl.harvest import HarvestReport
from etl.publish.release import PublishResult
from etl.run import build_source, harvest_source, publish_source, silent
from etl.run.build import BuildReport
from etl.settings import Settings
from etl.sources import Source
from tools.services import Database, postgresql, postgresql_programs, s3

# Tests do not time: what is slow on a busy machine is no fault of the code.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class DemoRun:
    """The demo council after its first run; its server is still there."""

    source: Source
    settings: Settings
    harvested: HarvestReport
    built: BuildReport
    published: PublishResult

    @property
    def folder(self) -> Path:
        return self.published.folder


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    pytest.importorskip("psycopg", reason="needs the extra `cluster`")
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL (Debian's package `postgresql`)")
    with postgresql(programs) as running:
        yield running


@pytest.fixture(scope="session")
def bucket() -> Iterator[dict[str, str]]:
    """The environment of an S3 server with the bucket `ratsgraph`."""
    for name in ("s3fs", "moto", "flask_cors"):
        pytest.importorskip(name, reason="needs the extra `cluster` and moto's server")
    with s3() as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield environment


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoRun]:
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(data=folder / "data", output=folder / "output", workers=1)
    with serve_demo() as url:
        source = demo_source(url)
        harvested = harvest_source(source, settings, now=NOW, progress=silent)
        built = build_source(source, settings, now=NOW, progress=silent)
        published = publish_source(source, settings, now=NOW, progress=silent)
        yield DemoRun(source, settings, harvested, built, published)

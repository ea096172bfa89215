"""A published council to look at, and copies of it to break."""

import shutil
from pathlib import Path

import pytest

from etl.publish.publisher import publish
from etl.settings import Settings
from tests.publish.musterstadt import RELEASE, SOURCE, write_rows


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("rows"))


@pytest.fixture(scope="session")
def output(rows: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = Settings(output=tmp_path_factory.mktemp("output"))
    publish(rows, SOURCE, settings, RELEASE)
    return settings.output


@pytest.fixture(scope="session")
def published(output: Path) -> Path:
    return output / SOURCE.id


@pytest.fixture
def copy(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / SOURCE.id))

"""The store in every database that is here: SQLite always, PostgreSQL where it is installed."""

from pathlib import Path

import pytest

from etl.settings import Settings
from etl.store import Store, open_store
from tools.services import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def index_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'index.sqlite'}"
    database: Database = request.getfixturevalue("database")
    return database.new()


@pytest.fixture
def store(index_url: str, tmp_path: Path) -> Store:
    return open_store(Settings(data=tmp_path / "data", index_url=index_url))

from pathlib import Path

import pytest

from etl.settings import Settings
from etl.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(Settings(data=tmp_path / "data"))

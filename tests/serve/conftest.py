"""The demo council behind a server, once for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from etl.serve.web.app import Operator, create_app
from etl.serve.web.serving import Serving
from etl.serve.workers import Limits
from tests.conftest import DemoRun

LIMITS = Limits(seconds=2.0, memory=600 << 20, result=1 << 20, workers=1, waiting=2)


@pytest.fixture(scope="session")
def client(demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    serving = Serving(demo.settings.output, tmp_path_factory.mktemp("serve"), LIMITS)
    with TestClient(create_app(serving, Operator()), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def demo_folder(demo: DemoRun) -> Path:
    return demo.folder

"""The demo council behind a server, once for all tests."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.testclient import TestClient

from etl.serve.questions import Limits
from etl.serve.web.app import Operator, create_app
from etl.serve.web.serving import Serving
from tests.conftest import DemoRun

LIMITS = Limits(seconds=2.0, memory=600 << 20, result=1 << 20, workers=1, waiting=2)


@pytest.fixture(scope="session")
def client(demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    serving = Serving(demo.settings.output, tmp_path_factory.mktemp("serve"), LIMITS)
    with TestClient(create_app(serving, Operator()), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def url(client: TestClient) -> Iterator[str]:
    """The same server on a port, for programs that ask over the network."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(client.app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)

"""The endpoint before an external triple store: Oxigraph's own server, where it is installed."""

import gzip
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from etl.serve.remote import Remote
from etl.serve.web.app import Operator, create_app
from etl.serve.web.serving import Serving
from tests.conftest import DemoRun
from tests.serve.conftest import LIMITS

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")

pytestmark = pytest.mark.skipif(OXIGRAPH is None, reason="needs the program `oxigraph` (from the package index)")


@pytest.fixture(scope="module")
def store(demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the demo council's N-Quads, loaded as `docs/serve.md` says."""
    folder = tmp_path_factory.mktemp("oxigraph")
    quads = gzip.decompress((demo.folder / "rdf" / "demo.nq.gz").read_bytes())
    subprocess.run([str(OXIGRAPH), "load", "--location", str(folder), "--format", "nq"], input=quads, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [str(OXIGRAPH), "serve-read-only", "--location", str(folder), "--bind", address, "--union-default-graph"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(address)
            yield f"http://{address}/query"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def proxy(demo: DemoRun, store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    serving = Serving(demo.settings.output, tmp_path_factory.mktemp("cache"), LIMITS, Remote(store, LIMITS))
    with TestClient(create_app(serving, Operator())) as client:
        yield client


@pytest.mark.parametrize("sparql", ["ASK { ?a a rg:Answer }", "SELECT ?b { ?b a rg:Body }", "CONSTRUCT { ?b a rg:Body } { ?b a rg:Body }"])
def test_the_store_answers_as_the_embedded_one(client: TestClient, proxy: TestClient, sparql: str) -> None:
    one, other = (
        server.get("/sparql", params={"query": sparql, "format": "nt" if "CONS" in sparql else "json"}) for server in (client, proxy)
    )
    assert (other.status_code, other.content.split()) == (one.status_code, one.content.split())


@pytest.mark.parametrize("sparql", ["ASK {", "SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "INSERT DATA { <a:a> <a:b> 1 }"])
def test_what_is_refused_is_refused_before_the_store_too(proxy: TestClient, sparql: str) -> None:
    assert proxy.get("/sparql", params={"query": sparql}).status_code == 400


def test_a_store_that_is_not_there_is_told(demo: DemoRun, tmp_path: Path) -> None:
    serving = Serving(demo.settings.output, tmp_path, LIMITS, Remote("http://127.0.0.1:9/query", LIMITS))
    with TestClient(create_app(serving, Operator())) as client:
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 503


def wait_for(address: str) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:  # each retry waits longer than the one before
        client.get(f"http://{address}/")

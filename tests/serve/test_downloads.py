import hashlib

import pytest
from starlette.testclient import TestClient

from tests.conftest import DemoRun

DUMP = "rdf/demo.nq.gz"


def test_a_dump_is_given_as_it_is(client: TestClient, demo: DemoRun) -> None:
    answer = client.get(f"/dataset/demo/{DUMP}", headers={"accept-encoding": "gzip"})
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256((demo.folder / DUMP).read_bytes()).digest()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_file_of_the_package_is_there(client: TestClient, method: str) -> None:
    files = client.get("/dataset/demo/datapackage.json").json()["ratsgraph"]["files"]
    assert [one["path"] for one in files if client.request(method, f"/dataset/demo/{one['path']}").status_code != 200] == []


def test_a_part_of_a_dump_can_be_asked_for(client: TestClient, demo: DemoRun) -> None:
    answer = client.get(f"/dataset/demo/{DUMP}", headers={"range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, (demo.folder / DUMP).read_bytes()[10:20])


def test_a_release_never_changes(client: TestClient) -> None:
    release = client.get("/health").json()["releases"]["demo"]
    assert "immutable" in client.get(f"/dataset/demo/releases/{release}/csv/papers.csv").headers["cache-control"]


def test_a_file_is_not_sent_twice(client: TestClient) -> None:
    etag = client.get(f"/dataset/demo/{DUMP}").headers["etag"]
    assert client.get(f"/dataset/demo/{DUMP}", headers={"if-none-match": etag}).status_code == 304


def test_a_csv_names_its_metadata(client: TestClient) -> None:
    link = client.get("/dataset/demo/csv/papers.csv").headers["link"]
    assert link == '<papers.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert client.get("/dataset/demo/csv/papers.csv-metadata.json").headers["content-type"] == "application/csvm+json"


@pytest.mark.parametrize(("accept", "target"), [("text/html", "/datasets/demo"), ("text/turtle", "/dataset/demo/catalog.ttl")])
def test_a_dataset_leads_to_what_tells_of_it(client: TestClient, accept: str, target: str) -> None:
    assert client.get("/dataset/demo", headers={"accept": accept}).headers["location"] == target


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf"])
def test_the_catalogue_of_all_is_there(client: TestClient, suffix: str) -> None:
    assert client.get(f"/catalog.{suffix}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/dataset/%2e%2e/%2e%2e/data",
        "/dataset/demo/..%2f..%2fdata%2findex.sqlite",
        "/dataset/demo/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/dataset/demo//etc/passwd",
        "/dataset/demo/.releases",
        "/dataset/demo/csv",
        "/dataset/demo/csv/papers.csv%00.txt",
        "/dataset/%2e%2e/data",
        "/dataset/.releases/demo",
        "/dataset/demo/releases/%2e%2e/csv/papers.csv",
        "/dataset/demo/releases/..%2f..%2f../catalog.ttl",
        "/dataset/demo/releases/.new/catalog.ttl",
        "/catalog.ttl%2f..%2f..%2fetc%2fpasswd",
        f"/dataset/demo/{'a' * 3000}",
        f"/dataset/demo/releases/{'a' * 3000}/x",
        "/dataset/demo/%ff%00",
        "/static/%2e%2e/web/app.py",
        "/static/..%2fweb%2fapp.py",
    ],
)
def test_nothing_else_can_be_reached(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404

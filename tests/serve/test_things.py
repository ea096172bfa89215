import re

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from etl.publish.rows import read
from tests.conftest import DemoRun

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
BASE = "https://w3id.org/ratsgraph/"


@pytest.fixture(scope="module")
def commitment(demo: DemoRun) -> str:
    return next(iter(read(demo.folder / "csv" / "commitments.csv")))["commitment_id"]


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [("", "ttl"), ("*/*", "ttl"), ("application/ld+json", "jsonld"), ("application/n-triples", "nt"), (BROWSER["accept"], "html")],
)
def test_a_thing_leads_to_what_tells_of_it(client: TestClient, commitment: str, accept: str, suffix: str) -> None:
    answer = client.get(f"/{commitment}", headers={"accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/data/{commitment}.{suffix}")
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"])
def test_a_thing_is_told_of_in_every_format(client: TestClient, commitment: str, media_type: str) -> None:
    answer = client.get(f"/{commitment}", headers={"accept": media_type}, follow_redirects=True)
    told = list(parse(answer.content, format=RdfFormat.from_media_type(media_type)))
    assert answer.headers["content-type"].startswith(media_type)
    assert {NamedNode(f"{BASE}{commitment}"), NamedNode(f"{BASE}{commitment}/evidence/quote")} <= {one.subject for one in told}


def test_a_suffix_wins_over_accept(client: TestClient, commitment: str) -> None:
    assert client.get(f"/data/{commitment}.nt", headers=BROWSER).headers["content-type"].startswith("application/n-triples")


def test_what_tells_of_a_thing_has_an_etag(client: TestClient, commitment: str) -> None:
    etag = client.get(f"/data/{commitment}.ttl").headers["etag"]
    assert client.get(f"/data/{commitment}.ttl", headers={"if-none-match": etag}).status_code == 304
    assert client.get(f"/data/{commitment}.nt", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("suffix", ["ttl", "html"])
def test_head_is_get_without_a_body(client: TestClient, commitment: str, suffix: str) -> None:
    get, head = client.get(f"/data/{commitment}.{suffix}"), client.head(f"/data/{commitment}.{suffix}")
    assert (head.status_code, head.headers["etag"]) == (200, get.headers["etag"])


def test_codes_are_things(client: TestClient) -> None:
    answer = client.get("/code/commitment-kind/cooperation", headers={"accept": "text/turtle"}, follow_redirects=True)
    assert "Zusammenarbeit" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/id/inquiry/0000000000000000",
        "/id/x",
        "/id/",
        "/data/id/inquiry/0000000000000000.ttl",
        "/id/%csv",
        "/data/<script>",
        "/code/{x}\\%00",
        "/nothing",
    ],
)
def test_what_never_was_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_of_a_document_marks_its_commitments(client: TestClient, commitment: str) -> None:
    document = re.sub("commitment/([0-9a-f]+)-.*", r"document/\1", commitment)
    assert f'id="{commitment.partition("/")[2].replace("/", "-")}"' in client.get(f"/data/{document}.html").text


@pytest.mark.parametrize(
    "kind", ["paper", "meeting", "agenda-item", "body", "question", "answer", "answer-item", "document", "organization"]
)
def test_every_kind_of_thing_has_a_page(client: TestClient, demo: DemoRun, kind: str) -> None:
    table = {"body": "bodies", "agenda-item": "agenda_items", "answer-item": "answer_items"}.get(kind, f"{kind}s")
    row = next(iter(read(demo.folder / "csv" / f"{table}.csv")))
    answer = client.get(f"/{next(iter(row.values()))}", headers=BROWSER, follow_redirects=True)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")

"""Answers that are kept: the same as those that are made."""

import pytest
from starlette.testclient import TestClient

from etl.serve.web.keeping import Answer, Kept


@pytest.mark.parametrize("path", ["/", "/search?q=Rad", "/api/inquiries", "/api/commitments.csv", "/.well-known/void"])
def test_a_kept_answer_is_the_one_that_was_made(client: TestClient, path: str) -> None:
    made, kept = client.get(path), client.get(path)
    assert (made.content, dict(made.headers)) == (kept.content, dict(kept.headers))


@pytest.mark.parametrize("path", ["/", "/api/inquiries", "/api/commitments.csv", "/sparql?query=ASK{}"])
def test_who_has_an_answer_gets_no_other(client: TestClient, path: str) -> None:
    made = client.get(path)
    again = client.get(path, headers={"if-none-match": made.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", made.headers["etag"])


def test_languages_and_formats_are_kept_apart(client: TestClient) -> None:
    answers = [client.get(path, headers={"accept": accept}).headers["etag"] for path in ("/", "/en/") for accept in ("text/html", "*/*")]
    assert len(set(answers)) == 4


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_kept_answer_is_encoded_as_the_reader_likes(client: TestClient, encoding: str) -> None:
    client.get("/about", headers={"accept-encoding": "gzip" if encoding == "identity" else "identity"})
    answer = client.get("/about", headers={"accept-encoding": encoding})
    assert answer.headers.get("content-encoding", "identity") == encoding


@pytest.mark.parametrize("sparql", ["SELECT (NOW() AS ?n) {}", "SELECT (RAND() AS ?n) {}", "SELECT (STRUUID() AS ?n) {}"])
def test_answers_that_change_are_not_kept(client: TestClient, sparql: str) -> None:
    first, second = (client.get("/sparql", params={"query": sparql}) for _ in range(2))
    assert "etag" not in first.headers
    assert first.content != second.content


@pytest.mark.parametrize("path", ["/nothing", "/health", "/api/inquiries?limit=x"])
def test_what_is_no_answer_of_the_snapshot_is_not_kept(client: TestClient, path: str) -> None:
    assert "etag" not in client.get(path).headers


def test_what_nobody_asked_for_longest_goes_first() -> None:
    kept = Kept(room=5000)
    for number in range(3):
        kept.put(number, Answer((), b"x" * 1000))
        kept.get(0)
    assert [kept.get(number) is not None for number in range(3)] == [True, False, True]
    assert kept.size <= kept.room

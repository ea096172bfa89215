import csv
import io
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = ["inquiries", "answers", "commitments"]


@pytest.mark.parametrize("name", [*LISTS, "organizations"])
def test_a_list_can_be_walked_to_its_end(client: TestClient, name: str) -> None:
    page = client.get(f"/api/{name}", params={"limit": 4}).json()
    total, seen = page["total"], [row["id"] for row in page["items"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += [row["id"] for row in page["items"]]
    assert (len(seen), len(set(seen))) == (total, total)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_goes_from_the_newest_to_the_oldest(client: TestClient, name: str) -> None:
    column = {"inquiries": "asked_on", "answers": "answered_on", "commitments": "stated_on"}[name]
    days = [row[column] for row in client.get(f"/api/{name}").json()["items"]]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("name", [*LISTS, "organizations"])
def test_every_list_is_there_as_csv(client: TestClient, name: str) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/api/{name}.csv").text.removeprefix("\ufeff"))))
    assert len(rows) == client.get(f"/api/{name}").json()["total"]
    assert rows[0]["iri"].endswith(rows[0]["id"])


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_there_as_feed(client: TestClient, name: str) -> None:
    feed = ET.fromstring(client.get(f"/api/{name}.atom").content)
    assert len(feed.findall(f"{ATOM}entry")) == min(client.get(f"/api/{name}").json()["total"], 50)


def test_words_are_found_in_any_form(client: TestClient) -> None:
    titles = [row["title"] for row in client.get("/api/inquiries", params={"q": "Spielplatzes"}).json()["items"]]
    assert titles == ["Zustand der Spielplätze in Unterau"]


def test_a_filter_narrows(client: TestClient) -> None:
    found = client.get("/api/commitments", params={"kind": "cooperation"}).json()
    assert 0 < found["total"] < client.get("/api/commitments").json()["total"]
    assert {row["kind_code"] for row in found["items"]} == {"cooperation"}


def test_filters_of_one_kind_widen(client: TestClient) -> None:
    one, other, both = (
        client.get(f"/api/commitments?{kinds}").json()["total"] for kinds in ("kind=review", "kind=role", "kind=review&kind=role")
    )
    assert one + other == both


def test_an_organization_has_what_it_takes_part_in(client: TestClient) -> None:
    made = next(row for row in client.get("/api/commitments").json()["items"] if row["committing_party_id"])
    listed = client.get("/api/commitments", params={"organization": made["committing_party_id"]}).json()["items"]
    assert made in listed


def test_an_inquiry_comes_with_its_answers(client: TestClient) -> None:
    listed = client.get("/api/inquiries", params={"q": "Fahrradabstellanlagen"}).json()["items"][0]
    inquiry = client.get(f"/api/inquiries/{listed['id'].rpartition('/')[2]}").json()
    assert (len(inquiry["questions"]), len(inquiry["answers"])) == (listed["questions"], 1)
    assert [piece["commitment"] for piece in inquiry["questions"][1]["items"][0]["pieces"] if piece["commitment"]]


def test_a_commitment_comes_with_its_partners(client: TestClient) -> None:
    listed = client.get("/api/commitments", params={"partnership": "yes"}).json()["items"][0]
    commitment = client.get(f"/api/commitments/{listed['id'].rpartition('/')[2]}").json()
    assert [one["name"] for one in commitment["partners_named"]]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/inquiries?limit=0", 422),
        ("/api/inquiries?limit=x", 422),
        ("/api/inquiries?colour=blue", 422),
        ("/api/inquiries?cursor=nonsense", 422),
        ("/api/inquiries?cursor=2024-01-01~x", 422),
        ("/api/inquiries.pdf", 422),
        ("/api/inquiries/0000000000000000", 404),
        ("/api/inquiries/%2e%2e", 422),
    ],
)
def test_what_cannot_be_understood_is_refused(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize("words", ['"', "*", "a AND NOT (b", "NEAR(", "'; DROP TABLE hits; --", "\x00", "😀", "ß" * 300])
def test_any_words_may_be_searched(client: TestClient, words: str) -> None:
    assert client.get("/api/inquiries", params={"q": words}).status_code == 200


def test_the_description_names_every_list(client: TestClient) -> None:
    assert {f"/api/{name}" for name in LISTS} <= client.get("/api/openapi.json").json()["paths"].keys()

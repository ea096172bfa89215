import re

import pytest
from starlette.testclient import TestClient

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = [
    "/",
    "/search",
    "/search?q=Fahrrad",
    "/search?q=Fahrrad&type=inquiry&year=2023",
    "/commitments",
    "/commitments?view=timeline",
    "/organizations",
    "/datasets",
    "/datasets/demo",
    "/status",
    "/sparql",
    "/api",
    "/about",
    "/imprint",
    "/report",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_is_there_in_both_languages(client: TestClient, prefix: str, path: str) -> None:
    answer = client.get(prefix + path, headers=BROWSER)
    assert answer.status_code == 200
    assert f'<html lang="{prefix[1:] or "de"}">' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client: TestClient, path: str) -> None:
    links = {link.replace("&amp;", "&") for link in re.findall(r'(?:href|src)="(/[^"#]*)', client.get(path, headers=BROWSER).text)}
    assert [link for link in links if client.get(link, headers=BROWSER, follow_redirects=True).status_code != 200] == []


def test_a_search_marks_what_it_found(client: TestClient) -> None:
    assert "<mark>Spielplätze</mark>" in client.get("/search?q=Spielplatz", headers=BROWSER).text


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("q=Fahrrad", ["inquiries", "answers", "commitments"]),
        ("q=Fahrrad&type=answer", ["answers"]),
        ("q=Fahrrad&kind=cooperation", ["commitments"]),
    ],
)
def test_what_a_search_finds_is_there_as_csv_and_feed(client: TestClient, query: str, kinds: list[str]) -> None:
    page = client.get(f"/search?{query}", headers=BROWSER).text
    for form in ("csv", "atom"):
        assert re.findall(rf'href="/api/(\w+)\.{form}\?', page) == kinds


def test_a_facet_narrows_a_search(client: TestClient) -> None:
    page = client.get("/search?q=Fahrrad", headers=BROWSER).text
    link = re.search(r'href="(/search\?q=Fahrrad&amp;type=commitment)"', page)
    assert link
    assert hits(client.get(link[1].replace("&amp;", "&"), headers=BROWSER).text) < hits(page)


def test_an_inquiry_shows_questions_answers_and_commitments(client: TestClient) -> None:
    found = client.get("/api/inquiries", params={"q": "Fahrradabstellanlagen"}).json()["items"][0]
    page = client.get(f"/data/{found['id']}.html").text
    assert page.count('class="pair"') == found["questions"]
    assert '<mark class="promise">' in page
    assert found["document_url"] in page


def test_pages_work_without_scripts(client: TestClient) -> None:
    assert [path for path in PAGES if path != "/sparql" and "<script" in client.get(path, headers=BROWSER).text] == []


def test_a_page_may_load_nothing_from_elsewhere(client: TestClient) -> None:
    assert "default-src 'none'" in client.get("/", headers=BROWSER).headers["content-security-policy"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"])
@pytest.mark.parametrize("path", ["/search?q=", "/commitments?partner=", "/report?about=", "/sparql?format=html&query=", "/nothing/"])
def test_what_readers_give_is_text(client: TestClient, path: str, text: str) -> None:
    page = client.get(path + text, headers=BROWSER).text
    assert "<script>" not in page
    assert "<img" not in page
    assert "49" not in page or "{{" not in text


def test_a_query_can_be_asked_with_the_form(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT ?b { ?b a rg:Body }", "format": "html"}, headers=BROWSER)
    assert '<a href="/id/body/' in answer.text


def test_a_wrong_query_is_told_on_the_page(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT"}, headers=BROWSER)
    assert (answer.status_code, "cannot be parsed" in answer.text) == (400, True)


def test_an_error_is_a_page_for_browsers_and_a_line_for_others(client: TestClient) -> None:
    assert client.get("/nothing", headers=BROWSER).text.startswith("<!doctype html>")
    assert client.get("/nothing").text == "Not Found\n"


def hits(page: str) -> int:
    found = re.search(r'role="status"><strong>(\d+)<', page)
    assert found
    return int(found[1])

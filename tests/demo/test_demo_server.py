from collections.abc import Iterator
from typing import Any

import pytest
import requests

from etl.demo.council import ORIGIN, PAGE_SIZE, SYSTEM_URL, load_council
from etl.demo.server import serve_demo
from etl.paths import DEMO

BODY = "/oparl/v1.1/bodies/1"
PAPERS = f"{BODY}/papers"
WITHDRAWN = f"{ORIGIN}/oparl/v1.1/papers/8"
LISTS = {"organizations": 21, "people": 0, "meetings": 6, "papers": 15, "agendaitems": 20, "consultations": 14, "files": 24}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with serve_demo() as url:
        yield url


def _get(base_url: str, path: str, **params: str) -> Any:
    response = requests.get(base_url + path, params=params, timeout=5)
    assert response.status_code == 200, response.text
    return response.json()


def _ids(base_url: str, path: str, **params: str) -> list[str]:
    """The ids of a whole list, following links.next as a client with `reach` does."""
    ids, page = [], _get(base_url, path, **params)
    while True:
        ids += [thing["id"] for thing in page["data"]]
        if "next" not in page["links"]:
            return ids
        page = _get(base_url, page["links"]["next"].removeprefix(ORIGIN))


def test_the_system_leads_to_the_body(base_url: str) -> None:
    system = _get(base_url, SYSTEM_URL.removeprefix(ORIGIN))
    assert [body["name"] for body in _get(base_url, system["body"].removeprefix(ORIGIN))["data"]] == ["Stadt Musterstadt"]


def test_the_body_states_its_licence(base_url: str) -> None:
    assert _get(base_url, BODY)["license"] == "https://www.govdata.de/dl-de/zero-2-0"


@pytest.mark.parametrize(("name", "count"), LISTS.items())
def test_a_list_pages_through(base_url: str, name: str, count: int) -> None:
    ids = _ids(base_url, f"{BODY}/{name}")
    assert len(ids) == len(set(ids)) == count


def test_a_page_says_where_it_stands(base_url: str) -> None:
    page = _get(base_url, PAPERS, page="2")
    assert page["pagination"] == {"totalElements": 15, "elementsPerPage": PAGE_SIZE, "currentPage": 2, "totalPages": 3}
    assert set(page["links"]) == {"first", "prev", "self", "next", "last"}


def test_limit_makes_pages_smaller(base_url: str) -> None:
    assert len(_get(base_url, PAPERS, limit="2")["data"]) == 2


def test_limit_does_not_make_pages_larger(base_url: str) -> None:
    assert len(_get(base_url, PAPERS, limit="100")["data"]) == PAGE_SIZE


def test_links_keep_the_filter(base_url: str) -> None:
    since = "2023-01-01T00:00:00+01:00"
    assert len(_ids(base_url, PAPERS, modified_since=since, limit="3")) == 16


@pytest.mark.parametrize("field", ["created", "modified"])
def test_since_and_until_part_a_list(base_url: str, field: str) -> None:
    early = _ids(base_url, PAPERS, **{f"{field}_until": "2023-12-31T23:59:59Z"})
    late = _ids(base_url, PAPERS, **{f"{field}_since": "2024-01-01T00:00:00Z"})
    assert early
    assert late
    assert sorted({*early, *late} - {WITHDRAWN}) == sorted(_ids(base_url, PAPERS))


def test_filter_bounds_are_included(base_url: str) -> None:
    at = _get(base_url, "/oparl/v1.1/papers/5")["modified"]
    assert _ids(base_url, PAPERS, modified_since=at, modified_until=at) == [f"{ORIGIN}/oparl/v1.1/papers/5"]


def test_deleted_objects_are_listed_with_modified_since_only(base_url: str) -> None:
    assert WITHDRAWN not in _ids(base_url, PAPERS)
    assert WITHDRAWN in _ids(base_url, PAPERS, modified_since="2024-06-20T00:00:00+02:00")


def test_a_deleted_object_is_a_tombstone(base_url: str) -> None:
    tombstone = _get(base_url, "/oparl/v1.1/papers/8")
    assert tombstone["deleted"]
    assert set(tombstone) == {"id", "type", "created", "modified", "deleted"}


@pytest.mark.parametrize("query", ["modified_since=gestern", "modified_since=2024-01-01T00:00:00+01:00", "page=0", "limit=viele"])
def test_a_query_that_cannot_be_read_is_refused(base_url: str, query: str) -> None:
    response = requests.get(f"{base_url}{PAPERS}?{query}", timeout=5)
    assert response.status_code == 400
    assert response.json()["type"] == "https://schema.oparl.org/1.1/Error"


@pytest.mark.parametrize("path", ["/", "/oparl/v1.1/papers/99", "/dokumente/../council.py"])
def test_what_does_not_exist_is_an_error_object(base_url: str, path: str) -> None:
    response = requests.get(base_url + path, timeout=5)
    assert response.status_code == 404
    assert response.json()["type"] == "https://schema.oparl.org/1.1/Error"


def test_what_has_not_changed_is_not_sent_again(base_url: str) -> None:
    etag = requests.get(base_url + PAPERS, timeout=5).headers["ETag"]
    again = requests.get(base_url + PAPERS, headers={"If-None-Match": etag}, timeout=5)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)


def test_head_tells_the_size_without_the_body(base_url: str) -> None:
    head = requests.head(base_url + PAPERS, timeout=5)
    assert head.content == b""
    assert int(head.headers["Content-Length"]) == len(requests.get(base_url + PAPERS, timeout=5).content)


@pytest.mark.parametrize(("url", "name", "media_type"), [(url, *file) for url, file in load_council().downloads.items()])
def test_a_file_comes_as_it_is(base_url: str, url: str, name: str, media_type: str) -> None:
    response = requests.get(url.replace(ORIGIN, base_url), timeout=5)
    assert response.headers["Content-Type"] == media_type
    assert response.content == (DEMO / "files" / name).read_bytes()


def test_two_servers_run_side_by_side() -> None:
    with serve_demo() as one, serve_demo() as other:
        assert one != other
        assert _get(one, BODY) == _get(other, BODY)

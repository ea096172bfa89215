"""Objects that complete crawls do not show."""

import pytest

from etl.store import Store
from etl.store.absence import CRAWLS, count_absences, count_missing
from etl.store.objects import ObjectCounts, RawObject, keep_objects, objects

LIST = "https://x.example/papers"


def _paper(number: int, list_url: str = LIST) -> RawObject:
    url = f"https://x.example/papers/{number}"
    return RawObject(url, "Paper", list_url, {"id": url})


def _crawl(store: Store, day: int, *papers: RawObject) -> ObjectCounts:
    now = f"2024-06-{day:02}T03:00:00+00:00"
    counts = keep_objects(store, "x", papers, now=now)
    counts.add(count_absences(store, "x", LIST, since=now, now=now))
    return counts


def _living(store: Store) -> list[str]:
    return [one.url.rpartition("/")[2] for one in objects(store, "x")]


@pytest.fixture
def crawled(store: Store) -> Store:
    """A store after a crawl that showed two papers."""
    _crawl(store, 1, _paper(1), _paper(2))
    return store


def test_an_object_that_is_not_shown_is_missing_and_stays(crawled: Store) -> None:
    counts = _crawl(crawled, 2, _paper(1))
    assert (counts.missing, counts.withdrawn) == (1, 0)
    assert _living(crawled) == ["1", "2"]
    assert count_missing(crawled, "x", LIST) == 1


def test_an_object_that_three_crawls_do_not_show_is_withdrawn(crawled: Store) -> None:
    counts = [_crawl(crawled, day, _paper(1)) for day in range(2, 2 + CRAWLS)]
    assert [(one.missing, one.withdrawn) for one in counts] == [(1, 0), (1, 0), (0, 1)]
    assert _living(crawled) == ["1"]


def test_what_is_withdrawn_keeps_its_last_version(crawled: Store) -> None:
    for day in range(2, 2 + CRAWLS):
        _crawl(crawled, day, _paper(1))
    gone = next(objects(crawled, "x", deleted=True))
    assert (gone.json, gone.deleted_at) == (_paper(2).json, "2024-06-04T03:00:00+00:00")


def test_an_object_that_comes_between_begins_its_count_anew(crawled: Store) -> None:
    shown = [(_paper(1),), (_paper(1),), (_paper(1), _paper(2)), (_paper(1),), (_paper(1),)]
    assert sum(_crawl(crawled, day, *papers).withdrawn for day, papers in enumerate(shown, 2)) == 0


def test_a_withdrawn_object_that_comes_again_lives_again(crawled: Store) -> None:
    for day in range(2, 2 + CRAWLS):
        _crawl(crawled, day, _paper(1))
    counts = _crawl(crawled, 9, _paper(1), _paper(2))
    assert (counts.changed, counts.missing) == (1, 0)
    assert _living(crawled) == ["1", "2"]


def test_objects_of_other_lists_are_not_counted(crawled: Store) -> None:
    keep_objects(crawled, "x", [_paper(3, "https://x.example/others")], now="2024-05-01T03:00:00+00:00")
    keep_objects(crawled, "y", [_paper(4)], now="2024-05-01T03:00:00+00:00")
    assert _crawl(crawled, 2, _paper(1), _paper(2)).missing == 0

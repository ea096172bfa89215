"""Raw objects: every version kept, changed only if the meaning changed."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from etl.store import Store
from etl.store import index as t
from etl.store.objects import RawObject, is_known, keep_objects, meaning_hash, newest_change, object_hashes, objects

EARLY, LATE = "2024-01-01T00:00:00+00:00", "2024-02-01T00:00:00+00:00"
URL = "https://ris.example.org/papers/1"


def _paper(url: str = URL, *, deleted_at: str = "", kind: str = "Paper", **json: Any) -> RawObject:
    return RawObject(url, kind, "https://ris.example.org/papers", {"id": url, **json}, deleted_at)


def _tombstone(modified: str = "2024-01-31T12:00:00Z") -> RawObject:
    return _paper(deleted_at=modified, kind="", deleted=True, modified=modified)


def _keep(store: Store, *raw: RawObject, now: str = EARLY) -> dict[str, int]:
    counts = keep_objects(store, "x", raw, now=now)
    return {name: getattr(counts, name) for name in counts.__dataclass_fields__ if getattr(counts, name)}


def _versions(store: Store) -> int:
    with store.index.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(t.payloads)) or 0


def test_an_object_comes_out_as_it_went_in(store: Store) -> None:
    one = _paper(name="Anfrage – Radwege", odd="\ud800", nested=[{"a": None}])
    _keep(store, one)
    assert list(objects(store, "x")) == [one]


def test_objects_can_be_asked_for_by_their_ids(store: Store) -> None:
    papers = [_paper(f"{URL}{number:04}") for number in range(1200)]
    keep_objects(store, "x", papers, now=EARLY)
    assert list(objects(store, "x", among=[papers[1100].url, papers[3].url, "elsewhere"])) == [papers[3], papers[1100]]
    assert list(objects(store, "x", ("Meeting",), among=[papers[3].url])) == []
    assert list(objects(store, "x", among=(one.url for one in papers))) == papers


def test_the_first_time_an_object_is_new(store: Store) -> None:
    assert _keep(store, _paper()) == {"seen": 1, "new": 1}


def test_the_same_object_again_is_unchanged(store: Store) -> None:
    _keep(store, _paper())
    assert _keep(store, _paper(), now=LATE) == {"seen": 1, "unchanged": 1}
    assert newest_change(store, "x") == EARLY


def test_another_meaning_is_a_change(store: Store) -> None:
    _keep(store, _paper(name="a"))
    assert _keep(store, _paper(name="b"), now=LATE) == {"seen": 1, "changed": 1}
    assert newest_change(store, "x") == LATE


def test_a_touch_is_no_change_but_kept_as_it_came(store: Store) -> None:
    _keep(store, _paper(modified="2020"))
    assert _keep(store, _paper(modified="2021"), now=LATE) == {"seen": 1, "unchanged": 1}
    assert next(objects(store, "x")).json["modified"] == "2021"
    assert _versions(store) == 2


def test_a_touch_of_an_embedded_object_is_no_change(store: Store) -> None:
    _keep(store, _paper(mainFile={"id": "f", "modified": "2020"}))
    assert _keep(store, _paper(mainFile={"id": "f", "modified": "2021"}), now=LATE) == {"seen": 1, "unchanged": 1}


def test_a_version_that_returns_is_the_current_one(store: Store) -> None:
    for name in ("a", "b", "a"):
        _keep(store, _paper(name=name))
    assert [one.json["name"] for one in objects(store, "x")] == ["a"]
    assert _versions(store) == 2


def test_an_object_twice_on_a_page_is_one(store: Store) -> None:
    assert _keep(store, _paper(name="a"), _paper(name="b")) == {"seen": 1, "new": 1}


def test_a_tombstone_takes_an_object_from_the_living(store: Store) -> None:
    _keep(store, _paper(name="a"))
    assert _keep(store, _tombstone(), now=LATE) == {"seen": 1, "tombstoned": 1}
    assert list(objects(store, "x")) == []
    assert [(one.url, one.kind) for one in objects(store, "x", deleted=True)] == [(URL, "Paper")]


def test_a_tombstone_keeps_the_last_living_version(store: Store) -> None:
    _keep(store, _paper(name="a"))
    _keep(store, _tombstone())
    assert _versions(store) == 2


def test_a_tombstone_that_is_repeated_with_another_date_changes_nothing(store: Store) -> None:
    _keep(store, _tombstone())
    before = object_hashes(store, "x")
    assert _keep(store, _tombstone("2024-06-01T00:00:00Z"), now=LATE) == {"seen": 1, "unchanged": 1}
    assert (object_hashes(store, "x"), newest_change(store, "x")) == (before, EARLY)


def test_a_deleted_object_that_comes_again_lives_again(store: Store) -> None:
    _keep(store, _paper(name="a"))
    _keep(store, _tombstone())
    assert _keep(store, _paper(name="a"), now=LATE) == {"seen": 1, "changed": 1}
    assert [one.url for one in objects(store, "x")] == [URL]


def test_objects_come_in_the_order_of_their_ids_and_of_the_kinds_asked_for(store: Store) -> None:
    _keep(store, _paper("https://x.example/b"), _paper("https://x.example/a"), _paper("https://x.example/c", kind="Meeting"))
    assert [one.url for one in objects(store, "x", ("Paper",))] == ["https://x.example/a", "https://x.example/b"]


def test_sources_do_not_see_each_other(store: Store) -> None:
    _keep(store, _paper())
    assert list(objects(store, "y")) == []
    assert newest_change(store, "y") == ""


def test_more_objects_than_a_statement_takes(store: Store) -> None:
    many = [_paper(f"https://x.example/{number:04}") for number in range(1201)]
    assert _keep(store, *many) == {"seen": 1201, "new": 1201}
    assert _keep(store, *(_paper(one.url, name="b") for one in many)) == {"seen": 1201, "changed": 1201}
    assert len(list(objects(store, "x"))) == 1201


@pytest.mark.parametrize(
    ("kept", "asked", "known"),
    [
        (_paper(name="a"), _paper(name="a", modified="2"), True),
        (_paper(name="a"), _paper(name="b"), False),
        (_paper(), _tombstone(), False),
        (_tombstone(), _tombstone("2025"), True),
        (_tombstone(), _paper(), False),
        (_paper(), _paper("https://x.example/2"), False),
    ],
)
def test_what_is_known(store: Store, kept: RawObject, asked: RawObject, *, known: bool) -> None:
    _keep(store, kept)
    assert is_known(store, "x", [asked]) is known


@given(st.dictionaries(st.text(max_size=3), st.none() | st.integers() | st.text(max_size=3), max_size=4), st.text(), st.text())
def test_the_meaning_hash_sees_neither_order_nor_stamps(value: dict[str, Any], created: str, modified: str) -> None:
    stamped = {"modified": modified, **dict(reversed(value.items())), "created": created}
    assert meaning_hash({"a": [stamped]}) == meaning_hash({"a": [value | {"created": "", "modified": ""}]})

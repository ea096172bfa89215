"""The index and the blobs: what is kept, and how opening them fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl.errors import StoreError
from etl.issues import Issue
from etl.settings import Settings
from etl.store import Blobs, Store, open_index, open_store
from etl.store.lists import ListState, keep_list_state, list_states
from etl.store.status import source_statuses
from etl.store.store import StoredFile

ISSUE = Issue("papers", "https://x.example/1", "the id is no URL", "id", "1")
FILE = StoredFile("https://x.example/f", "https://x.example/f.pdf", "0" * 64, "1" * 64, 3, 200, {"ETag": '"a"'}, "2024-01-01", "", 1)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(str(tmp_path / "blobs"))


def test_bytes_come_out_as_they_went_in(blobs: Blobs) -> None:
    put = blobs.put([b"ab", b"", b"c"], max_bytes=3)
    assert put is not None
    assert (put[1], blobs.read(put[0])) == (3, b"abc")


def test_blobs_lie_under_their_hash_once(blobs: Blobs) -> None:
    assert blobs.put([b"abc"], max_bytes=9) == blobs.put([b"a", b"bc"], max_bytes=9)
    assert len([path for path in Path(blobs.url).rglob("*") if path.is_file()]) == 1


def test_more_bytes_than_allowed_leave_nothing(blobs: Blobs) -> None:
    assert blobs.put([b"ab", b"cd"], max_bytes=3) is None
    assert not Path(blobs.url).exists()


def test_chunks_that_break_off_leave_nothing(blobs: Blobs) -> None:
    with pytest.raises(OSError, match="broke off"):
        blobs.put(_breaking(), max_bytes=9)
    assert not Path(blobs.url).exists()


def _breaking() -> Iterator[bytes]:
    yield b"abc"
    raise OSError("broke off")


def test_a_blob_that_is_not_there_is_not_found(blobs: Blobs) -> None:
    with pytest.raises(FileNotFoundError):
        blobs.read("0" * 64)


def test_blobs_lie_wherever_fsspec_reaches() -> None:
    blobs = Blobs("memory://ratsgraph-test")
    put = blobs.put([b"abc"], max_bytes=3)
    assert put is not None
    assert blobs.read(put[0]) == b"abc"


def test_a_store_can_be_opened_again(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "deep" / "data")
    open_store(settings).keep_file("x", FILE)
    assert open_store(settings).files("x") == {FILE.url: FILE}


def test_a_file_that_is_kept_again_replaces_the_first(store: Store) -> None:
    store.keep_file("x", FILE)
    again = StoredFile(FILE.url, FILE.download_url, "2" * 64, "", 0, 404, {}, "2024-02-01", "HTTP 404", 2)
    store.keep_file("x", again)
    assert store.files("x") == {FILE.url: again}


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="the data folder cannot be made"):
        open_store(Settings(data=tmp_path / "data"))


def test_an_index_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").write_text("This is no database, but a text that is long enough to look at. " * 20)
    with pytest.raises(StoreError, match="the index cannot be opened"):
        open_store(Settings(data=tmp_path))


@pytest.mark.parametrize("url", ["nonsense", "nosuchdialect://host/db"])
def test_an_index_url_that_means_nothing_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="the index cannot be opened"):
        open_index(url)


def test_a_password_in_an_index_url_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        open_index("nosuchdialect://rats:geheim@host/db")
    assert "geheim" not in str(caught.value)


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'index.sqlite'}"
    with open_index(url).engine.begin() as connection:
        connection.execute(sa.text("update about set value = '99'"))
    with pytest.raises(StoreError, match="the index has schema 99"):
        open_index(url)


def test_derived_values_come_by_space_and_key(store: Store) -> None:
    store.keep_derived("texts", [("a", b"1"), ("b", b"2")])
    store.keep_derived("facts", [("a", b"3")])
    assert store.derived("texts", ["a", "c"]) == {"a": b"1"}
    assert store.derived_keys("texts") == {"a", "b"}
    assert store.derived_keys("texts", ["b", "c"]) == {"b"}


def test_derived_values_are_found_however_many_are_asked_for(store: Store) -> None:
    store.keep_derived("texts", [(str(number), b"") for number in range(1001)])
    assert len(store.derived("texts", [str(number) for number in range(1001)])) == 1001


def test_an_issue_keeps_the_date_at_which_it_was_first_seen(store: Store) -> None:
    for now in ("2024-01-01", "2024-02-01"):
        store.replace_issues("x", "harvest", [ISSUE], now=now)
    assert store.issues("x") == [(ISSUE, "2024-01-01")]


def test_an_issue_that_no_longer_holds_goes(store: Store) -> None:
    store.replace_issues("x", "harvest", [ISSUE], now="2024-01-01")
    store.replace_issues("x", "harvest", [], now="2024-02-01")
    assert store.issues("x") == []


def test_issues_of_another_stage_stay(store: Store) -> None:
    store.replace_issues("x", "harvest", [ISSUE], now="2024-01-01")
    store.replace_issues("x", "build", [], now="2024-02-01")
    assert store.issues("x", "harvest") == [(ISSUE, "2024-01-01")]
    assert store.issues("x", "build") == []


def test_an_issue_keeps_a_raw_value_that_no_encoding_can_write(store: Store) -> None:
    store.replace_issues("x", "harvest", [Issue("papers", "u", "odd", raw_value="a\ud800b")], now="2024-01-01")
    assert store.issues("x")[0][0].raw_value == "a?b"


def test_the_state_of_a_list_is_replaced(store: Store) -> None:
    keep_list_state(store, "x", ListState("https://x.example/papers", "Paper", cursor="https://x.example/papers?page=2"))
    state = ListState("https://x.example/papers", "Paper", complete_at="2024", walked_at="2024", pages=3, order="newest first")
    keep_list_state(store, "x", state)
    assert list_states(store, "x") == {state.url: state}


def test_runs_come_newest_first(store: Store) -> None:
    for stage in ("harvest", "build", "harvest"):
        store.end_run(store.begin_run("x", stage, now="2024-01-01"), outcome="done", stats={"n": 1}, now="2024-01-02")
    assert [run["id"] for run in store.runs("x", "harvest")] == [3, 1]
    assert next(store.runs("x"))["stats"] == {"n": 1}


def test_the_status_of_a_source_that_was_published(store: Store) -> None:
    lists = {"papers": {"seen": 3, "new": 1, "changed": 1, "unchanged": 0, "tombstoned": 1}}
    store.end_run(store.begin_run("x", "harvest", now="2024-01-01"), outcome="done", stats={"lists": lists}, now="2024-01-01")
    store.end_run(store.begin_run("x", "publish", now="2024-01-02"), outcome="done", stats={}, now="2024-01-03")
    status = source_statuses(store)[0]
    assert (status.last_success_at, status.gate, status.changed) == ("2024-01-03", "passed", 3)


def test_the_status_of_a_source_whose_gate_failed(store: Store) -> None:
    store.end_run(store.begin_run("x", "publish", now="2024-01-02"), outcome="too few papers", stats={}, now="2024-01-03")
    status = source_statuses(store)[0]
    assert (status.last_success_at, status.gate) == ("", "too few papers")

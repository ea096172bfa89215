"""What SQLite and PostgreSQL do differently by themselves is the same in the store; and a database that is lost is told in one line."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from etl.errors import StoreError
from etl.settings import Settings
from etl.store import Store, open_index, open_store
from etl.store.index import metadata
from etl.store.objects import RawObject, keep_objects, object_hashes
from etl.store.store import StoredFile
from tools.services import Database

LIST = "https://x.example/papers"


@pytest.fixture
def on_postgresql(database: Database) -> Store:
    return open_store(Settings(index_url=database.new(), blobs_url="memory://ratsgraph-databases"))


def test_objects_come_in_the_order_of_code_points(store: Store) -> None:
    names = ["a", "B", "ä", "Z", "a-b", "aa", "A", "a b", "_", "1", "10", "2", "\U0001f600", "\uffee"]
    keep_objects(store, "x", [RawObject(name, "Paper", LIST, {"id": name}) for name in names], now="2024-01-01")
    assert [url for url, _, _ in object_hashes(store, "x")] == sorted(names)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_what_no_database_takes_is_replaced(store: Store, text: str) -> None:
    store.keep_file("x", StoredFile("f", "f.pdf", "0" * 64, "", 0, 500, {}, "2024-01-01", text, 1))
    assert store.files("x")["f"].reason == "a\ufffdb"


def test_headers_and_counts_come_back_as_they_were(store: Store) -> None:
    file = StoredFile("f", "f.pdf", "0" * 64, "1" * 64, 1 << 40, 200, {"ETag": 'W/"ä"', "X": ""}, "2024-01-01", "", 1)
    store.keep_file("x", file)
    run = store.begin_run("x", "harvest", now="2024-01-01")
    store.end_run(run, outcome="done", stats={"b": [1, None], "a": {"ü": 0.5}}, now="2024-01-02")
    assert store.files("x") == {"f": file}
    assert [dict(one)["stats"] for one in store.runs("x")] == [{"b": [1, None], "a": {"ü": 0.5}}]


def test_any_bytes_are_kept(store: Store) -> None:
    store.keep_derived("s", [("k", bytes(range(256)))])
    assert store.derived("s", ["k"]) == {"k": bytes(range(256))}


def test_many_may_write_the_same_at_once(store: Store) -> None:
    values = [(f"key-{number}", b"value") for number in range(200)]
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda _: store.keep_derived("s", values), range(8)))
    assert store.derived_keys("s") == {key for key, _ in values}


def test_many_may_open_an_empty_index_at_once(index_url: str) -> None:
    with ThreadPoolExecutor(4) as openers:
        indexes = list(openers.map(open_index, [index_url] * 4))
    assert {tuple(sorted(sa.inspect(index.engine).get_table_names())) for index in indexes} == {tuple(sorted(metadata.tables))}


def test_an_index_that_was_ordered_by_the_locale_is_ordered_by_code_points(database: Database) -> None:
    url = database.new()
    with open_index(url).engine.begin() as connection:
        connection.execute(sa.text('ALTER TABLE objects ALTER COLUMN url TYPE VARCHAR COLLATE "default"'))
    store = open_store(Settings(index_url=url, blobs_url="memory://ratsgraph-databases"))
    keep_objects(store, "x", [RawObject(name, "Paper", LIST, {"id": name}) for name in ("a", "B")], now="2024-01-01")
    assert [one for one, _, _ in object_hashes(store, "x")] == ["B", "a"]


def test_connections_that_were_dropped_between_two_questions_are_made_again(on_postgresql: Store, database: Database) -> None:
    on_postgresql.keep_derived("s", [("k", b"v")])
    database.drop_connections()
    assert on_postgresql.derived("s", ["k"]) == {"k": b"v"}


def test_a_connection_that_is_lost_in_the_middle_is_told_in_one_line(on_postgresql: Store, database: Database) -> None:
    with on_postgresql.index.engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        database.drop_connections()
        with pytest.raises(StoreError, match=r"^the index cannot be read or written \(AdminShutdown: ") as caught:
            connection.execute(sa.text("SELECT 'secret'"))
    assert "geheim" not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("change", "says"), [({"port": 1}, "refused"), ({"password": "falsch"}, "authentication failed")])
def test_a_database_that_cannot_be_opened_is_told_without_its_password(database: Database, change: dict[str, str], says: str) -> None:
    url = sa.make_url(database.url).set(**change).render_as_string(hide_password=False)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match=says) as caught:
        open_index(url)
    assert "rats:***@127.0.0.1" in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert "falsch" not in str(caught.value)

"""An index that an earlier version wrote is brought up to this one; what it held stays."""

import pytest
import sqlalchemy as sa

from etl.errors import StoreError
from etl.store.index import metadata, open_index
from etl.store.migrations import SCHEMA_VERSION

# The tables that changed, as earlier versions made them; written down, for they must not change with the code.
OBJECTS = {
    "1": "source_id VARCHAR NOT NULL, url VARCHAR NOT NULL, kind VARCHAR NOT NULL, list_url VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, "
    "first_seen_at VARCHAR NOT NULL, changed_at VARCHAR NOT NULL, deleted_at VARCHAR DEFAULT '' NOT NULL, PRIMARY KEY (source_id, url)",
    "2": "source_id VARCHAR NOT NULL, url VARCHAR NOT NULL, kind VARCHAR NOT NULL, list_url VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, "
    "first_seen_at VARCHAR NOT NULL, changed_at VARCHAR NOT NULL, deleted_at VARCHAR DEFAULT '' NOT NULL, "
    "seen_at VARCHAR DEFAULT 't' NOT NULL, absent INTEGER DEFAULT '0' NOT NULL, PRIMARY KEY (source_id, url)",
}
LISTS = {
    "1": "source_id VARCHAR NOT NULL, url VARCHAR NOT NULL, kind VARCHAR NOT NULL, complete_at VARCHAR DEFAULT '' NOT NULL, "
    "walked_at VARCHAR DEFAULT '' NOT NULL, filter_works BOOLEAN DEFAULT (true) NOT NULL, cursor VARCHAR DEFAULT '' NOT NULL, "
    "cursor_started_at VARCHAR DEFAULT '' NOT NULL, PRIMARY KEY (source_id, url)",
    "2": "source_id VARCHAR NOT NULL, url VARCHAR NOT NULL, kind VARCHAR NOT NULL, complete_at VARCHAR DEFAULT '' NOT NULL, "
    "walked_at VARCHAR DEFAULT '' NOT NULL, filter_works BOOLEAN DEFAULT (true) NOT NULL, cursor VARCHAR DEFAULT '' NOT NULL, "
    "cursor_started_at VARCHAR DEFAULT '' NOT NULL, stamps_tell BOOLEAN DEFAULT (true) NOT NULL, PRIMARY KEY (source_id, url)",
}


def _earlier(url: str, version: str) -> str:
    with sa.create_engine(url).begin() as connection:
        for statement in (
            f"CREATE TABLE objects ({OBJECTS[version]})",
            f"CREATE TABLE lists ({LISTS[version]})",
            "CREATE TABLE about (key VARCHAR NOT NULL PRIMARY KEY, value VARCHAR NOT NULL)",
            f"INSERT INTO about VALUES ('schema_version', '{version}')",
            "INSERT INTO objects (source_id, url, kind, list_url, sha256, first_seen_at, changed_at) VALUES ('x','u','P','l','h','f','t')",
            "INSERT INTO lists (source_id, url, kind, complete_at, walked_at) VALUES ('x', 'l', 'Paper', '2024-01-01', '2024-01-02')",
        ):
            connection.execute(sa.text(statement))
    return url


@pytest.mark.parametrize("version", sorted(OBJECTS))
def test_the_tables_of_an_earlier_version_become_those_of_this_one(index_url: str, version: str) -> None:
    engine = open_index(_earlier(index_url, version)).engine
    found = {name: {column["name"] for column in sa.inspect(engine).get_columns(name)} for name in metadata.tables}
    assert found == {name: set(table.columns.keys()) for name, table in metadata.tables.items()}


@pytest.mark.parametrize("version", sorted(OBJECTS))
def test_what_an_earlier_version_stored_stays(index_url: str, version: str) -> None:
    with open_index(_earlier(index_url, version)).engine.connect() as connection:
        row = connection.execute(sa.select(metadata.tables["objects"])).one()
        state = connection.execute(sa.select(metadata.tables["lists"])).one()
    assert (row.url, row.first_seen_at, row.seen_at, row.absent) == ("u", "f", "t", 0)
    assert (state.walked_at, state.complete_at, state.pages) == ("2024-01-02", "", 0)


def test_a_migrated_index_says_so(index_url: str) -> None:
    url = _earlier(index_url, "1")
    for _ in range(2):
        with open_index(url).engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT value FROM about")) == SCHEMA_VERSION


def test_a_migration_that_breaks_off_changes_nothing(index_url: str) -> None:
    url = _earlier(index_url, "1")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE lists DROP COLUMN filter_works"))  # so that the second step fails
    with pytest.raises(StoreError, match="the index cannot be opened"):
        open_index(url)
    columns = {column["name"] for column in sa.inspect(engine).get_columns("objects")}
    assert "seen_at" not in columns

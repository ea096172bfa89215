"""The index of the store: its tables, and opening it. SQLite (WAL) by default, any database that SQLAlchemy knows by URL."""

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from etl.errors import StoreError
from etl.store.explained import in_words, why
from etl.store.migrations import UnknownSchemaError, migrate

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL takes no NUL, no database takes half a character


class Text(sa.TypeDecorator[str]):
    """Text that every database takes, in the order of its code points everywhere: PostgreSQL would sort it by its locale."""

    impl = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002 — SQLAlchemy's signature
        """Put U+FFFD in the place of what cannot be stored."""
        return None if value is None else _NO_TEXT.sub("\ufffd", value)


metadata = sa.MetaData()

about = sa.Table("about", metadata, sa.Column("key", Text, primary_key=True), sa.Column("value", Text, nullable=False))

# The current state of every object of every source; `sha256` is of its meaning (JSON without time stamps of change): other = changed.
# seen_at: when it last came; absent: how many complete crawls of its list in a row did not show it.
objects = sa.Table(
    "objects",
    metadata,
    sa.Column("source_id", Text, primary_key=True),
    sa.Column("url", Text, primary_key=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("list_url", Text, nullable=False),
    sa.Column("sha256", Text, nullable=False),
    sa.Column("first_seen_at", Text, nullable=False),
    sa.Column("changed_at", Text, nullable=False),
    sa.Column("deleted_at", Text, nullable=False, server_default=""),
    sa.Column("seen_at", Text, nullable=False),
    sa.Column("absent", sa.Integer, nullable=False, server_default="0"),
    sa.Index("objects_by_list", "source_id", "list_url"),
    sa.Index("objects_by_kind", "source_id", "kind"),
)

# Every version of every object, as it came (compressed JSON); raw_sha256 is of those bytes.
payloads = sa.Table(
    "payloads",
    metadata,
    sa.Column("source_id", Text, primary_key=True),
    sa.Column("url", Text, primary_key=True),
    sa.Column("raw_sha256", Text, primary_key=True),
    sa.Column("stored_at", Text, nullable=False),
    sa.Column("is_current", sa.Boolean, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
)

# Files: what was fetched for each, or why not. object_sha256 is the hash of the File object that was fetched for.
files = sa.Table(
    "files",
    metadata,
    sa.Column("source_id", Text, primary_key=True),
    sa.Column("url", Text, primary_key=True),
    sa.Column("download_url", Text, nullable=False),
    sa.Column("object_sha256", Text, nullable=False),
    sa.Column("sha256", Text, nullable=False, server_default=""),
    sa.Column("size", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("headers", sa.JSON, nullable=False),
    sa.Column("fetched_at", Text, nullable=False),
    sa.Column("reason", Text, nullable=False, server_default=""),
    sa.Column("tries", sa.Integer, nullable=False, server_default="1"),
)

# What is known of each external list: when the last whole walk and the last walk of any kind began (ISO 8601), the page at which an
# unfinished whole walk goes on, and what the last whole walk found of the list itself.
lists = sa.Table(
    "lists",
    metadata,
    sa.Column("source_id", Text, primary_key=True),
    sa.Column("url", Text, primary_key=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("complete_at", Text, nullable=False, server_default=""),
    sa.Column("walked_at", Text, nullable=False, server_default=""),
    sa.Column("cursor", Text, nullable=False, server_default=""),
    sa.Column("cursor_started_at", Text, nullable=False, server_default=""),
    sa.Column("stamps_tell", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("pages", sa.Integer, nullable=False, server_default="0"),
    sa.Column("order", Text, nullable=False, server_default="unknown"),
    sa.Column("newest", Text, nullable=False, server_default=""),
)

# What went wrong with one thing; stays until it goes right.
issues = sa.Table(
    "issues",
    metadata,
    sa.Column("source_id", Text, primary_key=True),
    sa.Column("stage", Text, primary_key=True),
    sa.Column("table_name", Text, primary_key=True),
    sa.Column("source_url", Text, primary_key=True),
    sa.Column("field", Text, primary_key=True),
    sa.Column("reason", Text, primary_key=True),
    sa.Column("raw_value", Text, nullable=False),
    sa.Column("first_seen_at", Text, nullable=False),
)

# One line per run of a stage; `stats` are its counts.
runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source_id", Text, nullable=False, index=True),
    sa.Column("stage", Text, nullable=False),
    sa.Column("started_at", Text, nullable=False),
    sa.Column("finished_at", Text, nullable=False, server_default=""),
    sa.Column("outcome", Text, nullable=False, server_default=""),
    sa.Column("stats", sa.JSON, nullable=False),
)

# Derived values by the hash of what they were derived from: texts of files, facts of papers.
derived = sa.Table(
    "derived",
    metadata,
    sa.Column("space", Text, primary_key=True),
    sa.Column("key", Text, primary_key=True),
    sa.Column("payload", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Index:
    """The open index."""

    engine: sa.Engine

    def upsert(self, connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        """Insert rows, replacing those with the same primary key."""
        if not rows:
            return
        statement: Any = sqlite.insert(table)
        if self.engine.dialect.name == "postgresql":
            from sqlalchemy.dialects import postgresql  # noqa: PLC0415 — with its drivers it takes longer to load than a look at SQLite

            statement = postgresql.insert(table)
        keys = [column.name for column in table.primary_key]
        changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def open_index(url: str) -> Index:
    """Open the index at a database URL, making its tables if there are none, and bringing those of an earlier version up to this one.

    Raises:
        StoreError: if it cannot be opened, or a version of ratsgraph wrote it that this one cannot read.
    """
    try:
        engine = sa.create_engine(url, pool_pre_ping=True)  # a database that was restarted meanwhile is connected to again
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _set_up_sqlite)
        with engine.begin() as connection:
            migrate(connection, metadata)
    except sa.exc.DBAPIError as error:
        raise in_words(error, failed="the index cannot be opened", where=_shown(url)) from error
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        todo = (
            "check that the database runs, user and password" if "://" in url and "sqlite" not in url else "check the path and its rights"
        )
        raise StoreError(f"the index cannot be opened ({why(error)})", where=_shown(url), todo=todo) from error
    except UnknownSchemaError as error:
        raise StoreError(str(error), where=_shown(url), todo="use a newer version, or another data folder") from error
    sa.event.listen(engine, "handle_error", _tell)
    return Index(engine)


def _tell(context: sa.ExceptionContext) -> None:
    """Say in one line that the database is lost, or full; SQLAlchemy's text shows the statement and all that was to be stored."""
    error = context.sqlalchemy_exception
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError) and not context.is_pre_ping:
        where = context.engine.url.render_as_string(hide_password=True) if context.engine else "RATSGRAPH_INDEX_URL"
        raise in_words(error, failed="the index cannot be read or written", where=where) from error


def _shown(url: str) -> str:
    """A database URL as it may be shown: without its password."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return "RATSGRAPH_INDEX_URL"


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.close()

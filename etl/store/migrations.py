"""Bring the index of an earlier version of ratsgraph up to this one, in place.

A version that changes the tables adds a step here, a test that starts from the step before, and a line in the changelog.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

SCHEMA_VERSION = "3"

_LOCK = 0x7261747367726170  # any number that nothing else in the database locks by

_LOCK = 0x7261747367726170  # any number by which nothing else in a database locks

_about = sa.table("about", sa.column("key", sa.String), sa.column("value", sa.String))

# Version → the statements that make the next one of it. Plain SQL that SQLite and PostgreSQL both understand: what the tables were like
# then must not depend on what they are like now.
_STEPS: Mapping[str, Sequence[str]] = {
    "1": (
        "ALTER TABLE objects ADD COLUMN seen_at VARCHAR NOT NULL DEFAULT ''",
        "UPDATE objects SET seen_at = changed_at",
        "ALTER TABLE objects ADD COLUMN absent INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX IF NOT EXISTS objects_by_list ON objects (source_id, list_url)",
        "ALTER TABLE lists ADD COLUMN stamps_tell BOOLEAN NOT NULL DEFAULT TRUE",
    ),
    "2": (
        "ALTER TABLE lists DROP COLUMN filter_works",
        "ALTER TABLE lists ADD COLUMN pages INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE lists ADD COLUMN \"order\" VARCHAR NOT NULL DEFAULT 'unknown'",
        "ALTER TABLE lists ADD COLUMN newest VARCHAR NOT NULL DEFAULT ''",
        "UPDATE lists SET complete_at = ''",  # the next walk is a whole one, and finds out what the new columns hold
    ),
}


class UnknownSchemaError(Exception):
    """The index was written by a version of ratsgraph that this one does not know. Raised here, told by `open_index`."""


def migrate(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Make the tables of an index, or bring those that are there up to this version; all of it or nothing, in the caller's transaction.

    Raises:
        UnknownSchemaError: if no step leads from the version of the index to this one.
    """
    if _version(connection) != SCHEMA_VERSION:
        _bring_up(connection, metadata)
    if connection.dialect.name == "postgresql":
        _order_by_code_points(connection, metadata)


def _bring_up(connection: sa.Connection, metadata: sa.MetaData) -> None:
    if connection.dialect.name == "postgresql":  # two processes may open an empty index at once
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if connection.dialect.name == "postgresql":  # two processes may open an empty index at once
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if connection.dialect.name == "sqlite":  # whose driver begins a transaction only before statements that change rows
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    found = _version(connection)  # again: another process may have been quicker
    if found is None:
        metadata.create_all(connection)
        connection.execute(_about.insert().values(key="schema_version", value=SCHEMA_VERSION))
        return
    version = found
    while version != SCHEMA_VERSION:
        if version not in _STEPS:
            what = f"the index has schema {found}, this version reads {SCHEMA_VERSION}"
            raise UnknownSchemaError(what)
        for statement in _STEPS[version]:
            connection.execute(sa.text(statement))
        version = str(int(version) + 1)
    connection.execute(_about.update().where(_about.c.key == "schema_version").values(value=version))
    metadata.create_all(connection)


def _order_by_code_points(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Let columns of text be compared by their code points, as SQLite does it; earlier versions left that to the database's locale."""
    other = sa.text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND data_type = 'character varying' AND collation_name IS DISTINCT FROM 'C' ORDER BY table_name, ordinal_position"
    )
    for table, column in connection.execute(other).all():
        if table in metadata.tables:
            connection.execute(sa.text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE VARCHAR COLLATE "C"'))


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("about"):
        return None
    return connection.scalar(sa.select(_about.c.value).where(_about.c.key == "schema_version"))

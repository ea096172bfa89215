"""Does every fact's evidence point at words of its document, and are they the words that it quotes?"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import NamedTemporaryFile

from etl.model.documents import fold_whitespace
from etl.publish.checks.published import Problem, Published
from etl.publish.database import CHECK_MEMORY_MB, Connection, open_tables, rows, source
from etl.publish.rows import TEXTS_FILE, evidence_columns, field_of, texts
from etl.tables import expand

_LENGTH = expand("rg:characterCount")


def bad_evidence(published: Published) -> Iterator[Problem]:
    """Evidence outside its document's text, texts of another length than stated, and quotes that are not that text."""
    with open_tables(published.folder / "csv", published.tables, CHECK_MEMORY_MB) as database:
        _collect(database, published)
        yield from _outside(database, published)
        if (published.folder / TEXTS_FILE).exists():
            yield from _other_lengths(database, published)
            yield from _other_words(database, published)


def _collect(database: Connection, published: Published) -> None:
    """Make the table of all evidence with the lengths of its documents; columns are found by their properties."""
    found = [
        f"""SELECT '{table.name}' AS place, row_number() OVER () + 1 AS number, {columns.source} AS document,
            "{columns.start}"::BIGINT AS first, "{columns.end}"::BIGINT AS beyond, {columns.quote or "NULL"} AS quote FROM {table.name}"""
        for table in published.tables.values()
        if (columns := evidence_columns(table))
    ]
    lengths = [
        f"SELECT {table.primary_key[0]} AS document, {length.name}::BIGINT AS length FROM {table.name} WHERE {length.name} IS NOT NULL"
        for table in published.tables.values()
        if (length := field_of(table, _LENGTH))
    ]
    database.execute(f"CREATE TEMP TABLE lengths AS {' UNION ALL '.join(lengths)}")
    database.execute(f"CREATE TEMP TABLE evidence AS {' UNION ALL '.join(found)}")


def _outside(database: Connection, published: Published) -> Iterator[Problem]:
    query = """SELECT evidence.*, length FROM evidence LEFT JOIN lengths USING (document)
        WHERE NOT (0 <= first AND first < beyond AND beyond <= coalesce(length, 0)) ORDER BY place, number"""
    for row in rows(database, query):
        what = f"{row['first']}..{row['beyond']} lies outside a text of {row['length'] or 'no'} code points"
        yield published.problem(what, _where(row))


def _other_lengths(database: Connection, published: Published) -> Iterator[Problem]:
    """Number the texts in the order of their file, on the way."""
    with NamedTemporaryFile("w", encoding="utf-8", prefix="ratsgraph-", suffix=".csv") as file:
        file.write("document,position,found\n")
        file.writelines(f"{document},{number},{len(words)}\n" for number, (document, words) in enumerate(texts(published.folder), start=1))
        file.flush()
        database.execute(f"CREATE TEMP TABLE texts AS SELECT document, position::BIGINT AS position, found FROM {source(Path(file.name))}")
    query = "SELECT * FROM texts LEFT JOIN lengths USING (document) WHERE found IS DISTINCT FROM length::VARCHAR ORDER BY position"
    for row in rows(database, query):
        what = f"the text of {row['document']} has {row['found']} code points instead of {row['length'] or 'none'}"
        yield published.problem(what, TEXTS_FILE)


def _other_words(database: Connection, published: Published) -> Iterator[Problem]:
    """Go through texts and evidence side by side, in the order of the texts."""
    query = "SELECT evidence.*, position FROM evidence JOIN texts USING (document) WHERE quote IS NOT NULL ORDER BY position, place, number"
    in_order = enumerate(texts(published.folder), start=1)
    for position, group in groupby(rows(database, query), key=itemgetter("position")):
        words = next(words for number, (_, words) in in_order if number == int(position))
        for row in group:
            if row["quote"] != fold_whitespace(words[int(row["first"]) : int(row["beyond"])]):
                yield published.problem("the quote is not the document's text at its offsets", _where(row))


def _where(row: dict[str, str]) -> str:
    return f"csv/{row['place']}.csv row {row['number']}"

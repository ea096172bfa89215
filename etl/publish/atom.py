"""The Atom feed of a source (RFC 4287): the newest inquiries, answers and commitments, as `feed.atom`.

It knows these three tables by their names, as it tells what they mean. An entry bears the time of the release that brought it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

import jinja2

from etl.publish import changes
from etl.publish.database import Connection, rows, source
from etl.publish.database import text as quoted
from etl.publish.release import Edition

FILE = "feed.atom"
_LENGTH = 100  # entries of the feed
_TITLE, _TEXT = 100, 500  # characters of a title made from a quote, and of a text
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML 1.0 cannot hold
_PAGES = jinja2.Environment(loader=jinja2.PackageLoader("etl.publish", "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """id: path of the thing's IRI; kind: German word for it; on: the document's ISO date or ""."""

    id: str
    kind: str
    title: str
    text: str
    on: str


def write_feed(edition: Edition, connection: Connection, folder: Path) -> None:
    """Write the feed of the tables and the changes of a release."""
    entries = newest(edition, connection, folder)
    page = _PAGES.get_template(FILE).render(edition=edition, entries=entries, clean=lambda text: _NO_XML.sub("", text))
    (folder / FILE).write_text(page + "\n", encoding="utf-8")


def newest(edition: Edition, connection: Connection, folder: Path) -> list[tuple[str, Entry]]:
    """The newest entries, each with the time of its release: releases from the last to the first, in each by date from the last."""
    found: dict[str, tuple[str, Entry]] = {}
    for version in reversed(edition.history):
        for entry in _added(connection, folder / changes.FILE.format(version=version.name), _LENGTH + len(found)):
            found.setdefault(entry.id, (version.modified, entry))
        if len(found) >= _LENGTH:
            break
    return list(found.values())[:_LENGTH]


def _added(connection: Connection, changed: Path, most: int) -> Iterator[Entry]:
    """Things that a release added and that are still there, by date from the last. changed: its changes."""
    tables = ", ".join(map(quoted, _TABLES))  # of a first release all ids are added: those of other tables would fill the memory
    added = f"SELECT id FROM {source(changed)} WHERE change = '{changes.ADDED}' AND table_name IN ({tables})"
    query = f'SELECT * FROM ({_ENTRIES}) WHERE id IN ({added}) ORDER BY "on" DESC NULLS LAST, id DESC LIMIT {most}'
    for row in rows(connection, query):
        party, text = row.pop("party"), shorten(row["text"], _TEXT, placeholder=" …")
        title = shorten(f"{party}: {row['text']}", _TITLE, placeholder=" …") if text else row["title"]
        yield Entry(**row | {"title": title, "text": text})


_TABLES = ("inquiries", "answers", "commitments")
_ENTRIES = """
    SELECT inquiry_id AS id, 'Anfrage' AS kind, coalesce(title, 'ohne Titel') AS title, '' AS party, '' AS text,
        coalesce(published_on, session_on) AS "on"
    FROM inquiries LEFT JOIN papers USING (paper_id)
    UNION ALL
    SELECT answer_id, 'Antwort', CASE WHEN inquiry_id IS NULL THEN 'ohne Anfrage' ELSE coalesce(title, 'ohne Titel') END, '', '',
        answers.answered_on
    FROM answers LEFT JOIN inquiries USING (inquiry_id)
    UNION ALL
    SELECT commitment_id, 'Zusage', '', committing_party_name, quote, answered_on FROM commitments LEFT JOIN answers USING (answer_id)
"""

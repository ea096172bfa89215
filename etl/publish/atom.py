"""The Atom feed of a source (RFC 4287): the newest inquiries, answers and commitments, as `feed.atom`.

It knows these three tables by their names, as it tells what they mean. An entry bears the time of the release that brought it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from textwrap import shorten

import jinja2

from etl.publish import changes
from etl.publish.release import Edition
from etl.publish.rows import read

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


def write_feed(edition: Edition, folder: Path) -> None:
    """Write the feed of the CSVs and the changes in a folder."""
    page = _PAGES.get_template(FILE).render(edition=edition, entries=newest(edition, folder), clean=lambda text: _NO_XML.sub("", text))
    (folder / FILE).write_text(page + "\n", encoding="utf-8")


def newest(edition: Edition, folder: Path) -> list[tuple[str, Entry]]:
    """The newest entries, each with the time of its release: releases from the last to the first, in each by date from the last."""
    known = {entry.id: entry for entry in _entries(folder / "csv")}
    found: list[tuple[str, Entry]] = []
    for version in reversed(edition.history):
        if len(found) >= _LENGTH:
            break
        added = changes.read_changes(folder / changes.FILE.format(version=version.name))
        entries = [known.pop(change.id) for change in added if change.change == changes.ADDED and change.id in known]
        found += [(version.modified, entry) for entry in sorted(entries, key=attrgetter("on", "id"), reverse=True)]
    return found[:_LENGTH]


def _entries(csv_folder: Path) -> Iterator[Entry]:
    published = {row["paper_id"]: row["published_on"] for row in read(csv_folder / "papers.csv")}
    titles: dict[str, str] = {}
    for row in read(csv_folder / "inquiries.csv"):
        titles[row["inquiry_id"]] = row["title"] or "ohne Titel"
        yield Entry(row["inquiry_id"], "Anfrage", titles[row["inquiry_id"]], "", published.get(row["paper_id"]) or row["session_on"])
    answers: dict[str, str] = {}
    for row in read(csv_folder / "answers.csv"):
        answers[row["answer_id"]] = row["answered_on"]
        yield Entry(row["answer_id"], "Antwort", titles.get(row["inquiry_id"], "ohne Anfrage"), "", row["answered_on"])
    for row in read(csv_folder / "commitments.csv"):
        title = shorten(f"{row['committing_party_name']}: {row['quote']}", _TITLE, placeholder=" …")
        text = shorten(row["quote"], _TEXT, placeholder=" …")
        yield Entry(row["commitment_id"], "Zusage", title, text, answers.get(row["answer_id"], ""))

"""What an operator takes down is nowhere in a release, nor in those before it."""

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import UsageError
from etl.publish.files import read_json
from etl.publish.history import archive_of
from etl.publish.publisher import publish
from etl.publish.rows import read
from etl.publish.takedown import load_takedown
from etl.publish.validate import validate
from etl.settings import DEFAULT_BASE_IRI, Settings
from tests.publish.musterstadt import ANSWER, COMMITTED, RELEASE, SOURCE, thing

LATER = replace(RELEASE, modified="2024-06-01T08:00:00+02:00")


def listed(folder: Path, *entries: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "takedown.yml").write_text("".join(f"- {{{entry}, reason: asked for}}\n" for entry in entries), encoding="utf-8")
    return folder


@pytest.fixture
def settings(output: Path, tmp_path: Path) -> Settings:
    return Settings(output=Path(shutil.copytree(output, tmp_path / "output")), review=tmp_path / "review")


def published(rows: Path, settings: Settings, *entries: str) -> Path:
    listed(settings.review, *entries)
    return publish(rows, SOURCE, settings, LATER, accept="a test").folder


def everything(folder: Path) -> bytes:
    """All bytes of a release but of what tells that something is gone."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".parquet"]
    return b"".join(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths)


@pytest.mark.parametrize("target", [thing("paper", 1), f"{DEFAULT_BASE_IRI}{thing('paper', 1)}"])
def test_a_thing_goes_with_all_that_refers_to_it(rows: Path, settings: Settings, target: str) -> None:
    folder = published(rows, settings, f"target: {target}")
    assert [row["paper_id"] for row in read(folder / "csv" / "papers.csv")] == [thing("paper", 2)]
    assert not list(read(folder / "csv" / "commitments.csv"))
    assert b"Parkverein" not in everything(folder)


def test_a_paper_goes_by_its_reference(rows: Path, settings: Settings) -> None:
    folder = published(rows, settings, "reference: 24/002")
    assert [row["reference"] for row in read(folder / "csv" / "papers.csv")] == ["24/001"]


def test_a_phrase_is_masked_everywhere_and_in_the_pages_before(rows: Path, settings: Settings) -> None:
    folder = published(rows, settings, "phrase: Parkverein")
    assert b"Parkverein" not in everything(folder)
    assert read_json(folder / "reports" / "quality.json")["masked"]["takedown"]


def test_what_was_published_leaves_a_tombstone(rows: Path, settings: Settings) -> None:
    folder = published(rows, settings, f"target: {COMMITTED}")
    (row,) = read(folder / "csv" / "tombstones.csv")
    assert (row["source_url"], row["kind_name"], row["deleted_at"]) == (DEFAULT_BASE_IRI + COMMITTED, "commitment", LATER.modified)


def test_a_tombstone_stays(rows: Path, settings: Settings) -> None:
    published(rows, settings, f"target: {COMMITTED}")
    folder = published(rows, settings, f"target: {COMMITTED}", "phrase: Stadtwald")
    assert [row["source_url"] for row in read(folder / "csv" / "tombstones.csv")] == [DEFAULT_BASE_IRI + COMMITTED]


def test_what_was_never_published_leaves_none(rows: Path, tmp_path: Path) -> None:
    settings = Settings(output=tmp_path / "output", review=listed(tmp_path / "review", f"target: {COMMITTED}"))
    assert not list(read(publish(rows, SOURCE, settings, RELEASE).folder / "csv" / "tombstones.csv"))


def test_releases_that_show_it_are_removed(rows: Path, settings: Settings) -> None:
    folder = published(rows, settings, f"target: {ANSWER}")
    assert [path.name for path in archive_of(folder).iterdir()] == ["2024-06-01.1"]


def test_the_report_counts_and_does_not_name(rows: Path, settings: Settings) -> None:
    report = read_json(published(rows, settings, f"target: {ANSWER}", "reference: 99/999") / "reports" / "quality.json")
    assert report["taken_down"] == {"answer": 1, "answer-item": 1, "commitment": 1}
    assert report["takedown"] == [
        {"means": "target", "reason": "asked for", "things": 1},
        {"means": "reference", "reason": "asked for", "things": 0},
    ]


def test_such_a_release_is_valid(rows: Path, settings: Settings) -> None:
    assert validate(published(rows, settings, f"target: {thing('paper', 1)}", "phrase: Brücke")) == []


def test_another_sources_entries_do_not_hold(tmp_path: Path) -> None:
    assert load_takedown(listed(tmp_path, "reference: 24/001, source: elsewhere") / "takedown.yml", SOURCE.id, DEFAULT_BASE_IRI) == ()


@pytest.mark.parametrize(
    "content",
    ["- target: id/paper/1", "- reason: no target", "- {target: a, phrase: b, reason: c}", "- [", "- 1", "- {targt: a, reason: b}"],
)
def test_a_list_that_cannot_be_understood_stops_everything(rows: Path, settings: Settings, content: str) -> None:
    settings.review.mkdir()
    (settings.review / "takedown.yml").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="takedown"):
        publish(rows, SOURCE, settings, LATER)

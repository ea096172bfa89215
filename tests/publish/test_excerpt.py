"""What is checked of a release of which little changed."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import GateError
from etl.publish import reliance
from etl.publish.changes import find_changes, write_changes
from etl.publish.checks.privacy import private_words
from etl.publish.checks.published import Known, Problem, Published
from etl.publish.checks.rows import invalid_rows
from etl.publish.checks.shapes import broken_shapes
from etl.publish.database import open_tables
from etl.publish.excerpt import subjects, write_excerpt
from etl.publish.history import find_past
from etl.publish.publisher import publish
from etl.publish.reliance import relied_on
from etl.publish.rows import read
from etl.settings import DEFAULT_BASE_IRI, Settings
from etl.tables import Table, load_tables
from tests.publish.musterstadt import COMMITTED, FACTION, RELEASE, SOURCE, thing
from tests.publish.test_validate import edit

LATER = replace(RELEASE, modified="2024-06-01T08:00:00+02:00")


def excerpt_of(new: Path, old: Path, target: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of an excerpt by table, without the tables that have none; nothing, if none was written."""
    target.mkdir()
    with open_tables(new / "csv", load_tables()) as database:
        write_changes(find_changes(database, load_tables().values(), new / "csv", old / "csv"), target / "changes.csv")
        if not write_excerpt(database, new, target / "changes.csv", old, target):
            return {}
    return {name: found for name in load_tables() if (found := list(read(target / "csv" / f"{name}.csv")))}


@pytest.fixture
def news(copy: Path, published: Path, tmp_path: Path) -> Published:
    """A release in which a faction has another name, with its excerpt."""
    edit(copy / "csv" / "organizations.csv", "Fraktion Linden", "Lindenfraktion")
    excerpt_of(copy, published, tmp_path / "excerpt")
    return replace(Published.open(copy), known=Known(excerpt=tmp_path / "excerpt"))


def test_it_has_the_rows_that_changed(news: Published) -> None:
    assert news.known.excerpt
    assert [row["organization_id"] for row in read(news.known.excerpt / "csv" / "organizations.csv")] == [FACTION]
    assert list(read(news.known.excerpt / "csv" / "papers.csv")) == []


def test_it_has_all_that_is_said_of_what_changed(copy: Path, published: Path, tmp_path: Path) -> None:
    (first, *others) = (copy / "csv" / "commitment_partners.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / "csv" / "commitment_partners.csv").write_text(first, encoding="utf-8")
    found = excerpt_of(copy, published, tmp_path / "excerpt")
    assert others
    assert [row["commitment_id"] for row in found["commitments"]] == [COMMITTED]


def test_it_has_the_row_of_a_key_that_is_none(copy: Path, published: Path, tmp_path: Path) -> None:
    edit(copy / "csv" / "papers.csv", thing("paper", 2), "no id")
    assert "no id" in [row["paper_id"] for row in excerpt_of(copy, published, tmp_path / "excerpt")["papers"]]


def test_it_has_all_rows_of_a_changed_table_without_a_key(copy: Path, published: Path, tmp_path: Path) -> None:
    with (copy / "csv" / "quarantine.csv").open("a", encoding="utf-8") as file:
        file.write("papers,https://ris.example.org/oparl/paper/9,name,,the name is missing,2024-05-02T00:00:00+00:00\n")
    found = excerpt_of(copy, published, tmp_path / "excerpt")
    assert found["quarantine"] == list(read(copy / "csv" / "quarantine.csv"))


def test_there_is_none_if_much_changed(copy: Path, published: Path, tmp_path: Path) -> None:
    for path in (copy / "csv").glob("commitment*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    edit(copy / "csv" / "organizations.csv", "Fraktion Linden", "Lindenfraktion")
    assert excerpt_of(copy, published, tmp_path / "excerpt") == {}


def test_a_release_is_relied_on(published: Path) -> None:
    assert relied_on(find_past(published), DEFAULT_BASE_IRI) == published


def test_no_release_is_not_relied_on() -> None:
    assert relied_on(None, DEFAULT_BASE_IRI) is None


def test_a_release_under_other_rules_is_not_relied_on(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reliance, "rules", lambda: "other")
    assert relied_on(find_past(published), DEFAULT_BASE_IRI) is None


def test_a_release_under_another_base_iri_is_not_relied_on(published: Path) -> None:
    assert relied_on(find_past(published), "https://example.org/") is None


@pytest.mark.parametrize("file", ["csv/papers.csv", "rdf/musterstadt.nq.gz", "rdf/blocks.csv"])
def test_a_release_that_was_edited_is_not_relied_on(copy: Path, file: str) -> None:
    data = (copy / file).read_bytes()
    (copy / file).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert relied_on(find_past(copy), DEFAULT_BASE_IRI) is None


def found(problems: Iterator[Problem]) -> str:
    return "\n".join(map(str, problems))


def test_checks_of_an_excerpt_do_not_look_at_the_rest(news: Published) -> None:
    edit(news.folder / "csv" / "papers.csv", "2023-11-06", "06.11.2023")
    assert found(invalid_rows(news)) == found(broken_shapes(news)) == found(private_words(news)) == ""


def test_a_problem_is_told_with_its_place_in_the_whole_table(news: Published) -> None:
    assert news.known.excerpt
    for folder in (news.folder, news.known.excerpt):
        edit(folder / "csv" / "organizations.csv", "Lindenfraktion", "Tel. 0721 1234567")
        edit(folder / "csv" / "organizations.csv", "faction", "club")
    assert f"{news.folder}/csv/organizations.csv row 3" in found(invalid_rows(news))
    assert f"{news.folder}/csv/organizations.csv row 3" in found(private_words(news))


def test_what_breaks_a_shape_in_an_excerpt_is_looked_for_in_the_dump(news: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    assert news.known.excerpt
    edit(news.known.excerpt / "csv" / "organizations.csv", "Lindenfraktion", "")
    monkeypatch.setattr("etl.publish.checks.shapes._whole", lambda *_: pytest.fail("the dump is looked through"))
    with pytest.raises(pytest.fail.Exception, match="looked through"):
        found(broken_shapes(news))


@pytest.mark.parametrize("table", [table for table in load_tables().values() if table.about_url], ids=lambda table: table.name)
def test_all_that_is_said_of_a_thing_keeps_the_shapes_alone(
    table: Table, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.publish.checks.shapes._whole", lambda dump, path: pytest.fail(f"an excerpt of {dump} breaks a shape: {path}"))
    for number, row in enumerate(read(published / "csv" / f"{table.name}.csv")):
        folder = tmp_path / str(number)
        folder.mkdir()
        change = table.name, "changed", " ".join(row[name] for name in table.primary_key)
        with (folder / "changes.csv").open("w", encoding="utf-8") as file:
            csv.writer(file).writerows([("table_name", "change", "id"), change])
        with open_tables(published / "csv", load_tables()) as database:
            assert write_excerpt(database, published, folder / "changes.csv", published, folder)
        assert found(broken_shapes(replace(Published.open(published), known=Known(excerpt=folder)))) == ""


def test_what_a_row_is_about_is_part_of_its_key() -> None:
    assert {table.name for table in load_tables().values() if not {*subjects(table)} <= {*table.primary_key}} == set()


def test_a_later_release_with_a_bad_row_is_refused(rows: Path, output: Path, tmp_path: Path) -> None:
    settings = Settings(output=Path(shutil.copytree(output, tmp_path / "output")))
    mended = Path(shutil.copytree(rows, tmp_path / "rows"))
    edit(mended / "papers" / "2023.csv", "2023-11-06", "06.11.2023")
    with pytest.raises(GateError, match=r"csv/papers\.csv row 2"):
        publish(mended, SOURCE, settings, LATER)

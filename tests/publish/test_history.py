"""Releases: each has its name and its changes, and stays as it was."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import DCAT, Graph, URIRef

from etl.publish.changes import Change, read_changes
from etl.publish.files import OWN, read_json
from etl.publish.history import Past, Version, archive_of, keep, next_version
from etl.publish.publisher import publish
from etl.publish.release import PublishResult
from etl.publish.validate import validate
from etl.settings import Settings
from tests.publish.musterstadt import BODY, FACTION, RELEASE, SOURCE, thing, write_partition

LATER = replace(RELEASE, modified="2024-06-01T08:00:00+02:00")
FIRST, SECOND = "2024-05-02.1", "2024-06-01.1"


def organization(number: int, name: str) -> dict[str, str]:
    return {"organization_id": thing("organization", number), "body_id": BODY, "name": name, "kind_code": "office"}


@pytest.fixture
def settings(tmp_path: Path, output: Path) -> Settings:
    return Settings(output=Path(shutil.copytree(output, tmp_path / "output")))


@pytest.fixture(scope="module")
def other_rows(rows: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows with one organization more, another name of one, and without a partner."""
    folder = Path(shutil.copytree(rows, tmp_path_factory.mktemp("other") / "rows"))
    write_partition(folder / "organizations" / "undated.csv", [organization(9, "Bauamt")])
    path = folder / "organizations" / "all.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Fraktion Linden", "Lindenfraktion"), encoding="utf-8")
    (folder / "commitment_partners" / "2023.csv").unlink()
    return folder


@pytest.fixture(scope="module")
def second(other_rows: Path, output: Path, tmp_path_factory: pytest.TempPathFactory) -> PublishResult:
    settings = Settings(output=Path(shutil.copytree(output, tmp_path_factory.mktemp("second") / "output")))
    return publish(other_rows, SOURCE, settings, LATER)


def test_the_first_release_adds_everything(published: Path) -> None:
    assert {change.change for change in read_changes(published / "changes" / f"{FIRST}.csv")} == {"added"}


def test_a_release_names_what_it_changes(second: PublishResult) -> None:
    assert list(read_changes(second.folder / "changes" / f"{SECOND}.csv")) == [
        Change("organizations", "changed", FACTION),
        Change("organizations", "added", thing("organization", 9)),
        Change("commitment_partners", "removed", thing("commitment", 2) + "-60 1"),
    ]


def test_a_release_hands_on_the_changes_before_it(second: PublishResult, published: Path) -> None:
    assert (second.folder / "changes" / f"{FIRST}.csv").read_bytes() == (published / "changes" / f"{FIRST}.csv").read_bytes()


def test_a_release_knows_its_history(second: PublishResult) -> None:
    assert [version["name"] for version in read_json(second.folder / "datapackage.json")[OWN]["history"]] == [FIRST, SECOND]


def test_the_catalogue_names_the_release_before(second: PublishResult) -> None:
    graph = Graph().parse(second.folder / "catalog.ttl")
    dataset = URIRef("https://w3id.org/ratsgraph/dataset/musterstadt")
    assert graph.value(dataset, URIRef(f"{DCAT}previousVersion")) == URIRef(f"{dataset}/releases/{FIRST}")


def test_every_release_is_kept_and_valid(second: PublishResult) -> None:
    kept = archive_of(second.folder)
    assert sorted(path.name for path in kept.iterdir()) == [FIRST, SECOND]
    assert [validate(path) for path in kept.iterdir()] == [[], []]


def test_a_kept_release_stays_as_it_was(second: PublishResult, published: Path) -> None:
    for path in published.rglob("*.csv"):
        assert (archive_of(second.folder) / FIRST / path.relative_to(published)).read_bytes() == path.read_bytes()


def test_releases_share_the_bytes_of_equal_files(second: PublishResult) -> None:
    files = [folder / "csv" / "papers.csv" for folder in (second.folder, *archive_of(second.folder).iterdir())]
    # the first release was copied for this test, so one link is the copy's
    assert len({path.stat().st_ino for path in files}) < len(files)


def test_without_hard_links_files_are_copied(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    folder = Path(shutil.copytree(published, tmp_path / "council"))
    keep(folder)
    assert validate(archive_of(folder) / FIRST) == []


def test_a_release_that_was_not_kept_is_kept_later(rows: Path, settings: Settings) -> None:
    shutil.rmtree(settings.output / ".releases")
    publish(rows, SOURCE, settings, RELEASE)
    assert validate(settings.output / ".releases" / SOURCE.id / FIRST) == []


@pytest.mark.parametrize("lost", ["", "csv/papers.csv"])
def test_a_damaged_release_comes_back_from_its_kept_copy(rows: Path, settings: Settings, published: Path, lost: str) -> None:
    path = settings.output / SOURCE.id / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    folder = publish(rows, SOURCE, settings, RELEASE).folder
    assert {file.name: file.read_bytes() for file in folder.rglob("*.csv")} == {
        file.name: file.read_bytes() for file in published.rglob("*.csv")
    }


def test_a_damaged_release_is_followed_from_its_kept_copy(other_rows: Path, settings: Settings) -> None:
    shutil.rmtree(settings.output / SOURCE.id)
    folder = publish(other_rows, SOURCE, settings, LATER).folder
    assert sorted(path.name for path in (folder / "changes").iterdir()) == [f"{FIRST}.csv", f"{SECOND}.csv"]


def past(*names: str) -> Past:
    return Past(Path(), tuple(Version(name, name) for name in names), {})


@pytest.mark.parametrize(
    ("before", "modified", "taken", "name"),
    [
        (None, "2024-05-02T08:00:00Z", (), "2024-05-02.1"),
        (past("2024-05-02.1"), "2024-05-02T09:00:00Z", (), "2024-05-02.2"),
        (past("2024-05-02.9"), "2024-05-02T09:00:00Z", (), "2024-05-02.10"),
        (past("2024-05-02.3"), "2024-05-03T09:00:00Z", (), "2024-05-03.1"),
        (past("2024-05-02.1"), "2024-04-01T09:00:00Z", (), "2024-05-02.2"),
        (None, "2024-05-02T09:00:00Z", ("2024-05-02.4", "2024-05-01.7"), "2024-05-02.5"),
    ],
)
def test_names_of_releases_go_up(before: Past | None, modified: str, taken: tuple[str, ...], name: str) -> None:
    assert next_version(before, modified, taken).name == name


def test_a_new_release_writes_into_no_file_of_an_old_one(output: Path, other_rows: Path, tmp_path: Path) -> None:
    """Releases share files, so a file that is written in place would change them all."""
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    linked = Path(shutil.copytree(output, tmp_path / "linked", copy_function=os.link))
    publish(other_rows, SOURCE, Settings(output=linked), LATER)
    assert {path: path.read_bytes() for path in before} == before

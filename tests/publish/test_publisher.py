import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import GateError
from etl.publish import publisher
from etl.publish.publisher import publish
from etl.publish.validate import validate
from etl.settings import Settings
from tests.publish.musterstadt import RELEASE, SOURCE, thing, write_partition

LATER = replace(RELEASE, modified="2024-06-01T08:00:00+02:00", data_version="2024.06.01")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def other_rows(rows: Path, tmp_path: Path) -> Path:
    """The rows with one organization more."""
    folder = Path(shutil.copytree(rows, tmp_path / "rows"))
    more = {"organization_id": thing("organization", 9), "body_id": thing("body", 1), "name": "Bauamt", "kind_code": "office"}
    write_partition(folder / "organizations" / "undated.csv", [more])
    return folder


@pytest.fixture
def settings(tmp_path: Path, output: Path) -> Settings:
    """An output folder of one's own in which the council is published."""
    return Settings(output=Path(shutil.copytree(output, tmp_path / "output")))


def test_the_same_rows_give_the_same_bytes(rows: Path, output: Path, tmp_path: Path) -> None:
    publish(rows, SOURCE, Settings(output=tmp_path), RELEASE)
    assert contents(tmp_path) == contents(output)


def test_nothing_is_written_when_nothing_changed(rows: Path, settings: Settings) -> None:
    before = contents(settings.output)
    assert not publish(rows, SOURCE, settings, LATER).changed
    assert contents(settings.output) == before


def test_an_unchanged_release_still_tells_its_counts(rows: Path, settings: Settings) -> None:
    result = publish(rows, SOURCE, settings, RELEASE)
    assert (result.counts["papers"], result.folder) == (2, settings.output / SOURCE.id)


def test_changed_rows_are_published(other_rows: Path, settings: Settings) -> None:
    result = publish(other_rows, SOURCE, settings, LATER)
    assert (result.changed, result.counts["organizations"]) == (True, 4)


def test_a_damaged_release_is_published_again(rows: Path, settings: Settings) -> None:
    (settings.output / SOURCE.id / "csv" / "papers.csv").unlink()
    assert publish(rows, SOURCE, settings, RELEASE).changed


def test_another_base_iri_is_another_release(rows: Path, settings: Settings) -> None:
    assert publish(rows, SOURCE, replace(settings, base_iri="https://example.org/"), RELEASE).changed


def test_a_release_with_problems_leaves_the_old_one(other_rows: Path, settings: Settings) -> None:
    before = contents(settings.output)
    write_partition(other_rows / "papers" / "undated.csv", [{"paper_id": "no id"}])
    with pytest.raises(GateError, match="nothing was published"):
        publish(other_rows, SOURCE, settings, LATER)
    assert contents(settings.output) == before


def test_a_killed_process_leaves_the_old_release(other_rows: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(new: Path, target: Path) -> None:
        raise KeyboardInterrupt

    before = contents(settings.output / SOURCE.id)
    monkeypatch.setattr(publisher, "put_in_place", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(other_rows, SOURCE, settings, LATER)
    assert contents(settings.output / SOURCE.id) == before


def test_what_a_killed_process_left_is_cleaned_up(other_rows: Path, settings: Settings) -> None:
    leftover = settings.output / f".{SOURCE.id}.new"
    (leftover / "csv").mkdir(parents=True)
    publish(other_rows, SOURCE, settings, LATER)
    assert sorted(path.name for path in settings.output.iterdir() if path.is_dir()) == [".releases", SOURCE.id]


def test_a_folder_of_no_table_is_refused(other_rows: Path, settings: Settings) -> None:
    (other_rows / "speeches").mkdir()
    with pytest.raises(GateError, match="no schema for table speeches"):
        publish(other_rows, SOURCE, settings, RELEASE)


def test_a_partition_with_another_header_is_refused(other_rows: Path, settings: Settings) -> None:
    (other_rows / "papers" / "2023.csv").write_text("paper_id\n", encoding="utf-8")
    with pytest.raises(GateError, match="header"):
        publish(other_rows, SOURCE, settings, RELEASE)


def test_partitions_are_merged_in_their_order(published: Path) -> None:
    lines = (published / "csv" / "papers.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[2] for line in lines] == ["reference", "24/001", "24/002"]


def test_a_table_without_rows_has_its_header(published: Path) -> None:
    assert (published / "csv" / "tombstones.csv").read_bytes() == b"tombstone_id,kind_name,source_url,deleted_at\n"


def test_texts_are_optional(other_rows: Path, settings: Settings) -> None:
    shutil.rmtree(other_rows / "texts")
    folder = publish(other_rows, SOURCE, settings, RELEASE).folder
    assert not (folder / "text").exists()
    assert validate(folder) == []


def test_without_a_licence_there_is_no_catalogue(rows: Path, tmp_path: Path) -> None:
    folder = publish(rows, replace(SOURCE, license=""), Settings(output=tmp_path), RELEASE).folder
    assert not list(tmp_path.rglob("catalog.*"))
    assert validate(folder) == []


def test_progress_is_told_step_by_step(rows: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    publish(rows, SOURCE, Settings(output=tmp_path), RELEASE, lambda *step: told.append(step))
    assert told == [(step, number, 6) for number, step in enumerate(("tables", "rdf", "reports", "package", "check", "swap"), start=1)]


def test_a_joint_catalogue_that_was_not_written_is_written_later(rows: Path, settings: Settings) -> None:
    before = (settings.output / "catalog.ttl").read_bytes()
    (settings.output / "catalog.ttl").write_bytes(b"")
    os.utime(settings.output / "catalog.ttl", (0, 0))
    publish(rows, SOURCE, settings, RELEASE)
    assert (settings.output / "catalog.ttl").read_bytes() == before


@pytest.fixture(scope="module")
def next_output(rows: Path, output: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The rows of a next release, and the output folder after it was published without any disturbance."""
    folder = tmp_path_factory.mktemp("next")
    shutil.copytree(rows, folder / "rows")
    (folder / "rows" / "commitment_mentions" / "2023.csv").unlink()
    publish(folder / "rows", SOURCE, Settings(output=Path(shutil.copytree(output, folder / "output"))), LATER)
    return folder / "rows", folder / "output"


@pytest.mark.parametrize(
    ("step", "call"), [("new_folder", 1), ("keep", 1), ("share", 1), ("put_in_place", 1), ("keep", 2), ("write_joint_catalog", 1)]
)
def test_after_a_kill_at_any_step_the_next_run_ends_as_if_nothing_had_been(
    next_output: tuple[Path, Path], settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    """Each step is done, and then the process is gone; readers see the old release or the new one."""
    next_rows, expected = next_output
    whole = [contents(folder / SOURCE.id) for folder in (settings.output, expected)]
    real, calls = getattr(publisher, step), []

    def killed_after(*arguments: object) -> object:
        result = real(*arguments)
        calls.append(step)
        if len(calls) == call:
            raise KeyboardInterrupt
        return result

    with monkeypatch.context() as patch:
        patch.setattr(publisher, step, killed_after)
        with pytest.raises(KeyboardInterrupt):
            publish(next_rows, SOURCE, settings, LATER)
    assert contents(settings.output / SOURCE.id) in whole
    publish(next_rows, SOURCE, settings, LATER)
    assert contents(settings.output) == contents(expected)

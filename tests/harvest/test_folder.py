"""A folder of documents, presented as a council information system would."""

from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import SourceUnreachableError
from etl.harvest import something_new
from etl.sources import Source
from etl.store.objects import objects
from tests.harvest.conftest import Harvester


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "papers"
    path.mkdir()
    (path / "anfrage.txt").write_text("Anfrage")
    return path


@pytest.fixture
def village(harvester: Harvester, folder: Path) -> Harvester:
    return replace(harvester, source=Source("musterdorf", "Musterdorf", "folder", ags="99000001", path=folder))


def _papers(village: Harvester) -> dict[str, dict[str, object]]:
    return {one.url: dict(one.json) for one in objects(village.store, "musterdorf", ("Paper",))}


def _counts(village: Harvester) -> dict[str, int]:
    counts = village.run().lists["documents"]
    return {name: getattr(counts, name) for name in ("new", "changed", "tombstoned") if getattr(counts, name)}


def _complaint(village: Harvester) -> str:
    with pytest.raises(SourceUnreachableError) as caught:
        village.run()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_document_is_a_paper_of_its_own(village: Harvester) -> None:
    report = village.run()
    assert _papers(village).keys() == {"anfrage.txt"}
    assert village.names() == ["anfrage"]
    assert report.files_fetched == 1


def test_the_body_is_what_the_source_file_says(village: Harvester) -> None:
    village.run()
    assert village.names("Body") == ["Musterdorf"]


def test_the_bytes_of_a_document_are_stored(village: Harvester) -> None:
    village.run()
    assert village.store.blobs.read(village.store.files("musterdorf")["anfrage.txt"].sha256) == b"Anfrage"


def test_a_sidecar_says_more(village: Harvester, folder: Path) -> None:
    (folder / "anfrage.yml").write_text(
        "title: Radwege\nreference: 12/2024\npaper_type: Anfrage\ndate: 2024-05-06\noriginators: [SPD, 2024-05-06]\nother: x\n"
    )
    village.run()
    paper = _papers(village)["anfrage.txt"]
    assert (paper["name"], paper["reference"], paper["paperType"], paper["date"]) == ("Radwege", "12/2024", "Anfrage", "2024-05-06")
    assert paper["originatorOrganization"] == ["SPD", "2024-05-06"]
    assert "other" not in paper


def test_documents_may_share_a_paper(village: Harvester, folder: Path) -> None:
    (folder / "antwort.txt").write_text("Antwort")
    for name in ("anfrage", "antwort"):
        (folder / f"{name}.yml").write_text("paper: 12-2024")
    village.run()
    files = _papers(village)["12-2024"]["auxiliaryFile"]
    assert isinstance(files, list)
    assert [file["id"] for file in files] == ["anfrage.txt", "antwort.txt"]


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.html", "a.HTM", "a.TXT"])
def test_every_kind_of_document_is_found(village: Harvester, folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    village.run()
    assert name in _papers(village)


@pytest.mark.parametrize("name", ["a.jpg", "a.yml", "notes"])
def test_what_is_no_document_is_left(village: Harvester, folder: Path, name: str) -> None:
    (folder / name).write_text("title: x")
    village.run()
    assert name not in _papers(village)


def test_nothing_new_in_the_second_run(village: Harvester) -> None:
    village.run()
    report = village.run()
    assert (report.news, report.files_fetched) == (0, 0)


def test_a_new_document_is_new(village: Harvester, folder: Path) -> None:
    village.run()
    (folder / "neu.txt").write_text("Neu")
    assert _counts(village) == {"new": 1}


def test_a_changed_document_is_changed(village: Harvester, folder: Path) -> None:
    village.run()
    (folder / "anfrage.txt").write_text("Andere Anfrage")
    assert _counts(village) == {"changed": 1}
    assert village.store.blobs.read(village.store.files("musterdorf")["anfrage.txt"].sha256) == b"Andere Anfrage"


def test_a_changed_sidecar_changes_its_paper(village: Harvester, folder: Path) -> None:
    village.run()
    (folder / "anfrage.yml").write_text("title: Radwege")
    assert _counts(village) == {"changed": 1}


def test_a_removed_document_is_withdrawn(village: Harvester, folder: Path) -> None:
    (folder / "b.txt").write_text("b")
    village.run()
    (folder / "anfrage.txt").unlink()
    assert _counts(village) == {"tombstoned": 1}
    assert _papers(village).keys() == {"b.txt"}


def test_a_document_that_is_too_large_is_noted(village: Harvester, folder: Path) -> None:
    (folder / "plan.pdf").write_bytes(b"x" * 1_000_001)
    village.run(max_file_mb=1)
    assert village.reasons() == ["larger than 1 MB, not read"]
    village.run(max_file_mb=2)
    assert village.reasons() == []


def test_a_missing_folder_deletes_nothing(village: Harvester, folder: Path) -> None:
    village.run()
    folder.rename(folder.with_name("elsewhere"))
    assert "the folder is not there" in _complaint(village)
    assert _papers(village).keys() == {"anfrage.txt"}


def test_an_empty_folder_deletes_nothing(village: Harvester, folder: Path) -> None:
    village.run()
    (folder / "anfrage.txt").unlink()
    assert "the folder holds no documents" in _complaint(village)
    assert _papers(village).keys() == {"anfrage.txt"}


@pytest.mark.parametrize(("content", "complaint"), [("title: [", "the sidecar is no YAML"), ("- a", "the sidecar holds no keys")])
def test_a_sidecar_that_cannot_be_understood_is_named(village: Harvester, folder: Path, content: str, complaint: str) -> None:
    (folder / "anfrage.yml").write_text(content)
    line = _complaint(village)
    assert complaint in line
    assert "anfrage.yml" in line


def test_an_empty_sidecar_says_nothing(village: Harvester, folder: Path) -> None:
    (folder / "anfrage.yml").write_text("# nothing yet\n")
    village.run()
    assert village.names() == ["anfrage"]


def test_a_folder_is_new_when_a_document_changed(village: Harvester, folder: Path) -> None:
    def is_new() -> bool:
        return something_new(village.source, village.store, village.settings, now=village.now)

    assert is_new()
    village.run()
    assert not is_new()
    (folder / "anfrage.txt").write_text("Andere Anfrage")
    assert is_new()

"""A backup holds the store, and gives it back."""

import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import StoreError
from etl.settings import Settings
from etl.store import Store, open_store
from etl.store.backup import back_up, restore
from etl.store.objects import RawObject, keep_objects, objects

PAPER = RawObject("https://x.example/1", "Paper", "https://x.example/papers", {"id": "https://x.example/1", "name": "Radweg"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def filled(settings: Settings) -> Store:
    store = open_store(settings)
    keep_objects(store, "x", [PAPER], now="2024-01-01T00:00:00+00:00")
    return store


def test_what_was_backed_up_comes_back(settings: Settings, filled: Store, tmp_path: Path) -> None:
    put = filled.blobs.put([b"Anfrage"], max_bytes=100)
    assert back_up(settings, tmp_path / "b.tar") > 0
    elsewhere = replace(settings, data=tmp_path / "elsewhere")
    restore(elsewhere, tmp_path / "b.tar")
    again = open_store(elsewhere)
    assert list(objects(again, "x")) == list(objects(filled, "x"))
    assert put
    assert again.blobs.read(put[0]) == b"Anfrage"


def test_what_is_being_written_is_not_backed_up(settings: Settings, filled: Store, tmp_path: Path) -> None:
    (settings.data / "blobs" / "ab").mkdir(parents=True)
    (settings.data / "blobs" / "ab" / "abcd.part").write_bytes(b"half")
    back_up(settings, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as archive:
        assert not [name for name in archive.getnames() if name.endswith(".part")]


def test_a_backup_does_not_overwrite_a_store(settings: Settings, filled: Store, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "b.tar")
    with pytest.raises(StoreError, match="there is a store here already"):
        restore(settings, tmp_path / "b.tar")


def test_nothing_cannot_be_backed_up(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store to back up"):
        back_up(settings, tmp_path / "b.tar")
    assert not list(tmp_path.glob("b.tar*"))


@pytest.mark.parametrize("content", [b"", b"no tar file", None])
def test_what_is_no_backup_is_refused(settings: Settings, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "b.tar").write_bytes(content)
    with pytest.raises(StoreError, match="the backup cannot be read"):
        restore(settings, tmp_path / "b.tar")


def test_an_archive_without_a_store_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Guten Tag", encoding="utf-8")
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        archive.add(tmp_path / "letter.txt", "letter.txt")
    with pytest.raises(StoreError, match="this is no backup of a store"):
        restore(settings, tmp_path / "b.tar")
    assert not list(settings.data.iterdir())


def test_a_store_that_lies_elsewhere_is_backed_up_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        back_up(Settings(data=tmp_path, index_url="postgresql://x"), tmp_path / "b.tar")


def test_a_backup_that_cannot_be_written_leaves_nothing(settings: Settings, filled: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the backup cannot be written"):
        back_up(settings, tmp_path / "nowhere" / "b.tar")

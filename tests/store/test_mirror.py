"""A folder and its copy: the same files, seen together or not at all."""

from pathlib import Path

import pytest

from etl.errors import StoreError
from etl.store.mirror import Mirror


def _files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return str(tmp_path / "copy")


@pytest.fixture
def here(tmp_path: Path, url: str) -> Mirror:
    _write(tmp_path / "here", {"papers/2023.csv": "old", "papers/2024.csv": "new", "texts/2024.jsonl.gz": "", "manifest.json": "{}"})
    mirror = Mirror(tmp_path / "here", url)
    mirror.hand_out()
    return mirror


@pytest.fixture
def there(tmp_path: Path, url: str) -> Mirror:
    return Mirror(tmp_path / "there", url)


def test_what_was_handed_out_is_fetched(here: Mirror, there: Mirror) -> None:
    there.fetch()
    assert _files(there.folder) == _files(here.folder)


def test_what_changed_and_what_is_gone_is_so_in_every_place(here: Mirror, there: Mirror, url: str) -> None:
    there.fetch()
    _write(here.folder, {"papers/2024.csv": "newer"})
    (here.folder / "papers" / "2023.csv").unlink()
    here.hand_out()
    there.fetch()
    assert _files(there.folder) == _files(here.folder)
    assert len(_files(Path(url))) == len(_files(here.folder)) + 1, "the list, and nothing that is not current"


def test_a_copy_that_was_not_finished_does_not_count(here: Mirror, there: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _files(here.folder)
    _write(here.folder, {"papers/2023.csv": "other", "papers/2024.csv": "newer"})
    with monkeypatch.context() as patch:
        patch.setattr("json.dumps", _killed)
        with pytest.raises(KeyboardInterrupt):
            here.hand_out()
    there.fetch()
    assert _files(there.folder) == before


def _killed(*_: object, **__: object) -> str:
    raise KeyboardInterrupt


def test_the_first_copy_is_made_of_what_is_there(tmp_path: Path, url: str, there: Mirror) -> None:
    _write(tmp_path / "here", {"papers/2024.csv": "rows"})
    Mirror(tmp_path / "here", url).fetch()
    there.fetch()
    assert _files(there.folder) == {"papers/2024.csv": "rows"}


def test_where_there_is_nothing_nothing_is_fetched(there: Mirror) -> None:
    there.fetch()
    assert not there.folder.exists()


@pytest.mark.parametrize("damage", ["removed", "changed"])
def test_a_damaged_copy_is_refused(here: Mirror, there: Mirror, url: str, damage: str) -> None:
    (path,) = Path(url).glob("papers/2024-*.csv")
    path.unlink() if damage == "removed" else path.write_text("half")
    with pytest.raises(StoreError, match="a file of rows is missing or damaged"):
        there.fetch()

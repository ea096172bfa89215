from pathlib import Path

import pytest

from etl.publish import swap


def release(folder: Path, content: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "file").write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_new_folder_takes_the_place_of_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool) -> None:
    if not can_exchange:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    target = release(tmp_path / "council", "old")
    swap.put_in_place(release(swap.new_folder(target), "new"), target)
    assert (target / "file").read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_the_first_release_needs_no_old_one(tmp_path: Path) -> None:
    target = tmp_path / "council"
    swap.put_in_place(release(swap.new_folder(target), "new"), target)
    assert (target / "file").read_text(encoding="utf-8") == "new"


def test_a_release_that_was_put_aside_comes_back(tmp_path: Path) -> None:
    release(tmp_path / ".council.old", "old")
    swap.new_folder(tmp_path / "council")
    assert (tmp_path / "council" / "file").read_text(encoding="utf-8") == "old"

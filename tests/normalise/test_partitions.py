"""Partitions on disk: written whole, gone when they are empty."""

import gzip
from pathlib import Path

import pytest

from etl.normalise import Partitions
from etl.tables import load_tables


@pytest.fixture
def partitions(tmp_path: Path) -> Partitions:
    return Partitions(tmp_path / "rows")


def _row(table: str, **values: str) -> dict[str, str]:
    return {column: values.get(column, "") for column in load_tables()[table].columns}


def _files(partitions: Partitions) -> list[str]:
    return sorted(path.relative_to(partitions.folder).as_posix() for path in partitions.folder.rglob("*") if path.is_file())


def test_a_partition_is_a_csv_for_each_table_with_rows(partitions: Partitions) -> None:
    partitions.write("2024", {"papers": [_row("papers", name='Bänke, "neu"', source_url="a")], "meetings": []})
    assert _files(partitions) == ["papers/2024.csv"]
    header, row = (partitions.folder / "papers" / "2024.csv").read_bytes().decode().removesuffix("\n").split("\n")
    assert header == ",".join(load_tables()["papers"].columns)
    assert '"Bänke, ""neu"""' in row


def test_a_table_that_has_no_rows_any_more_has_no_file(partitions: Partitions) -> None:
    partitions.write("2024", {"papers": [_row("papers")], "meetings": [_row("meetings")]})
    partitions.write("2024", {"papers": [_row("papers")]})
    assert _files(partitions) == ["papers/2024.csv"]


def test_the_same_rows_are_the_same_bytes(partitions: Partitions) -> None:
    path = partitions.folder / "texts" / "2024.jsonl.gz"
    partitions.write_texts("2024", [("id/document/b", "B"), ("id/document/a", "A")])
    before = path.read_bytes()
    partitions.write_texts("2024", [("id/document/a", "A"), ("id/document/b", "B")])
    assert path.read_bytes() == before
    assert gzip.decompress(before).decode().splitlines() == [
        '{"document_id": "id/document/a", "text": "A"}',
        '{"document_id": "id/document/b", "text": "B"}',
    ]


def test_rows_and_texts_come_out_as_they_went_in(partitions: Partitions) -> None:
    rows, texts = [_row("papers", name='Bänke,\n"neu"')], [("id/document/a", "A\u2028B"), ("id/document/b", "B")]
    partitions.write("2024", {"papers": rows})
    partitions.write_texts("2024", texts)
    assert (partitions.rows("2024", "papers"), partitions.texts("2024")) == (rows, texts)
    assert (partitions.rows("2023", "papers"), partitions.texts("2023")) == ([], [])


def test_a_file_that_is_the_same_is_not_written_again(partitions: Partitions) -> None:
    partitions.write("2024", {"papers": [_row("papers", name="a")], "meetings": [_row("meetings")]})
    before = {path: path.stat().st_ino for path in partitions.folder.rglob("*.csv")}
    partitions.write("2024", {"papers": [_row("papers", name="b")], "meetings": [_row("meetings")]})
    assert [path.parent.name for path, inode in before.items() if path.stat().st_ino != inode] == ["papers"]


def test_other_bytes_have_another_hash(partitions: Partitions) -> None:
    partitions.write("2024", {"papers": [_row("papers", name="a")], "meetings": [_row("meetings")]})
    before = partitions.hashes("2024")
    partitions.write_table("2024", "papers", [_row("papers", name="b")])
    partitions.write_texts("2024", [("id/document/a", "A")])
    after = partitions.hashes("2024")
    assert (set(before), set(after)) == ({"papers", "meetings"}, {"papers", "meetings", "texts"})
    assert [name for name in before if before[name] != after[name]] == ["papers"]


def test_a_partition_without_texts_has_no_file_of_them(partitions: Partitions) -> None:
    partitions.write_texts("2024", [("id/document/a", "A")])
    partitions.write_texts("2024", [])
    assert _files(partitions) == []


def test_a_dropped_partition_leaves_the_others(partitions: Partitions) -> None:
    for year in ("2023", "2024"):
        partitions.write(year, {"papers": [_row("papers")]})
        partitions.write_texts(year, [("id/document/a", "A")])
    partitions.drop("2023")
    assert _files(partitions) == ["papers/2024.csv", "texts/2024.jsonl.gz"]


def test_a_partition_that_was_never_there_can_be_dropped(partitions: Partitions) -> None:
    partitions.drop("1848")
    assert _files(partitions) == []


def test_a_write_that_fails_leaves_what_was_there(partitions: Partitions, monkeypatch: pytest.MonkeyPatch) -> None:
    partitions.write("2024", {"papers": [_row("papers", name="alt")]})
    path = partitions.folder / "papers" / "2024.csv"
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        partitions.write("2024", {"papers": [_row("papers", name="neu")]})
    assert path.read_bytes() == before


def test_what_an_interrupted_write_left_is_no_partition(partitions: Partitions) -> None:
    partitions.write("2024", {"papers": [_row("papers")]})
    (partitions.folder / "papers" / ".2024.csv.part").write_text("half")
    assert [path.name for path in (partitions.folder / "papers").glob("*.csv")] == ["2024.csv"]


def test_the_manifest_is_what_was_written(partitions: Partitions) -> None:
    assert partitions.manifest() == {}
    partitions.write_manifest({"2024": "a", "2023": "b"})
    assert partitions.manifest() == {"2024": "a", "2023": "b"}


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_a_broken_manifest_is_none(partitions: Partitions, content: str) -> None:
    partitions.write_manifest({"2024": "a"})
    (partitions.folder / "manifest.json").write_text(content)
    assert partitions.manifest() == {}

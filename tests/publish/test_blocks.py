"""Dumps in blocks: ordinary gzip files of which a later release takes over what did not change."""

import csv
import gzip
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.publish import blocks, dumps
from etl.publish.blocks import INDEX, cut, pieces, read_index
from etl.publish.checks.dumps import other_dumps
from etl.publish.checks.published import Known, Published
from etl.publish.dumps import Part, parts, prefixes, write_dumps
from etl.publish.gzipped import in_pieces, inflated
from etl.publish.provenance import Origin
from etl.settings import DEFAULT_BASE_IRI
from etl.tables import load_tables
from tests.publish.musterstadt import SOURCE
from tests.publish.test_validate import edit

ORIGIN = Origin(DEFAULT_BASE_IRI, f"{DEFAULT_BASE_IRI}dataset/{SOURCE.id}", "2024-05-02.1", "", "2024-05-02T08:00:00+02:00", "0", "")
DUMPS = [f"rdf/{SOURCE.id}.nq.gz", f"rdf/{SOURCE.id}.ttl.gz", INDEX]


def contents(folder: Path) -> list[bytes]:
    return [(folder / path).read_bytes() for path in DUMPS]


def written(csv_folder: Path, target: Path, past: Path | None = None) -> Path:
    """The dumps of some CSVs in a new folder beside a copy of them."""
    shutil.copytree(csv_folder, target / "csv")
    write_dumps(target, SOURCE.id, ORIGIN, past)
    return target


@given(st.lists(st.binary(max_size=300)))
def test_pieces_are_a_gzip_file(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("pieces") / "x.gz"
    with in_pieces(path) as file:
        for content in contents:
            file.add(content)
    assert gzip.decompress(path.read_bytes()) == b"".join(contents)


def test_a_copied_piece_gives_the_same_file(tmp_path: Path) -> None:
    with in_pieces(tmp_path / "a.gz") as file:
        sizes = [file.add(b"eins"), file.add(b"zwei" * 1000)]
    data = (tmp_path / "a.gz").read_bytes()
    with in_pieces(tmp_path / "b.gz") as file:
        file.copy(data[10 : 10 + sizes[0]])
        file.copy(data[10 + sizes[0] : 10 + sum(sizes)])
    assert (tmp_path / "b.gz").read_bytes() == data


def test_what_is_no_piece_is_an_os_error() -> None:
    with pytest.raises(OSError, match="no piece"):
        inflated(b"\xff\xff\xff")


def test_each_block_says_what_its_rows_say(published: Path) -> None:
    _, *found = pieces(published, SOURCE.id)
    origin = Origin(**Published.open(published).own["origin"])
    expected = [part for part in parts(published / "csv", origin, None) if isinstance(part, Part)]
    assert [inflated(one.nquads).decode() for one in found] == [part.nquads for part in expected]
    assert [one.block.statements for one in found] == [part.statements for part in expected]


def test_each_block_of_turtle_is_read_with_the_prefixes(published: Path) -> None:
    for one in pieces(published, SOURCE.id):
        triples = list(ox.parse(prefixes() + inflated(one.turtle), format=ox.RdfFormat.TURTLE))
        assert len(triples) == one.block.statements


def rows(folder: Path, numbers: Iterator[int] | range) -> Path:
    """A CSV of organizations with these numbers."""
    table = load_tables()["organizations"]
    path = folder / f"{table.name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({"organization_id": f"id/organization/{number:016x}", "name": f"Amt {number}"} for number in numbers)
    return path


def test_a_row_more_leaves_nearly_all_blocks_as_they_are(tmp_path: Path) -> None:
    table = load_tables()["organizations"]
    before = [digest for digest, _ in cut(table, rows(tmp_path, range(10, 5000)))]
    after = [digest for digest, _ in cut(table, rows(tmp_path, range(9, 5000)))]
    assert len(set(after) - set(before)) == 1
    assert len(before) > 40


def test_no_block_is_endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "crc32", lambda _: 1)
    assert [len(some) for _, some in cut(load_tables()["organizations"], rows(tmp_path, range(1100)))] == [512, 512, 76]


def test_blocks_taken_over_give_the_same_files(published: Path, copy: Path, tmp_path: Path) -> None:
    edit(copy / "csv" / "organizations.csv", "Fraktion Linden", "Lindenfraktion")
    fresh = written(copy / "csv", tmp_path / "fresh")
    assert contents(written(copy / "csv", tmp_path / "taken", published)) == contents(fresh)


def test_only_what_changed_is_made(published: Path, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, turtle = [], dumps._turtle

    def noted(ntriples: str) -> bytes:
        made.append(ntriples)
        return turtle(ntriples)

    monkeypatch.setattr(dumps, "_turtle", noted)
    edit(copy / "csv" / "organizations.csv", "Fraktion Linden", "Lindenfraktion")
    written(copy / "csv", tmp_path / "new", published)
    assert "Lindenfraktion" in "".join(made)
    assert "Stadtpark" not in "".join(made)


def problems(folder: Path, past: Path | None = None) -> str:
    return "\n".join(map(str, other_dumps(replace(Published.open(folder), known=Known(past=past)))))


def test_a_list_that_leads_elsewhere_is_found(copy: Path) -> None:
    first, second, *others = (copy / INDEX).read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / INDEX).write_text("".join([first, second, *reversed(others)]), encoding="utf-8")
    assert "do not consist of these blocks" in problems(copy)


def test_a_missing_list_is_found(copy: Path) -> None:
    (copy / INDEX).unlink()
    assert "do not consist of these blocks" in problems(copy)


@pytest.mark.parametrize("dump", DUMPS[:2])
def test_a_dump_with_another_checksum_is_found(copy: Path, dump: str) -> None:
    data = bytearray((copy / dump).read_bytes())
    data[-6] ^= 1
    (copy / dump).write_bytes(data)
    with pytest.raises(OSError, match="CRC"):
        problems(copy)


def test_a_block_that_differs_from_the_release_before_is_looked_at(published: Path, copy: Path, tmp_path: Path) -> None:
    """Its rows are those of the release before, and it says something else."""
    other = Path(shutil.copytree(copy, tmp_path / "other"))
    edit(other / "csv" / "organizations.csv", "Fraktion Linden", "Lindenfraktion")
    shutil.rmtree(other / "rdf")
    write_dumps(other, SOURCE.id, Origin(**Published.open(published).own["origin"]), None)
    digests = {block.table_name: block.digest for block in read_index(published)}
    text = (other / INDEX).read_text(encoding="utf-8")
    for block in read_index(other):
        text = text.replace(block.digest, digests[block.table_name]) if block.table_name == "organizations" else text
    (other / INDEX).write_text(text, encoding="utf-8")
    for path in DUMPS:
        shutil.copy(other / path, copy / path)
    assert "Lindenfraktion" in problems(copy, published)


def test_a_release_after_another_is_right(published: Path) -> None:
    assert problems(published, published) == ""

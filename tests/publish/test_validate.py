import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.publish.checks.published import Problem
from etl.publish.files import PACKAGE, sha256
from etl.publish.validate import validate
from tests.publish.musterstadt import SOURCE


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_gzip(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(gzip.compress(change(gzip.decompress(path.read_bytes())), mtime=0))


def relist(folder: Path) -> None:
    """Write the sizes and hashes of the files as they are now, so that only what lies deeper is found."""
    package: dict[str, Any] = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    for entry in (*package["resources"], *package["ratsgraph"]["files"]):
        path = folder / entry["path"]
        entry |= {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}
    (folder / PACKAGE).write_text(json.dumps(package), encoding="utf-8")


def whats(problems: list[Problem]) -> str:
    return "\n".join(problem.what for problem in problems)


def test_a_published_folder_is_right(published: Path) -> None:
    assert validate(published) == []


def test_an_output_folder_is_checked_council_by_council(output: Path) -> None:
    assert validate(output) == []


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert "nothing published" in whats(validate(tmp_path))


def test_a_problem_is_one_line() -> None:
    assert str(Problem("the file\nis missing", "a/b", "publish again")) == "the file is missing [a/b]: publish again"


def test_a_missing_file_is_found(copy: Path) -> None:
    (copy / "csv" / "papers.csv").unlink()
    assert "the file is missing" in whats(validate(copy))


def test_a_changed_file_is_found(copy: Path) -> None:
    edit(copy / "csv" / "papers.csv", "Stadtpark", "Stadtwald")
    assert "not those of its hash" in whats(validate(copy))


def test_a_truncated_dump_is_found(copy: Path) -> None:
    dump = copy / "rdf" / f"{SOURCE.id}.nq.gz"
    dump.write_bytes(dump.read_bytes()[:-100])
    assert "cannot be read" in whats(validate(copy))


def test_a_file_too_many_is_found(copy: Path) -> None:
    (copy / "csv" / "notes.csv").touch()
    assert "not listed" in whats(validate(copy))


def test_a_broken_descriptor_is_found(copy: Path) -> None:
    (copy / PACKAGE).write_text("{", encoding="utf-8")
    assert "no data package" in whats(validate(copy))


def test_another_schema_is_found(copy: Path) -> None:
    edit(copy / PACKAGE, '"title_de": "Vorlagen"', '"title_de": "Drucksachen"')
    assert "the schema of papers is not that of vocab/tables" in whats(validate(copy))


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("papers", "2023-11-06", "06.11.2023", "Type error"),
        ("papers", ",inquiry,", ",query,", 'constraint "enum"'),
        ("organizations", "id/organization/0000000000000002", "id/organization/0000000000000001", "primary key"),
        ("inquiry_authors", "id/organization/0000000000000002", "id/organization/000000000000000f", "foreign"),
        ("bodies", "Stadt Musterstadt", "", 'constraint "required"'),
    ],
)
def test_a_bad_row_is_found(copy: Path, table: str, old: str, new: str, message: str) -> None:
    edit(copy / "csv" / f"{table}.csv", old, new)
    relist(copy)
    assert message.lower() in whats(validate(copy)).lower()


def test_a_bad_row_is_named(copy: Path) -> None:
    edit(copy / "csv" / "papers.csv", "2023-11-06", "06.11.2023")
    assert any(problem.where.endswith("csv/papers.csv row 2") for problem in validate(copy))


def test_evidence_beyond_the_text_is_found(copy: Path) -> None:
    edit(copy / "csv" / "commitments.csv", ",132,", ",1320,")
    relist(copy)
    assert "lies outside a text of 133 code points" in whats(validate(copy))


def test_a_quote_that_is_not_the_text_is_found(copy: Path) -> None:
    edit(copy / "csv" / "commitments.csv", "neue Bänke", "viele Bänke")
    relist(copy)
    assert "the quote is not the document's text" in whats(validate(copy))


def test_a_text_of_another_length_is_found(copy: Path) -> None:
    edit_gzip(copy / "text" / "documents.jsonl.gz", lambda lines: lines.replace(b"Anfrage", b"Frage", 1))
    relist(copy)
    assert "has 66 code points instead of 68" in whats(validate(copy))


def test_a_statement_too_few_is_found(copy: Path) -> None:
    edit_gzip(
        copy / "rdf" / f"{SOURCE.id}.nq.gz", lambda lines: b"".join(line for line in lines.splitlines(True) if b"#committedBy" not in line)
    )
    relist(copy)
    assert "where the tables make" in whats(validate(copy))


def test_rdf_that_cannot_be_parsed_is_found(copy: Path) -> None:
    edit_gzip(copy / "rdf" / f"{SOURCE.id}.ttl.gz", lambda text: text + b"<broken")
    relist(copy)
    assert "cannot be read" in whats(validate(copy))


def test_other_csvw_metadata_is_found(copy: Path) -> None:
    edit(copy / "csv" / "papers.csv-metadata.json", "ontology#number", "ontology#title")
    relist(copy)
    assert "CSVW" in whats(validate(copy))


def test_a_catalogue_that_offers_another_file_is_found(copy: Path) -> None:
    edit(copy / "catalog.ttl", "dcat:downloadURL <https://w3id.org/ratsgraph/", "dcat:downloadURL <https://example.org/")
    relist(copy)
    assert "not there in its size" in whats(validate(copy))


def test_a_table_that_is_not_listed_is_found(copy: Path) -> None:
    package: dict[str, Any] = json.loads((copy / PACKAGE).read_text(encoding="utf-8"))
    package["resources"] = [resource for resource in package["resources"] if resource["name"] != "papers"]
    (copy / PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    assert "table papers is not listed" in whats(validate(copy))


def test_another_header_is_found(copy: Path) -> None:
    edit(copy / "csv" / "papers.csv", "reference,name", "name,reference")
    relist(copy)
    assert "the header is not that of the schema" in whats(validate(copy))


def test_catalogues_that_differ_are_found(copy: Path) -> None:
    edit(copy / "catalog.rdf", "Kommunalpolitik", "Politik")
    relist(copy)
    assert "it does not say what catalog.ttl says" in whats(validate(copy))


def test_a_truncated_file_is_found(copy: Path) -> None:
    (copy / "csv" / "papers.csv").write_bytes((copy / "csv" / "papers.csv").read_bytes()[:-10])
    assert "bytes instead of" in whats(validate(copy))


def test_parquet_that_is_not_the_csv_is_found(copy: Path) -> None:
    shutil.copy(copy / "parquet" / "questions.parquet", copy / "parquet" / "quarantine.parquet")
    shutil.copy(copy / "parquet" / "answers.parquet", copy / "parquet" / "papers.parquet")
    relist(copy)
    found = whats(validate(copy))
    assert "rows are not those of the CSV" in found

"""What the whole way through reads in the demo council's documents, against what a careful reader found in them."""

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl import paths
from etl.decode.ocr import is_available
from tests.conftest import DemoRun

EXPECTED: list[dict[str, Any]] = yaml.safe_load((paths.DEMO / "expected.yml").read_text(encoding="utf-8"))
DOCUMENTED = [paper for paper in EXPECTED if paper.get("documents")]
INQUIRIES = [paper for paper in EXPECTED if paper.get("inquiry")]
ANSWERED = [paper for paper in EXPECTED if paper.get("answer")]
SCANNED = "07-stellungnahme.pdf"

Row = dict[str, str]


def rows(demo: DemoRun, table: str) -> list[Row]:
    with (demo.folder / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_file(demo: DemoRun, table: str) -> dict[str, list[Row]]:
    """Rows of a table by the file name of their document."""
    names = {row["document_id"]: row["download_url"].rsplit("/", 1)[-1] for row in rows(demo, "documents")}
    found = defaultdict(list)
    for row in rows(demo, table):
        found[names[row["document_id"]]].append(row)
    return found


def name_of(paper: dict[str, Any]) -> str:
    return f"paper {paper['paper']}"


def readable(file: str) -> None:
    if file == SCANNED and not is_available():
        pytest.skip("needs the extra `ocr`")


@pytest.mark.parametrize("paper", DOCUMENTED, ids=name_of)
def test_every_document_has_its_role(demo: DemoRun, paper: dict[str, Any]) -> None:
    found = {file: documents[0]["role_code"] for file, documents in by_file(demo, "documents").items() if documents[0]["sha256"]}

    assert {file: role for file, role in paper["documents"].items() if file in found} == {
        file: found[file] for file in paper["documents"] if file in found
    }


def test_the_inquiries_are_those_that_a_reader_finds(demo: DemoRun) -> None:
    assert {paper["inquiry"]["file"] for paper in INQUIRIES} == set(by_file(demo, "inquiries"))


@pytest.mark.parametrize("paper", INQUIRIES, ids=name_of)
def test_an_inquiry_has_its_authors(demo: DemoRun, paper: dict[str, Any]) -> None:
    inquiry = paper["inquiry"]
    found = by_file(demo, "inquiry_authors")[inquiry["file"]]

    assert {
        "person": sorted(inquiry.get("persons", [])),
        "group": sorted(inquiry.get("groups", [])),
    } == {kind: sorted(row["name"] for row in found if row["kind_code"] == kind) for kind in ("person", "group")}


@pytest.mark.parametrize("paper", INQUIRIES, ids=name_of)
def test_an_inquiry_has_its_mode_and_session(demo: DemoRun, paper: dict[str, Any]) -> None:
    inquiry, session = paper["inquiry"], paper["inquiry"].get("session") or {}
    row = by_file(demo, "inquiries")[inquiry["file"]][0]

    assert (inquiry["mode"], session.get("date", row["session_on"]), session.get("agenda_item", row["agenda_item_number"])) == (
        row["mode_code"],
        row["session_on"],
        row["agenda_item_number"],
    )


@pytest.mark.parametrize("paper", INQUIRIES, ids=name_of)
def test_an_inquiry_has_its_questions(demo: DemoRun, paper: dict[str, Any]) -> None:
    found = by_file(demo, "questions")[paper["inquiry"]["file"]]
    expected = paper["inquiry"]["questions"]

    assert [(one["number"], True, True) for one in expected] == [
        (row["number"], row["text"].startswith(one["start"]), row["text"].endswith(one["end"]))
        for row, one in zip(found, expected, strict=False)
    ]


@pytest.mark.parametrize("paper", ANSWERED, ids=name_of)
def test_an_answer_is_linked_to_its_inquiry(demo: DemoRun, paper: dict[str, Any]) -> None:
    readable(paper["answer"]["file"])
    inquiries = {row["inquiry_id"] for row in rows(demo, "inquiries")}

    assert [row["inquiry_id"] in inquiries for row in by_file(demo, "answers")[paper["answer"]["file"]]] == [True]


def test_most_commitments_of_a_reader_are_found(demo: DemoRun) -> None:
    expected = {fold(one["quote"]) for paper in ANSWERED for one in paper["answer"].get("commitments", ())}
    found = {fold(row["quote"]) for row in rows(demo, "commitments")}

    assert len(expected & found) >= 0.6 * len(expected)


def fold(text: str) -> str:
    return " ".join(text.split())


def test_the_broken_file_is_in_quarantine(demo: DemoRun) -> None:
    refused = [row["source_url"].rsplit("/", 1)[-1] for row in rows(demo, "quarantine") if row["table_name"] == "documents"]

    assert len(refused) == 1


def test_counts_are_those_of_the_server(demo: DemoRun) -> None:
    assert tuple(len(rows(demo, table)) for table in ("papers", "meetings", "organizations")) == (15, 6, 21)


def test_published_texts_are_there(demo: DemoRun) -> None:
    assert (Path(demo.folder) / "text" / "documents.jsonl.gz").is_file()


def test_a_release_says_what_the_source_s_server_can_do(demo: DemoRun) -> None:
    found = json.loads((demo.folder / "reports" / "capabilities.json").read_text(encoding="utf-8"))
    assert (found["modified_since"], found["paging"], found["bodies"][0]["name"]) == ("heeded", "links", "Stadt Musterstadt")

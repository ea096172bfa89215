import re
from typing import Any

import pytest
import yaml

from etl.demo.council import load_council
from etl.paths import DEMO
from tools.make_demo import parse_source

PAPERS: list[dict[str, Any]] = yaml.safe_load((DEMO / "expected.yml").read_text(encoding="utf-8"))
INQUIRIES = [paper["inquiry"] for paper in PAPERS if "inquiry" in paper]
ANSWERS = [paper["answer"] for paper in PAPERS if "answer" in paper]
COMMITMENTS = [(answer, commitment) for answer in ANSWERS for commitment in answer["commitments"]]
TAG = re.compile(r"<[^>]+>")  # an HTML tag


def _text(file: str) -> str:
    """A document's text as its source has it, white space folded."""
    source = next((DEMO / "documents").glob(f"{file.partition('.')[0]}.*")).read_text(encoding="utf-8")
    text = TAG.sub(" ", source) if file.endswith(".html") else " ".join(block.text for block in parse_source(source)[1]).replace("~", "")
    return " ".join(text.split())


@pytest.mark.parametrize(
    "unit", [(part["file"], unit) for part in (*INQUIRIES, *ANSWERS) for unit in part.get("questions", part.get("items"))]
)
def test_a_question_or_answer_item_begins_before_it_ends(unit: tuple[str, dict[str, Any]]) -> None:
    text = _text(unit[0])
    start, end = text.find(unit[1]["start"]), text.find(unit[1]["end"], text.find(unit[1]["start"]))
    assert -1 < start <= end


@pytest.mark.parametrize(("answer", "commitment"), COMMITMENTS, ids=[commitment["quote"][:40] for _, commitment in COMMITMENTS])
def test_a_commitment_is_verbatim_and_names_what_it_quotes(answer: dict[str, Any], commitment: dict[str, Any]) -> None:
    assert commitment["quote"] in _text(answer["file"])
    named = [*commitment.get("partners", []), *commitment.get("projects", []), *commitment.get("places", []), commitment.get("time", "")]
    assert [name for name in named if name not in commitment["quote"]] == []


@pytest.mark.parametrize(("answer", "commitment"), COMMITMENTS, ids=[commitment["quote"][:40] for _, commitment in COMMITMENTS])
def test_a_commitment_lies_in_its_answer_item(answer: dict[str, Any], commitment: dict[str, Any]) -> None:
    text = _text(answer["file"])
    item = next(item for item in answer["items"] if commitment["item"] == item["answers"][0])
    start = text.find(item["start"])
    assert start <= text.find(commitment["quote"]) < text.find(item["end"], start) + len(item["end"])


def test_every_paper_and_file_is_expected() -> None:
    files = {name for paper in PAPERS for name in (*paper.get("documents", {}), *paper.get("unreadable", []))}
    assert files == {name for name, _ in load_council().downloads.values()}


def test_references_are_the_records() -> None:
    records = {int(url.rsplit("/", 1)[1]): thing for url, thing in load_council().objects.items() if "/papers/" in url}
    assert {number: thing.get("reference") for number, thing in records.items()} == {
        paper["paper"]: paper.get("reference") for paper in PAPERS
    }


@pytest.mark.parametrize(
    ("field", "codes"), [("kind", "cooperation role undertaking review principle"), ("status", "ongoing planned conditional")]
)
def test_the_demo_shows_every_code(field: str, codes: str) -> None:
    assert {commitment[field] for _, commitment in COMMITMENTS} == set(codes.split())


def test_cooperations_come_in_every_status() -> None:
    shown = {commitment["status"] for _, commitment in COMMITMENTS if commitment["kind"] == "cooperation"}
    assert shown == {"ongoing", "planned", "conditional"}

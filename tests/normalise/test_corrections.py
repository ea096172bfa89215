"""What an operator corrects or rejects changes rows, is recorded, and is reported where it no longer fits."""

from pathlib import Path

import pytest

from etl.errors import UsageError
from etl.normalise import Correction, Rows, apply_corrections, load_corrections, not_applied

KEY = "0" * 15 + "1"
ANSWER, ITEM, COMMITMENT = f"id/answer/{KEY}", f"id/answer-item/{KEY}-21", f"id/commitment/{KEY}-60"
REASON = "looked at"


def rows() -> Rows:
    made = Rows()
    made.add("answers", answer_id=ANSWER, document_id=f"id/document/{KEY}")
    made.add("answer_items", answer_item_id=ITEM, answer_id=ANSWER, text="Ja.")
    made.add("answer_item_questions", answer_item_id=ITEM, question_id=f"id/question/{KEY}-1")
    made.add("commitments", commitment_id=COMMITMENT, answer_id=ANSWER, answer_item_id=ITEM, status_code="planned")
    made.add("commitment_partners", commitment_id=COMMITMENT, position=1, name="Parkverein")
    return made


def applied(*entries: Correction) -> Rows:
    made = rows()
    apply_corrections(entries, made)
    return made


def test_a_value_is_corrected_and_recorded() -> None:
    made = applied(Correction(COMMITMENT, "correct", REASON, {"status_code": "planned"}, {"status_code": "ongoing"}))
    assert made.tables["commitments"][0]["status_code"] == "ongoing"
    (record,) = made.tables["corrections"]
    assert (record["column_name"], record["old_value"], record["new_value"], record["is_applied"]) == (
        "status_code",
        "planned",
        "ongoing",
        "true",
    )


def test_a_part_of_a_thing_is_corrected_by_its_iri() -> None:
    made = applied(Correction(f"{COMMITMENT}/partner/1", "correct", REASON, {}, {"name": "Verein am Park"}))
    assert made.tables["commitment_partners"][0]["name"] == "Verein am Park"


def test_what_does_not_find_what_it_expects_is_not_applied() -> None:
    entry = Correction(COMMITMENT, "correct", REASON, {"status_code": "conditional"}, {"status_code": "ongoing"})
    made = applied(entry)
    assert made.tables["commitments"][0]["status_code"] == "planned"
    (issue,) = not_applied([entry], made.tables["corrections"], made)
    assert (issue.source_url, issue.raw_value, "not applied" in issue.reason) == (COMMITMENT, "planned", True)


def test_a_rejected_thing_goes_with_what_cannot_be_without_it() -> None:
    made = applied(Correction(COMMITMENT, "reject", REASON))
    assert (made.tables["commitments"], made.tables["commitment_partners"], len(made.tables["answers"])) == ([], [], 1)


def test_what_can_be_without_it_stays() -> None:
    made = applied(Correction(ITEM, "reject", REASON))
    assert (made.tables["answer_items"], made.tables["answer_item_questions"]) == ([], [])
    assert made.tables["commitments"][0]["answer_item_id"] == ""
    assert len(made.tables["corrections"]) == 1


def test_a_rejection_that_does_not_find_what_it_expects_rejects_nothing() -> None:
    assert len(applied(Correction(COMMITMENT, "reject", REASON, {"status_code": "ongoing"})).tables["commitments"]) == 1


def test_an_entry_that_names_nothing_is_reported() -> None:
    entry, made = Correction(f"id/paper/{KEY}", "reject", REASON), Rows()
    (issue,) = not_applied([entry], [], made)
    assert ("names nothing" in issue.reason, made.tables["corrections"][0]["is_applied"]) == (True, "false")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yml"
    path.write_text(
        f"- {{target: {COMMITMENT}, action: correct, expect: {{quote: a}}, values: {{quote: b}}, reason: r}}\n"
        f"- {{target: {ITEM}, action: reject, reason: r, source: elsewhere}}\n",
        encoding="utf-8",
    )
    assert load_corrections(path, "here") == (Correction(COMMITMENT, "correct", "r", {"quote": "a"}, {"quote": "b"}),)


def test_without_a_file_nothing_is_corrected(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "corrections.yml", "here") == ()


@pytest.mark.parametrize(
    "entry",
    [
        "target: nowhere, action: reject, reason: r",
        f"target: {ITEM}, action: delete, reason: r",
        f"target: {ITEM}, action: reject",
        f"target: {ITEM}, action: correct, reason: r",
        f"target: {ITEM}, action: reject, reason: r, values: {{text: a}}",
        f"target: {ITEM}, action: correct, reason: r, values: {{start: 1}}",
        f"target: {ITEM}, action: reject, reason: r, becuse: r",
    ],
)
def test_an_entry_that_cannot_be_understood_is_refused(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "corrections.yml"
    path.write_text(f"- {{{entry}}}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="entry 1"):
        load_corrections(path, "here")

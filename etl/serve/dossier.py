"""One thing with all that belongs to it, read from the index: an inquiry, a commitment, an organization."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
_AROUND = 350  # characters that are shown before and after a quote


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; commitment: the id of the one that it is, or ""."""

    text: str
    commitment: str = ""


def read_dossier(index: sqlite3.Connection, inquiry_id: str) -> Row | None:
    """An inquiry: its row, `authors`, `questions` with the `items` that answer them, `answers` with their authors and commitments."""
    inquiry = _one(index, "SELECT * FROM inquiry_list JOIN inquiries ON inquiry_id = id WHERE id = ?", inquiry_id)
    if inquiry is None:
        return None
    commitments = _all(index, "SELECT * FROM commitment_list WHERE inquiry_id = ? ORDER BY document_id, start", inquiry_id)
    items = _all(
        index,
        "SELECT t.* FROM answer_items t JOIN answers a USING (answer_id) WHERE a.inquiry_id = ? ORDER BY t.answer_id, t.position",
        inquiry_id,
    )
    links = _all(
        index,
        "SELECT l.question_id, l.answer_item_id FROM answer_item_questions l JOIN questions q USING (question_id) WHERE q.inquiry_id = ?",
        inquiry_id,
    )
    for item in items:
        stated = [one for one in commitments if one["document_id"] == item["document_id"]]
        item["pieces"] = pieces(_text(index, item), item["start"], stated)
    by_id = {item["answer_item_id"]: item for item in items}
    questions = _all(index, "SELECT * FROM questions WHERE inquiry_id = ? ORDER BY position", inquiry_id)
    for question in questions:
        ids = [link["answer_item_id"] for link in links if link["question_id"] == question["question_id"]]
        question["items"] = [by_id[one] for one in ids if one in by_id]
    answers = _all(
        index,
        "SELECT a.*, d.download_url, d.name AS document_name FROM answers a LEFT JOIN documents d USING (document_id) "
        "WHERE a.inquiry_id = ? ORDER BY a.answered_on, a.answer_id",
        inquiry_id,
    )
    linked = {link["answer_item_id"] for link in links}
    for answer in answers:
        answer["authors"] = _all(index, "SELECT * FROM answer_authors WHERE answer_id = ? ORDER BY position", answer["answer_id"])
        answer["commitments"] = [one for one in commitments if one["answer_id"] == answer["answer_id"]]
        answer["other_items"] = [one for one in items if one["answer_id"] == answer["answer_id"] and one["answer_item_id"] not in linked]
    authors = _all(index, "SELECT * FROM inquiry_authors WHERE inquiry_id = ? ORDER BY position", inquiry_id)
    return {**inquiry, "authors": authors, "questions": questions, "answers": answers}


def read_commitment(index: sqlite3.Connection, commitment_id: str) -> Row | None:
    """A commitment: its row, `partners_named` and `mentions`, and what stands `before` and `after` it in its document."""
    found = _one(index, "SELECT * FROM commitment_list WHERE id = ?", commitment_id)
    if found is None:
        return None
    partners = _all(index, "SELECT * FROM commitment_partners WHERE commitment_id = ? ORDER BY position", commitment_id)
    mentions = _all(index, "SELECT * FROM commitment_mentions WHERE commitment_id = ? ORDER BY position", commitment_id)
    text = index.execute("SELECT text FROM texts WHERE document_id = ?", (found["document_id"],)).fetchone()
    before, after = around(text[0] if text else "", found["start"], found["end"])
    return {**found, "partners_named": partners, "mentions": mentions, "before": before, "after": after}


def read_organization(index: sqlite3.Connection, organization_id: str) -> Row | None:
    """An organization's row."""
    return _one(index, "SELECT * FROM organization_list WHERE id = ?", organization_id)


def read_document(index: sqlite3.Connection, document_id: str) -> Row | None:
    """A document: its row, the inquiry that it belongs to, if any, and its text in `pieces`."""
    found = _one(
        index,
        "SELECT d.*, t.text, p.reference, p.name AS paper_name, COALESCE(i.inquiry_id, a.inquiry_id) AS inquiry_id FROM documents d "
        "LEFT JOIN texts t USING (document_id) LEFT JOIN papers p USING (paper_id) LEFT JOIN inquiries i USING (document_id) "
        "LEFT JOIN answers a USING (document_id) WHERE d.document_id = ?",
        document_id,
    )
    if found is None:
        return None
    commitments = _all(index, "SELECT * FROM commitment_list WHERE document_id = ? ORDER BY start", document_id)
    return {**found, "commitments": commitments, "pieces": pieces(found["text"] or "", 0, commitments)}


def pieces(text: str, offset: int, commitments: Iterable[Row]) -> list[Piece]:
    """A text that begins at an offset of its document, cut where commitments begin and end; of two that overlap the first counts."""
    cut: list[Piece] = []
    done = 0
    for one in sorted(commitments, key=lambda row: int(row["start"])):
        start, end = one["start"] - offset, one["end"] - offset
        if done <= start < end <= len(text):
            cut += [Piece(text[done:start]), Piece(text[start:end], one["id"])]
            done = end
    return [piece for piece in (*cut, Piece(text[done:])) if piece.text]


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span of a text: whole words, some lines of each.

    >>> around("Das wird geprüft. Die Stadt baut einen Radweg. Er wird breit.", 18, 46)
    ('Das wird geprüft.', 'Er wird breit.')
    """
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = before.partition(" ")[2]
    if end + _AROUND < len(text):
        after = after.rpartition(" ")[0]
    return " ".join(before.split()), " ".join(after.split())


def _text(index: sqlite3.Connection, item: Row) -> str:
    """The words of an answer item as its document has them, so that offsets fit; as the table has them if that text is not published."""
    found = index.execute(
        "SELECT substr(text, ? + 1, ?) FROM texts WHERE document_id = ?", (item["start"], item["end"] - item["start"], item["document_id"])
    ).fetchone()
    return str(found[0]) if found else str(item["text"])


def _one(index: sqlite3.Connection, sql: str, *values: str) -> Row | None:
    row = index.execute(sql, values).fetchone()
    return dict(row) if row else None


def _all(index: sqlite3.Connection, sql: str, *values: str) -> list[Row]:
    rows: Sequence[sqlite3.Row] = index.execute(sql, values).fetchall()
    return [dict(row) for row in rows]

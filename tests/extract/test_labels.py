"""The answers that we labelled ourselves: tables of offsets, which say of every sentence what it promises."""

import csv
from pathlib import Path

import pytest

from etl.extract.commitments.judging import KINDS, STATUSES
from tools import labels
from tools.labels import LABELS, WHOLE, digest, labelled_documents, read_labelled

TEXT = "Stellungnahme\n\nDas Gartenbauamt pflanzt im Herbst Bäume. Es ist warm. Gemeinsam mit dem KIT wird ein Konzept erarbeitet.\n"


def _range(words: str) -> str:
    """Where words stand in the text."""
    return f"{TEXT.index(words)}-{TEXT.index(words) + len(words)}"


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two documents of one text, and tables that label them: one read whole, one in part."""
    monkeypatch.setattr(labels, "LABELS", tmp_path)
    promise, warm, together = (_range(words) for words in TEXT.split("\n\n")[1].strip().replace(". ", ".|").split("|"))
    items = _range(TEXT.split("\n\n")[1].strip())
    reads = {"1": WHOLE, "2": "in part"}
    documents = ["document,digest,read,items", *(f"{name},{digest(TEXT)},{read},{items}" for name, read in reads.items())]
    rows = [
        "document,sentence,kind,status,partnership,committing_party,partners",
        f"1,{promise},undertaking,planned,false,{_range('Gartenbauamt')},",
    ]
    rows += [f"{name},{together},cooperation,ongoing,true,,{_range('KIT')}" for name in reads]
    (tmp_path / "documents.csv").write_text("\n".join(documents), "utf-8")
    (tmp_path / "sentences.csv").write_text("\n".join([*rows, f"2,{warm},,,false,,"]), "utf-8")
    for name in reads:
        (tmp_path / f"{name}.txt").write_text(TEXT, "utf-8")
    return tmp_path


def _rows(name: str) -> list[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_label_is_of_a_labelled_document_and_speaks_the_codes() -> None:
    rows, documents = _rows("sentences.csv"), labelled_documents()
    assert {row["document"] for row in rows} <= documents.keys()
    assert {(row["kind"] in KINDS, row["status"] in STATUSES) for row in rows} == {(True, True), (False, False)}
    assert {documents[row["document"]]["read"] for row in rows if not row["kind"]} == {"in part"}


def test_no_sentence_is_labelled_twice() -> None:
    rows = [(row["document"], row["sentence"]) for row in _rows("sentences.csv")]
    assert len(rows) == len(set(rows))


def test_labels_come_back_with_the_words_that_they_point_at(texts: Path) -> None:
    whole, _ = read_labelled(texts)
    kinds = [label and (label["kind"], label["committing_party"], label["partners"]) for label in whole.labels]
    assert kinds == [("undertaking", "Gartenbauamt", []), None, ("cooperation", "Stadt Karlsruhe", ["KIT"])]
    assert whole.is_read == (True, True, True)


def test_of_an_answer_read_in_part_the_rest_is_unknown_and_so_is_who_is_meant(texts: Path) -> None:
    _, part = read_labelled(texts)
    assert part.is_read == (False, True, True)
    assert [label and label["committing_party"] for label in part.labels] == [None, None, ""]


def test_another_text_than_the_labelled_one_is_refused(texts: Path) -> None:
    (texts / "1.txt").write_text(TEXT.replace("warm", "kalt"), "utf-8")
    with pytest.raises(ValueError, match="not the one that was labelled"):
        read_labelled(texts)

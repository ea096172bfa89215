"""Commitments that we labelled ourselves: where they stand in which answers, and what they are; no word of the texts.

`labels/documents.csv`: the answers, by the number of their file in the recorded council; the digest of the normalised text that was read;
whether it was read whole, or only those sentences of which a first model was unsure; the ranges of its answer items.
`labels/sentences.csv`: what they promise, each by the range of its sentence, with the ranges of the committing party (empty: the body that
answers) and of the partners; in those that were not read whole, the sentences that promise nothing too, without a kind. Ranges are code
points of the normalised text, half-open, START-END, more than one parted by spaces. How all this was made and how well it agrees with the
gold: the model card.
"""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.passages import Sentence
from etl.model.documents import Document, fold_whitespace
from etl.model.facts import AnswerItem, Evidence
from tools.gold_commitments import BODY, Example, Label, example_of

LABELS = Path(__file__).with_name("labels")
METHOD = "label/1"
WHOLE = "whole"


def labelled_documents() -> dict[str, dict[str, str]]:
    """The rows of the labelled answers, by the number of their file."""
    with (LABELS / "documents.csv").open(encoding="utf-8", newline="") as file:
        return {row["document"]: row for row in csv.DictReader(file)}


def read_labelled(texts: Path) -> list[Example]:
    """The labelled answers as examples, in the order of the table. texts: a folder with their normalised texts, FILE.txt.

    Raises:
        ValueError: a text is another than the one that was labelled.
    """
    labels: dict[str, list[dict[str, str]]] = {}
    with (LABELS / "sentences.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels.setdefault(row["document"], []).append(row)
    return [_example(row, (texts / f"{key}.txt").read_text("utf-8"), labels.get(key, [])) for key, row in labelled_documents().items()]


def digest(text: str) -> str:
    """What tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _example(row: dict[str, str], text: str, labels: list[dict[str, str]]) -> Example:
    if digest(text) != row["digest"]:
        raise ValueError(f"{row['document']}: the text is not the one that was labelled; label it again or take it out of {LABELS.name}/")
    document = Document("id/document/labelled", row["document"], "", text)
    items = [AnswerItem(Evidence.of(document, *span, method=METHOD)) for span in _ranges(row["items"])]
    sentences = read_sentences(text, items, ())
    unnamed = BODY if row["read"] == WHOLE else ""  # who saw only some sentences could not know who is meant
    places = {_sentence(sentences, *next(_ranges(label["sentence"]))): _label(label, text, unnamed) for label in labels}
    is_read = [row["read"] == WHOLE or at in places for at in range(len(sentences))]
    return example_of(text, sentences, [places.get(at) for at in range(len(sentences))], is_read, int(None in places))


def _label(row: dict[str, str], text: str, unnamed: str) -> Label | None:
    if not row["kind"]:
        return None
    party, partners = ([fold_whitespace(text[low:high]) for low, high in _ranges(row[name])] for name in ("committing_party", "partners"))
    return {
        "kind": row["kind"],
        "status": row["status"],
        "partnership": row["partnership"] == "true",
        "committing_party": party[0] if party else unnamed,
        "partners": partners,
    }


def _sentence(sentences: list[Sentence], start: int, end: int) -> int | None:
    """The sentence that shares most of a range, so that labels outlive a better splitting of sentences."""
    shared = [(min(end, one.end) - max(start, one.start), at) for at, one in enumerate(sentences)]
    most, at = max(shared, default=(0, 0))
    return at if 2 * most > end - start else None


def _ranges(written: str) -> Iterator[tuple[int, int]]:
    for part in written.split():
        start, _, end = part.partition("-")
        yield int(start), int(end)

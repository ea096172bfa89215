"""Annotated papers as examples: the sentences of an answer with the commitment that each is, or None."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.extract.commitments import features, parties
from etl.extract.commitments.candidates import Candidate, candidates_of
from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.vectors import Vectors
from etl.model.documents import Document
from etl.model.facts import AnswerItem, Evidence

LEAST_OVERLAP = 0.5
BODY = "Stadt Karlsruhe"

_WORD = re.compile(r"\w+")
_GLUE = re.compile(r"[\s\-‐‑]")
_ARTICLES = frozenset(("der", "die", "das", "des", "dem", "den"))

Label = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """The answer of one paper: its sentences with their labels and vectors.

    is_read: whether a reader judged the sentence; of one that nobody judged, nothing is known; missed: annotated commitments that are no
    sentence here.
    """

    sentences: tuple[Sentence, ...]
    labels: tuple[Label | None, ...]
    is_read: tuple[bool, ...]
    missed: int
    vectors: Vectors
    candidates: tuple[Candidate, ...]
    candidate_vectors: Vectors

    def judged(self) -> Iterator[tuple[Candidate, Label]]:
        """The candidates of the sentences that are commitments, with that commitment."""
        for candidate in self.candidates:
            label = self.labels[candidate.sentence]
            if label is not None:
                yield candidate, label


def read_examples(gold: Path, texts: Path) -> list[Example]:
    """All papers with an answer whose text is there, in the order of their file names."""
    found = []
    for path in sorted(gold.glob("*.json")):
        paper = json.loads(path.read_text("utf-8"))
        text_path = texts / f"{(paper.get('answer') or {}).get('file')}.txt"
        if text_path.exists():
            found.append(_example(paper, text_path.read_text("utf-8")))
    return [example for example in found if example]


def answer_items(paper: dict[str, Any], text: str) -> list[AnswerItem]:
    """The annotated answer items as the reader of commitments gets them."""
    document, found, at = Document("id/document/gold", "gold", "", text), [], 0
    for item in paper["answer"]["items"]:
        span = _span(text, item["start"], item["end"], at)
        if span and item.get("file", paper["answer"]["file"]) == paper["answer"]["file"]:
            found.append(AnswerItem(Evidence.of(document, *span, method="gold/1")))
            at = span[1]
    return found


def same_name(one: str, other: str) -> bool:
    """Whether one name's words are all among the other's, articles left out."""
    first, second = ({word for word in _WORD.findall(name.lower()) if word not in _ARTICLES} for name in (one, other))
    return bool(first and second) and (first <= second or second <= first)


def example_of(text: str, sentences: Sequence[Sentence], labels: Sequence[Label | None], is_read: Sequence[bool], missed: int) -> Example:
    """The sentences of a text as an example."""
    vectors = features.Featuriser(features.year_of(text)).vectors([sentence.passage for sentence in sentences])
    wanted = frozenset(at for at, label in enumerate(labels) if label is not None)
    candidates = tuple(candidates_of(text, sentences, BODY, wanted))
    actors = parties.vectors(candidates, sentences, BODY)
    return Example(tuple(sentences), tuple(labels), tuple(is_read), missed, vectors, candidates, actors)


def _example(paper: dict[str, Any], text: str) -> Example | None:
    sentences = read_sentences(text, answer_items(paper, text), ())
    if not sentences:
        return None
    gold = [label for label in paper["commitments"] if label["file"] == paper["answer"]["file"]]
    labels = _labels(sentences, gold)
    missed = len(gold) - sum(label is not None for label in labels)
    return example_of(text, sentences, labels, [True] * len(sentences), missed)


def _labels(sentences: Sequence[Sentence], gold: Sequence[Label]) -> tuple[Label | None, ...]:
    """Each commitment goes to the sentence that it overlaps most, best overlaps first."""
    words = [Counter(_WORD.findall(sentence.passage.text.lower())) for sentence in sentences]
    quotes = [Counter(_WORD.findall(label["quote"].lower())) for label in gold]
    scores = sorted(((_overlap(quote, row), one, at) for one, quote in enumerate(quotes) for at, row in enumerate(words)), reverse=True)
    found: dict[int, int] = {}
    for score, one, at in scores:
        if score >= LEAST_OVERLAP and at not in found and one not in found.values():
            found[at] = one
    return tuple(gold[found[at]] if at in found else None for at in range(len(sentences)))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max((one | other).total(), 1)


def _span(text: str, start: str, end: str, after: int) -> tuple[int, int] | None:
    """Where the words from `start` to `end` stand, white space and hyphens aside, from an offset on, or else from the beginning."""
    places = [at for at, character in enumerate(text) if not _GLUE.match(character)]
    squeezed = "".join(text[at] for at in places)
    first, last = _GLUE.sub("", start), _GLUE.sub("", end)
    low = next((at for at, place in enumerate(places) if place >= after), 0)
    begin = squeezed.find(first, low)
    begin = squeezed.find(first) if begin < 0 else begin
    finish = squeezed.find(last, begin) if begin >= 0 else -1
    return (places[begin], places[finish + len(last) - 1] + 1) if finish >= 0 else None

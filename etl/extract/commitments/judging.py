"""How likely each sentence is a commitment and a partnership, and of which kind and status.

In stages: linear models judge every sentence; a small network reads the answer items that hold a sentence of which they are unsure; where
the extra `embeddings` is installed, the tuned encoder reads those of which both are unsure. What all say, of the sentence and of those
around it, is weighed into one confidence; the weights were set on papers that no model had seen (`model/mixture.npz`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.extract.commitments.features import Featuriser
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.readings import Mask, Reader, Reading, Row
from etl.extract.commitments.signs import signs_of
from etl.extract.commitments.vectors import load_arrays, load_model

KINDS = ("cooperation", "role", "undertaking", "review", "principle")
STATUSES = ("ongoing", "planned", "conditional")
CODES = (tuple(f"kind {kind}" for kind in KINDS), tuple(f"status {status}" for status in STATUSES))
HEADS = ("commitment", "partnership", *CODES[0], *CODES[1])
MIXED = ("commitment", "partnership")
FIELDS = ("kind", "status")

STAGES = ("linear", "network", "encoder")


@dataclass(frozen=True, slots=True)
class _Turn:
    """When a stage comes to be: low, high: probabilities between which those before it are unsure; most: sentences of a document."""

    low: float
    high: float
    most: int


# An answer has fewer sentences, a large attachment more
_TURNS = {"network": _Turn(0.03, 0.97, 2000), "encoder": _Turn(0.08, 0.92, 400)}

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Per head one probability for every sentence; says: for the heads in `MIXED`, which sentences are one; readings: by stage."""

    scores: Mapping[str, Row]
    says: Mapping[str, Mask]
    readings: Mapping[str, Reading]

    def at(self, sentence: int) -> dict[str, float]:
        """The scores of one sentence."""
        return {head: float(values[sentence]) for head, values in self.scores.items()}


def judge(sentences: Sequence[Sentence], year: int, readers: Mapping[str, Reader]) -> Judgement:
    """Judge the sentences of one document; year: the document's own, 0 where unknown; readers: of the stages after the first."""
    vectors = Featuriser(year).vectors([sentence.passage for sentence in sentences])
    said, weights = load_model("sentences").probabilities(vectors), load_arrays("mixture")
    terms = linear_terms(said, items_of(sentences), signs_of([sentence.passage.text for sentence in sentences]))
    scores = said | weighed(terms, weights, STAGES[0])
    says = {head: scores[head] >= least for head, least in zip(MIXED, weights[f"{STAGES[0]} thresholds"], strict=True)}
    readings, may_be = dict[str, Reading](), np.ones(len(sentences), bool)
    for stage, reader in readers.items():
        may_be = may_be & unsure_items(sentences, scores["commitment"], stage)
        if not may_be.any():
            break
        readings[stage] = reader.reading(sentences, may_be)
        terms = np.column_stack((terms, readings[stage].sentences()))
        mixed = weighed(terms, weights, stage)
        for head, least in zip(MIXED, weights[f"{stage} thresholds"], strict=True):
            says[head] = np.where(may_be, mixed[head] >= least, says[head])
        scores |= {head: np.where(may_be, values, scores[head]) for head, values in mixed.items()}
    says["partnership"] |= says["commitment"] & cooperates(scores)
    return Judgement(scores, says, readings)


def weighed(terms: Row, weights: Mapping[str, Row], stage: str) -> dict[str, Row]:
    """The probability of each head, from the terms of a stage and its weights, the last row of which is the bias."""
    logit = {name: terms @ weights[f"{stage} {name}"][:-1] + weights[f"{stage} {name}"][-1] for name in (*MIXED, *FIELDS)}
    found = {head: np.asarray(1 / (1 + np.exp(-logit[head])), np.float64) for head in MIXED}
    for field, codes in zip(FIELDS, CODES, strict=True):
        found |= dict(zip(codes, softmax(logit[field]).T, strict=True))
    return found


def cooperates(scores: Mapping[str, Row]) -> Mask:
    """Where a cooperation is the likeliest kind: that is a partnership, as nobody cooperates alone."""
    likeliest = np.column_stack([scores[code] for code in CODES[0]]).argmax(axis=1)
    return np.asarray(likeliest == KINDS.index("cooperation"))


def unsure_items(sentences: Sequence[Sentence], probability: Row, stage: str) -> Mask:
    """The sentences that a stage reads: those of answer items in which there is a sentence that may or may not be a commitment."""
    turn = _TURNS[stage]
    items = {sentences[int(at)].item for at in np.flatnonzero((probability > turn.low) & (probability < turn.high))}
    unsure = np.array([sentence.item in items for sentence in sentences], bool)
    return unsure & (np.cumsum(unsure) <= turn.most)


def linear_terms(said: Mapping[str, Row], items: Whole, signs: Row) -> Row:
    """What the linear models say, a row per sentence.

    First the logit of every head, then the mean probability of commitment and partnership among the other sentences of its answer item and
    of the document, as some answers are full of promises, others of facts; last the sentence's `signs`.
    """
    logits = [np.log(said[head] / (1 - said[head])) for head in HEADS]
    around = [others(said[head], group) for head in MIXED for group in (items, np.zeros_like(items))]
    return np.column_stack((*logits, *around, signs))


def items_of(sentences: Sequence[Sentence]) -> Whole:
    """Which answer item each sentence belongs to, as numbers from 0 on."""
    return np.unique([-1 if sentence.item is None else sentence.item for sentence in sentences], return_inverse=True)[1]


def others(values: Row, group: Whole) -> Row:
    """The mean over the others of the same group, 0 where there are none."""
    total, count = np.bincount(group, values), np.bincount(group)
    return np.asarray((total[group] - values) / np.maximum(count[group] - 1, 1), np.float64)


def softmax(logit: Row) -> Row:
    """Probabilities of each row's codes."""
    share = np.exp(logit - logit.max(axis=1, keepdims=True))
    return np.asarray(share / share.sum(axis=1, keepdims=True))

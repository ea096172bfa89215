"""How likely each sentence is a commitment and a partnership, and of which kind and status.

The linear models judge every sentence. Where the extra `embeddings` is installed, the tuned encoder reads the answer items that hold a
sentence of which they are unsure, and both are mixed by weights that were set on held-out papers (`model/encoder.npz`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.extract.commitments.encoder import Encoder
from etl.extract.commitments.features import Featuriser
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.vectors import load_model

KINDS = ("cooperation", "role", "undertaking", "review", "principle")
STATUSES = ("ongoing", "planned", "conditional")
CODES = (tuple(f"kind {kind}" for kind in KINDS), tuple(f"status {status}" for status in STATUSES))
HEADS = ("commitment", "partnership", *CODES[0], *CODES[1])  # of the encoder
MIXED = ("commitment", "partnership")

_UNSURE = (0.08, 0.92)

Row = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Per head one probability for every sentence; says: for the heads in `MIXED`, which sentences are one; is_read: by the encoder."""

    scores: Mapping[str, Row]
    says: Mapping[str, Mask]
    is_read: Mask

    def at(self, sentence: int) -> dict[str, float]:
        """The scores of one sentence."""
        return {head: float(values[sentence]) for head, values in self.scores.items()}


def judge(sentences: Sequence[Sentence], year: int, encoder: Encoder | None) -> Judgement:
    """Judge the sentences of one document; year: the document's own, 0 where unknown; encoder: None where it is not installed."""
    model = load_model("sentences")
    scores = model.probabilities(Featuriser(year).vectors([sentence.passage for sentence in sentences]))
    is_read = np.zeros(len(sentences), bool)
    thresholds = {head: np.full(len(sentences), model.thresholds[head]) for head in MIXED}
    if encoder:
        is_read = unsure_items(sentences, scores["commitment"])
        scores = _mixed(encoder, scores, read_logits(encoder, sentences, is_read), is_read)
        own = dict(zip(MIXED, encoder.weights["mix.thresholds"].tolist(), strict=True))
        thresholds = {head: np.where(is_read, own[head], thresholds[head]) for head in MIXED}
    return Judgement(scores, {head: scores[head] >= thresholds[head] for head in MIXED}, is_read)


def unsure_items(sentences: Sequence[Sentence], probability: Row) -> Mask:
    """The sentences of those answer items in which there is a sentence that may or may not be a commitment."""
    low, high = _UNSURE
    items = {sentences[int(at)].item for at in np.flatnonzero((probability > low) & (probability < high))}
    return np.array([sentence.item in items for sentence in sentences], bool)


def read_logits(encoder: Encoder, sentences: Sequence[Sentence], wanted: Mask) -> Row:
    """What the encoder's heads say of the wanted sentences, a row each (`HEADS`); zeros for the others."""
    found = np.zeros((len(sentences), len(HEADS)))
    items: dict[int | None, list[tuple[int, list[str]]]] = {}
    for at in map(int, np.flatnonzero(wanted)):
        items.setdefault(sentences[at].item, []).append((at, sentences[at].passage.text.split()))
    centre, spread = encoder.weights["norm"]
    for window, states in encoder.read([window for item in items.values() for window in encoder.windows(item)]):
        for at, starts in window.spans:
            vector = (states[starts[0] : starts[-1]].mean(0) - centre) / spread
            found[at] = vector @ encoder.weights["judge.w"] + encoder.weights["judge.b"]
    return found


def mixture(scores: Mapping[str, Row], logits: Row) -> Row:
    """What the weights of a mixture are multiplied with, a row per sentence: both linear heads, the encoder's two, and its cooperation."""
    linear = [_logit(scores[head]) for head in MIXED]
    return np.column_stack((*linear, logits[:, 0], logits[:, 1], logits[:, 2] - logits[:, 3:7].max(axis=1), np.ones(len(logits))))


def _mixed(encoder: Encoder, scores: Mapping[str, Row], logits: Row, is_read: Mask) -> dict[str, Row]:
    terms, found = mixture(scores, logits), dict(scores)
    for head in MIXED:
        mixed = 1 / (1 + np.exp(-terms @ encoder.weights[f"mix.{head}"].astype(np.float64)))
        found[head] = np.where(is_read, mixed, scores[head])
    share, first = float(encoder.weights["mix.codes"]), len(MIXED)
    for codes in CODES:
        own = logits[:, first : first + len(codes)]
        first += len(codes)
        says = own - np.log(np.exp(own - own.max(1, keepdims=True)).sum(1, keepdims=True)) - own.max(1, keepdims=True)
        for at, code in enumerate(codes):
            blended = scores[code] ** (1 - share) * np.exp(says[:, at] * share)
            found[code] = np.where(is_read, blended, scores[code])
    return found


def _logit(probability: Row) -> Row:
    return np.asarray(np.log(probability / (1 - probability)), np.float64)

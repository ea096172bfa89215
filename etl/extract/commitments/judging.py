"""How likely each sentence is a commitment and a partnership, and of which kind and status.

Linear models that the tuned encoder has taught judge every sentence. Where the extra `embeddings` is installed, it reads the
answer items that hold a sentence of which they are unsure, and linear models that know annotations only add a second opinion. What all say
is weighed into one confidence; the weights were set on papers that none of them had seen (`model/mixture.npz`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

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
_LIKELY = 0.5  # what linear models hold for likelier than not is found, whatever the encoder says
_MOST_READ = 400  # sentences of a document: more than any answer has, less than a large attachment

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
    vectors = Featuriser(year).vectors([sentence.passage for sentence in sentences])
    scores = load_model("sentences").probabilities(vectors)
    weights = load_weights()
    terms, is_read = linear_terms(scores), np.zeros(len(sentences), bool)
    scores |= {head: _confidence(terms @ weights[f"linear {head}"]) for head in MIXED}
    least = dict(zip(MIXED, weights["linear thresholds"], strict=True))
    says = {head: scores[head] >= least[head] for head in MIXED}
    if encoder and (is_read := unsure_items(sentences, scores["commitment"])).any():
        own = load_model("annotated").probabilities(vectors)
        logits = read_logits(encoder, sentences, is_read)
        terms = np.column_stack((terms, encoder_terms(own, logits)))
        mixed = {head: _confidence(terms @ weights[f"encoder {head}"]) for head in MIXED}
        least = dict(zip(MIXED, weights["encoder thresholds"], strict=True))
        says = {head: np.where(is_read, mixed[head] >= least[head], says[head]) for head in MIXED}
        kinds = blended_kinds(scores, own, logits, float(weights["encoder share of kinds"]))
        says["commitment"] |= scores["commitment"] >= _LIKELY
        scores |= {head: np.where(is_read, values, scores[head]) for head, values in {**mixed, **kinds}.items()}
    return Judgement(scores, says, is_read)


@cache
def load_weights() -> dict[str, Row]:
    """The weights of the terms of `linear_terms` and `encoder_terms`, and the thresholds of what they give."""
    with resources.files(__package__).joinpath("model", "mixture.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float64) for name in arrays}


def unsure_items(sentences: Sequence[Sentence], probability: Row) -> Mask:
    """The sentences of those answer items in which there is a sentence that may or may not be a commitment."""
    low, high = _UNSURE
    items = {sentences[int(at)].item for at in np.flatnonzero((probability > low) & (probability < high))}
    unsure = np.array([sentence.item in items for sentence in sentences], bool)
    return unsure & (np.cumsum(unsure) <= _MOST_READ)


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


def linear_terms(scores: Mapping[str, Row]) -> Row:
    """What linear models say of being a commitment, a partnership and a cooperation, a row per sentence, with a one behind."""
    logits = [np.log(scores[head] / (1 - scores[head])) for head in (*MIXED, CODES[0][0])]
    return np.column_stack((*logits, np.ones(len(logits[0]))))


def encoder_terms(own: Mapping[str, Row], logits: Row) -> Row:
    """What is added where the encoder has read: the same of the models that know annotations only, and the encoder's own."""
    return np.column_stack((linear_terms(own)[:, :-1], logits[:, : len(MIXED)], logits[:, 2] - logits[:, 3:7].max(axis=1)))


def blended_kinds(taught: Mapping[str, Row], own: Mapping[str, Row], logits: Row, share: float) -> dict[str, Row]:
    """The kind as both linear models and the encoder see it together; share: the encoder's."""
    said = logits[:, len(MIXED) : len(MIXED) + len(KINDS)]
    said = np.exp(said - said.max(axis=1, keepdims=True))
    said /= said.sum(axis=1, keepdims=True)
    return {code: (taught[code] * own[code]) ** ((1 - share) / 2) * said[:, at] ** share for at, code in enumerate(CODES[0])}


def _confidence(logit: Row) -> Row:
    return np.asarray(1 / (1 + np.exp(-logit)), np.float64)

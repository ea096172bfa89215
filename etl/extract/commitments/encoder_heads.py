"""What the heads of the tuned encoder say: of each sentence what it promises, of each actor whether it is party or partner."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.extract.commitments.actors import Actor
from etl.extract.commitments.candidates import Candidate
from etl.extract.commitments.encoder import Encoder, Window
from etl.extract.commitments.packed import Array
from etl.extract.commitments.passages import Sentence

_WORD = re.compile(r"\S+")

Row = NDArray[np.float64]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """Windows of a document's sentences, each with one vector per piece; which sentences are in them."""

    encoder: Encoder
    windows: Sequence[tuple[Window, Array]]
    is_read: NDArray[np.bool_]

    def sentences(self, logits: int) -> Row:
        """What the heads say of the sentences, a row each, zeros for those that were not read; logits: how many heads there are."""
        found = np.zeros((len(self.is_read), logits))
        for _, at, vector, _ in self._vectors():
            found[at] = vector @ self.encoder.weights["judge.w"] + self.encoder.weights["judge.b"]
        return found

    def actors(self, sentences: Sequence[Sentence], candidates: Sequence[Candidate]) -> Row:
        """Of each candidate a score as party, comparable within its sentence, and a logit as partner; zeros where nothing was read."""
        found, asked = np.zeros((len(candidates), 2)), dict[int, list[int]]()
        for row, candidate in enumerate(candidates):
            asked.setdefault(candidate.sentence, []).append(row)
        weights = self.encoder.weights
        for window, at, vector, states in self._vectors():
            meets = vector @ weights["met"]
            for row in asked.get(at, ()):
                name = actor_vector(weights, states, candidates[row].origin, pieces_of(window, sentences, candidates[row].named))
                found[row] = (name @ weights["party"]) @ meets + name @ weights["party.w"][:, 0], name @ weights["partner.w"][:, 0]
        found[self.is_read[[candidate.sentence for candidate in candidates]], 1] += weights["partner.b"][0]
        return found

    def _vectors(self) -> Iterator[tuple[Window, int, Array, Array]]:
        centre, spread = self.encoder.weights["norm"]
        for window, states in self.windows:
            for at, starts in window.spans:
                yield window, at, (states[starts[0] : starts[-1]].mean(0) - centre) / spread, states


def read_windows(encoder: Encoder, sentences: Sequence[Sentence], wanted: NDArray[np.bool_]) -> Reading:
    """Have the encoder read the wanted sentences, those of an answer item together."""
    items: dict[int | None, list[tuple[int, list[str]]]] = {}
    for at in map(int, np.flatnonzero(wanted)):
        items.setdefault(sentences[at].item, []).append((at, words_of(sentences[at])))
    return Reading(encoder, tuple(encoder.read([window for item in items.values() for window in encoder.windows(item)])), wanted)


def words_of(sentence: Sentence) -> list[str]:
    """A sentence as the encoder gets it."""
    return _WORD.findall(sentence.passage.text)


def pieces_of(window: Window, sentences: Sequence[Sentence], named: tuple[int, Actor] | None) -> Span | None:
    """The half-open range of pieces where an actor is named in a window; None if it is not."""
    starts = next((starts for at, starts in window.spans if named and at == named[0]), None)
    if not named or starts is None:
        return None
    sentence, actor = sentences[named[0]], named[1]
    low, high = sentence.tokens[actor.first].start, sentence.tokens[actor.last - 1].end
    words = enumerate(_WORD.finditer(sentence.passage.text))
    met = [at for at, word in words if word.start() + sentence.start < high and word.end() + sentence.start > low]
    return (starts[met[0]], starts[met[-1] + 1]) if met and met[-1] + 1 < len(starts) else None


def actor_vector(weights: Mapping[str, Array], states: Array, origin: str, span: Span | None) -> Array:
    """The body that answers has a vector of its own, and so have those whom the window does not name."""
    if span is None:
        return weights["self" if origin == "self" else "far"]
    centre, spread = weights["norm of pieces"]
    own = (states[slice(*span)].mean(0) - centre) / spread
    return np.asarray(own + weights["near"] if origin == "near" else own, np.float32)

"""What the heads of a reader say: of each sentence what it promises, of each actor whether it is party or partner.

A reader is the small network (`network`) or the tuned encoder (`encoder`): both give every piece of a text and every sentence a vector.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from etl.extract.commitments.actors import Actor
from etl.extract.commitments.candidates import Candidate
from etl.extract.commitments.packed import Array
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.pieces import Window

_WORD = re.compile(r"\S+")

Row = NDArray[np.float64]
Mask = NDArray[np.bool_]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a document.

    weights: of its heads, by name; vectors: of the sentences, a row each; is_read: which of them were read; windows: neighbouring sentences
    that were read, each with one vector per piece.
    """

    weights: Mapping[str, Array]
    vectors: Array
    is_read: Mask
    windows: Sequence[tuple[Window, Array]]

    def sentences(self) -> Row:
        """What the heads say of the sentences, a row each, zeros for those that were not read."""
        said = self.vectors @ self.weights["judge.w"] + self.weights["judge.b"]
        return np.asarray(np.where(self.is_read[:, None], said, 0), np.float64)

    def actors(self, sentences: Sequence[Sentence], candidates: Sequence[Candidate]) -> Row:
        """Of each candidate a score as party, comparable within its sentence, and a logit as partner; zeros where nothing was read."""
        found, asked = np.zeros((len(candidates), 2)), dict[int, list[int]]()
        for row, candidate in enumerate(candidates):
            asked.setdefault(candidate.sentence, []).append(row)
        weights = self.weights
        for window, states in self.windows:
            for at in (at for at, _ in window.spans if at in asked):
                meets = self.vectors[at] @ weights["met"]
                for row in asked[at]:
                    name = actor_vector(weights, states, candidates[row].origin, pieces_of(window, sentences, candidates[row].named))
                    found[row] = (name @ weights["party"]) @ meets + name @ weights["party.w"][:, 0], name @ weights["partner.w"][:, 0]
        found[self.is_read[[candidate.sentence for candidate in candidates]], 1] += weights["partner.b"][0]
        return found


class Reader(Protocol):
    """Who reads sentences."""

    def reading(self, sentences: Sequence[Sentence], wanted: Mask) -> Reading:
        """Read the wanted sentences of a document."""


def words_of(sentence: Sentence) -> list[str]:
    """A sentence as a reader gets it."""
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
    own = states[slice(*span)].mean(0)
    return np.asarray(own + weights["near"] if origin == "near" else own, np.float32)

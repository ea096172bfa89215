"""The small network: word pieces with vectors, two convolutions over them, the sentences before and after; in numpy.

The vectors of pieces come from multilingual-e5-small (MIT licence), narrowed by training; all else it learned from readers and from the
tuned encoder (`tools/train_network.py`). It reads hundreds of sentences in the time in which the encoder reads one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from etl.extract.commitments.packed import Array
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.pieces import Pieces, Window
from etl.extract.commitments.readings import Mask, Reading, words_of
from etl.extract.commitments.vectors import MODELS

REACH = {"wide": 5, "narrow": 3}  # pieces that each convolution sees
MOST_PIECES = 4096  # of a window
MOST_OF_SENTENCE = 96
WIDTH_OF_PIECES = 384  # as the encoder has them
_NOTHING = 0  # the number of no piece, whose vector is zero
_GAP = (_NOTHING,) * (REACH["wide"] // 2)  # so that no convolution reaches from one sentence into the next


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that turns sentences into vectors: the vocabulary, the weights by name."""

    pieces: Pieces
    weights: Mapping[str, Array]

    def reading(self, sentences: Sequence[Sentence], wanted: Mask) -> Reading:
        """Read the wanted sentences, which are to be whole answer items."""
        places = list(map(int, np.flatnonzero(wanted)))
        windows = [(window, self._states(window)) for window in self.windows(sentences, places)]
        vectors = np.zeros((len(sentences), self.weights["judge.w"].shape[0]), np.float32)
        alone = np.concatenate([pooled(window, states) for window, states in windows])
        vectors[places] = self._in_context(np.column_stack((alone, shapes(sentences, places))), neighbours(sentences, places))
        return Reading(self.weights, vectors, wanted, windows)

    def windows(self, sentences: Sequence[Sentence], places: Sequence[int]) -> Iterator[Window]:
        """Windows over some sentences, each with nothing before and after it."""
        found, spans = list(_GAP), list[tuple[int, tuple[int, ...]]]()
        for at in places:
            own, starts = self.pieces.cut_words([normalize("NFKC", word) for word in words_of(sentences[at])], MOST_OF_SENTENCE)
            if spans and len(found) + len(own) > MOST_PIECES:
                yield Window(tuple(found), tuple(spans))
                found, spans = list(_GAP), []
            spans.append((at, tuple(len(found) + start for start in starts)))
            found += (*own, *_GAP)
        if spans:
            yield Window(tuple(found), tuple(spans))

    def _states(self, window: Window) -> Array:
        numbers = np.array(window.pieces)
        there = (numbers != _NOTHING)[:, None]
        wide = self._convolved("wide", self.weights["table"][numbers]) * there
        return np.asarray((wide + self._convolved("narrow", wide)) * there, np.float32)

    def _convolved(self, name: str, rows: Array) -> Array:
        half = REACH[name] // 2
        padded = np.pad(rows, ((half, half), (0, 0)))
        seen = sliding_window_view(padded, REACH[name], axis=0).transpose(0, 2, 1).reshape(len(rows), -1)
        return rectified(seen @ self.weights[f"{name}.w"] + self.weights[f"{name}.b"])

    def _in_context(self, alone: Array, follows: tuple[Array, Array]) -> Array:
        own = rectified(alone @ self.weights["sentence.w"] + self.weights["sentence.b"])
        before, after = follows
        none = np.zeros_like(own[:1])
        around = np.column_stack((np.vstack((none, own[:-1])) * before, own, np.vstack((own[1:], none)) * after))
        return own + rectified(around @ self.weights["context.w"] + self.weights["context.b"])


def rectified(rows: Array) -> Array:
    """What is below zero is nothing."""
    return np.maximum(rows, np.float32(0))


def pooled(window: Window, states: Array) -> Array:
    """Of each sentence of a window the highest and the mean of its pieces' vectors, the mean larger for longer sentences."""
    starts = np.array([starts[0] for _, starts in window.spans])
    count = np.array([starts[-1] - starts[0] for _, starts in window.spans], np.float32)
    return np.column_stack((np.maximum.reduceat(states, starts), np.add.reduceat(states, starts) / np.sqrt(count)[:, None]))


def shapes(sentences: Sequence[Sentence], places: Sequence[int]) -> Array:
    """Whether each of some sentences is listed, the first and the last of its answer item."""
    passages = [sentences[at].passage for at in places]
    return np.array([(one.is_listed, one.position == 0, one.position + 1 == one.count) for one in passages], np.float32)


def neighbours(sentences: Sequence[Sentence], places: Sequence[int]) -> tuple[Array, Array]:
    """Whether each of some sentences, as they follow each other, is of the same answer item as the one before; as the one after."""
    items = [sentences[at].item for at in places]
    same = np.array([0.0, *(one == other for one, other in pairwise(items)), 0.0], np.float32)[:, None]
    return same[:-1], same[1:]


@cache
def load_network() -> Network:
    """The network that the package ships."""
    return open_network(MODELS.joinpath("network.npz"))


def open_network(path: Path) -> Network:
    """A network from a file: matrices in 16 bits, the table of pieces in 8 with a scale for each column."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        weights = {name: np.asarray(stored[name], np.float32) for name in stored if name not in ("table", "scale", "pieces", "scores")}
        weights["table"] = np.asarray(stored["table"] * stored["scale"], np.float32)
        return Network(Pieces.among([str(piece) for piece in stored["pieces"]], stored["scores"].astype(float).tolist(), {}), weights)

"""The tuned encoder: multilingual-e5-small (`packed`) with the small difference that training made (`model/encoder.npz`), in numpy.

A window of neighbouring sentences is read at once, so that each is understood in its context; a sentence's vector is the mean over its
pieces. Needs the extra `embeddings`; without it `load_encoder` gives None, and the others judge alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from etl.extract.commitments.packed import Array, PackedModel, packed_path, read_packed
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.pieces import END, START, Pieces, Window
from etl.extract.commitments.readings import Mask, Reading, words_of
from etl.extract.commitments.vectors import MODELS

LAYERS, WIDTH, HEADS = 12, 384, 12
MOST_PIECES = 320  # of a window
MOST_OF_SENTENCE = 200
_BATCH = 2048  # pieces that are read at once
_EPSILON = np.float32(1e-12)
_FAR_OFF = np.float32(-1e9)
_GELU = (np.float32(0.7978845608), np.float32(0.044715))
MATRICES = {"q": (384, 384), "k": (384, 384), "v": (384, 384), "ao": (384, 384), "fi": (1536, 384), "fo": (384, 1536)}
ROWS = ("q.b", "k.b", "v.b", "ao.b", "fi.b", "fo.b", "aln.w", "aln.b", "oln.w", "oln.b")


@dataclass(frozen=True, slots=True)
class Encoder:
    """Everything that turns windows into vectors: the vocabulary, the packed word vectors, the other weights by name."""

    model: PackedModel
    pieces: Pieces
    weights: Mapping[str, Array]

    def windows(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Window]:
        """Windows over sentences that follow each other, each given as its key and its words."""
        opening = (START, *self.pieces.cut("query:"))
        found, spans = list(opening), list[tuple[int, tuple[int, ...]]]()
        for key, words in sentences:
            own, starts = self.pieces.cut_words(words, MOST_OF_SENTENCE)
            if spans and len(found) + len(own) + 1 > MOST_PIECES:
                yield Window((*found, END), tuple(spans))
                found, spans = list(opening), []
            spans.append((key, tuple(len(found) + start for start in starts)))
            found += own
        if spans:
            yield Window((*found, END), tuple(spans))

    def reading(self, sentences: Sequence[Sentence], wanted: Mask) -> Reading:
        """Read the wanted sentences, those of an answer item together."""
        items: dict[int | None, list[tuple[int, list[str]]]] = {}
        for at in map(int, np.flatnonzero(wanted)):
            items.setdefault(sentences[at].item, []).append((at, words_of(sentences[at])))
        vectors, windows = np.zeros((len(sentences), WIDTH), np.float32), list[tuple[Window, Array]]()
        (centre, spread), (centre_of_pieces, spread_of_pieces) = self.weights["norm"], self.weights["norm of pieces"]
        for window, states in self.read([window for item in items.values() for window in self.windows(item)]):
            for at, starts in window.spans:
                vectors[at] = (states[starts[0] : starts[-1]].mean(0) - centre) / spread
            windows.append((window, np.asarray((states - centre_of_pieces) / spread_of_pieces, np.float32)))
        return Reading(self.weights, vectors, wanted, windows)

    def read(self, windows: Sequence[Window]) -> Iterator[tuple[Window, Array]]:
        """Each window with one vector per piece; not in order, because windows of like length are read together."""
        batch = list[Window]()
        for window in sorted(windows, key=lambda one: len(one.pieces)):
            if batch and len(window.pieces) * (len(batch) + 1) > _BATCH:
                yield from zip(batch, self._forward(batch), strict=True)
                batch = []
            batch.append(window)
        if batch:
            yield from zip(batch, self._forward(batch), strict=True)

    def _forward(self, batch: Sequence[Window]) -> Array:
        length = max(len(window.pieces) for window in batch)
        numbers = np.ones((len(batch), length), np.int64)
        mask = np.full((len(batch), 1, 1, length), _FAR_OFF, np.float32)
        for row, window in enumerate(batch):
            numbers[row, : len(window.pieces)] = window.pieces
            mask[row, ..., : len(window.pieces)] = 0
        weights = self.weights
        state = self.model.rows("emb.word", numbers.ravel(), WIDTH).reshape(*numbers.shape, WIDTH) + weights["place"][:length]
        state = _normal(state, weights["emb.ln.w"], weights["emb.ln.b"])
        for layer in range(LAYERS):
            state = _layer(state, mask, weights, f"l{layer}.")
        return state


def _layer(state: Array, mask: Array, weights: Mapping[str, Array], layer: str) -> Array:
    count, length, _ = state.shape
    parts = (state @ weights[f"{layer}qkv.w"] + weights[f"{layer}qkv.b"]).reshape(count, length, 3, HEADS, -1).transpose(2, 0, 3, 1, 4)
    query, key, value = parts
    score = query @ key.swapaxes(-1, -2) / np.float32(np.sqrt(WIDTH // HEADS)) + mask
    score = np.exp(score - score.max(-1, keepdims=True))
    mixed = (score / score.sum(-1, keepdims=True)) @ value
    seen = mixed.transpose(0, 2, 1, 3).reshape(count, length, WIDTH) @ weights[f"{layer}ao.w"] + weights[f"{layer}ao.b"]
    state = _normal(state + seen, weights[f"{layer}aln.w"], weights[f"{layer}aln.b"])
    inner = state @ weights[f"{layer}fi.w"] + weights[f"{layer}fi.b"]
    inner = np.float32(0.5) * inner * (1 + np.tanh(_GELU[0] * (inner + _GELU[1] * inner * inner * inner)))
    return _normal(state + inner @ weights[f"{layer}fo.w"] + weights[f"{layer}fo.b"], weights[f"{layer}oln.w"], weights[f"{layer}oln.b"])


def _normal(state: Array, weight: Array, bias: Array) -> Array:
    centred = state - state.mean(-1, keepdims=True)
    spread = np.sqrt(np.mean(centred * centred, -1, keepdims=True) + _EPSILON)
    return np.asarray(centred / spread * weight + bias, np.float32)


@cache
def load_encoder() -> Encoder | None:
    """The encoder, or None where the extra is not installed."""
    return open_encoder(MODELS.joinpath("encoder.npz"))


def open_encoder(difference: Path) -> Encoder | None:
    """The encoder with a tuned difference of one's own, or None where the extra is not installed."""
    path = packed_path()
    if path is None:
        return None
    model = read_packed(path)
    with difference.open("rb") as file, np.load(file, allow_pickle=False) as tuned:
        return Encoder(model, Pieces.of(model), {**weights_of(model, tuned), **{name: tuned[name] for name in tuned if name[0] != "l"}})


def weights_of(model: PackedModel, tuned: Mapping[str, Array]) -> dict[str, Array]:
    """The weights by name, matrices turned so that rows of states are multiplied from the left, with the tuned difference added."""
    place = model.tensor("emb.pos").reshape(-1, WIDTH) + model.tensor("emb.type")[:WIDTH]
    found = {"place": place, **{name: model.tensor(name) for name in ("emb.ln.w", "emb.ln.b")}}
    for layer in (f"l{number}." for number in range(LAYERS)):
        rows = {name: model.tensor(layer + name) + tuned.get(layer + name, np.float32(0)) for name in ROWS}
        matrices = {name: model.tensor(f"{layer}{name}.w").reshape(shape) for name, shape in MATRICES.items()}
        for name, matrix in matrices.items():
            if f"{layer}{name}.left" in tuned:
                left, right = (_scaled(tuned, f"{layer}{name}.{side}") for side in ("left", "right"))
                np.add(matrix, left @ right, out=matrix)
        found |= {layer + name: np.asarray(row, np.float32) for name, row in rows.items() if name[1:] != ".b"}
        found |= {f"{layer}{name}.w": np.ascontiguousarray(matrices[name].T) for name in ("ao", "fi", "fo")}
        found[f"{layer}qkv.w"] = np.ascontiguousarray(np.concatenate([matrices[name] for name in "qkv"]).T)
        found[f"{layer}qkv.b"] = np.concatenate([rows[f"{name}.b"] for name in "qkv"])
    return found


def _scaled(tuned: Mapping[str, Array], name: str) -> Array:
    """A matrix stored as 8-bit integers, with a scale for each of its narrow side."""
    return np.asarray(tuned[name] * tuned[f"{name}.scale"], np.float32)

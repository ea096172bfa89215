"""Sparse vectors of hashed features, and linear models over them.

Features are strings hashed with CRC-32 into a table of fixed size, the same in every process; weights are 8-bit integers with one scale per
head. numpy only: training (`tools/train_commitments.py`) uses scikit-learn, reading does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_MIX = np.uint32(2654435761)  # Knuth's multiplier: spreads hashes over the table
_PRIME = np.uint32(1000003)
_WORD_BITS = 32
_STEEPEST = 30.0
_MOST_REMEMBERED = 1 << 15
_NOTHING = np.zeros(0, np.uint32)

Hashes = NDArray[np.uint32]

MODELS = Path(__file__).with_name("model")  # measuring puts models in their place that have not seen a paper


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sparse rows: value[k] stands in row[k], column[k]."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.float32]
    count: int


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Logistic regressions that share their features: weights[column, head], bias[head]; thresholds: from where on a head says yes."""

    heads: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    thresholds: dict[str, float]

    def probabilities(self, vectors: Vectors) -> dict[str, NDArray[np.float64]]:
        """Per head, one value per row."""
        return {head: 1 / (1 + np.exp(-logit)) for head, logit in self.logits(vectors).items()}

    def logits(self, vectors: Vectors) -> dict[str, NDArray[np.float64]]:
        """Per head, one value per row, from minus to plus 30."""
        order = np.argsort(vectors.row, kind="stable")
        terms = self.weights[vectors.column[order]] * vectors.value[order, None]
        starts = np.searchsorted(vectors.row[order], np.arange(vectors.count))
        logit = np.add.reduceat(terms, starts, axis=0) + self.bias
        return dict(zip(self.heads, logit.astype(np.float64).clip(-_STEEPEST, _STEEPEST).T, strict=True))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _hash(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass"))


def hashed(names: Iterable[str]) -> Hashes:
    """The CRC-32 of every feature name."""
    return np.fromiter(map(_hash, names), np.uint32)


def combined(one: Hashes, other: Hashes) -> Hashes:
    """Hashes for pairs of hashes in this order."""
    return np.asarray(one * _PRIME + other, np.uint32)


def assemble(groups: Iterable[tuple[float, Sequence[Hashes]]], count: int, bits: int) -> Vectors:
    """Vectors from groups of features (weight, hashes per row); within a group each row has the length of its weight.

    Every row must have a feature in some group.
    """
    rows, columns, values = [], [], []
    for weight, hashes in groups:
        row = np.repeat(np.arange(count, dtype=np.int64), [len(found) for found in hashes])
        mixed = np.concatenate([_NOTHING, *hashes]) * _MIX >> np.uint32(_WORD_BITS - bits)
        keys = np.sort((row << bits) | mixed)
        keys = keys[np.diff(keys, prepend=-1) > 0]
        row = keys >> bits
        norm = np.sqrt(np.bincount(row, minlength=count).clip(1))
        rows.append(row)
        columns.append(keys & ((1 << bits) - 1))
        values.append((weight / norm[row]).astype(np.float32))
    return Vectors(np.concatenate(rows), np.concatenate(columns), np.concatenate(values), count)


def load_model(name: str) -> LinearModel:
    """One of the models that the package ships: "sentences" or "actors"."""
    return _linear(MODELS, name)


def load_arrays(name: str) -> dict[str, NDArray[np.float64]]:
    """The numbers in another file of the models: "mixture"."""
    return _arrays(MODELS, name)


@cache
def _linear(folder: Path, name: str) -> LinearModel:
    with folder.joinpath(f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        heads = tuple(str(head) for head in arrays["heads"])
        weights = np.ascontiguousarray((arrays["weights"] * arrays["scale"][:, None]).T, dtype=np.float32)
        thresholds = dict(zip(heads, map(float, arrays["thresholds"]), strict=True))
        return LinearModel(heads, weights, arrays["bias"].astype(np.float32), thresholds)


@cache
def _arrays(folder: Path, name: str) -> dict[str, NDArray[np.float64]]:
    with folder.joinpath(f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return {key: arrays[key].astype(np.float64) for key in arrays}

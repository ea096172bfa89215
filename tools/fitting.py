"""Fit linear models over sparse vectors, and store them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix, vstack  # type: ignore[import-untyped]

from etl.extract.commitments.judging import softmax
from etl.extract.commitments.vectors import Vectors

DECAY = 0.3  # regularisation of the ranking of parties
MOST_STEPS = 80

Matrix = Any  # scipy has no types
Row = NDArray[np.float64]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]
Head = tuple[str, Row, float, float]  # name, weights, bias, threshold


def fit(matrix: Matrix, answers: Row, weight: Row, strength: float, offset: Row | float = 0.0) -> tuple[Row, Row]:
    """Weights (column, head) and biases of a logistic regression.

    answers: per row the probability of yes, or one for each of the codes; offset: what is said already, added to the logits.
    """
    columns, heads = matrix.shape[1], answers.shape[1]
    turned = matrix.T.tocsr()
    rows = answers if heads > 1 else np.column_stack((answers, 1 - answers))

    def loss(values: Row) -> tuple[float, Row]:
        weights, bias = values[: columns * heads].reshape(columns, heads), values[columns * heads :]
        logit = matrix @ weights + bias + offset
        said = softmax(logit if heads > 1 else np.column_stack((logit, np.zeros(len(logit)))))
        rest = weight[:, None] * (said - rows)[:, :heads]
        value = -strength * float((weight[:, None] * rows * np.log(said.clip(1e-12))).sum()) + 0.5 * float((weights * weights).sum())
        return value, np.r_[(strength * (turned @ rest) + weights).ravel(), strength * rest.sum(0)]

    found = minimize(loss, np.zeros(columns * heads + heads), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}).x
    return found[: columns * heads].reshape(columns, heads), found[columns * heads :]


def probability(logit: Row) -> Row:
    """The probability of a logit."""
    return np.asarray(1 / (1 + np.exp(-logit)))


def ranking(matrix: Matrix, truth: Mask, group: Whole) -> Row:
    """Weights under which the right candidates of each group outweigh the others (conditional logit)."""
    kept = np.bincount(group, truth)[group] > 0
    rows, right, members = matrix[kept], truth[kept].astype(float), np.unique(group[kept], return_inverse=True)[1]
    count = int(members.max()) + 1

    def loss(weights: Row) -> tuple[float, Row]:
        logit = rows @ weights
        highest = np.full(count, -np.inf)
        np.maximum.at(highest, members, logit)
        share = np.exp(logit - highest[members])
        every, good = np.bincount(members, share), np.bincount(members, share * right)
        value = float((np.log(every) - np.log(good)).sum() + DECAY / 2 * weights @ weights)
        return value, rows.T @ (share / every[members] - share * right / good[members]) + DECAY * weights

    return np.asarray(minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x)


def stacked(vectors: Sequence[Vectors], bits: int) -> Matrix:
    """All rows of all documents as one sparse matrix."""
    return vstack([csr_matrix((one.value, (one.row, one.column)), shape=(one.count, 1 << bits)) for one in vectors]).tocsr()


def save(path: Path, heads: Sequence[Head]) -> None:
    """Write heads as 8-bit weights, one scale per head."""
    names, weights, bias, thresholds = zip(*heads, strict=True)
    table = np.array(weights)
    scale = np.abs(table).max(axis=1) / np.iinfo(np.int8).max
    rounded = np.rint(table / scale[:, None]).astype(np.int8)
    np.savez_compressed(
        path,
        heads=np.array(names),
        weights=rounded,
        scale=scale.astype(np.float32),
        bias=np.array(bias, np.float32),
        thresholds=np.array(thresholds),
    )

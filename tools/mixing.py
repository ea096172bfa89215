"""Set the weights that turn what all models say of a sentence into one confidence, and the thresholds of saying yes (`judging.weighed`).

Everything is set on what models say of papers that they did not learn from.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from etl.extract.commitments.judging import CODES, FIELDS, HEADS, MIXED, weighed
from tools.fitting import Mask, Row, Whole, fit, probability
from tools.learning import Papers

STRENGTH, STRENGTH_OF_CODES = 1.0, 0.1  # inverse regularisation: how far weights may go from where they begin
THRESHOLDS = np.arange(0.1, 0.7, 0.01)

Weights = dict[str, Any]


def mixture(stage: str, terms: Row, papers: Papers, chosen: Mask) -> Weights:
    """Weights and thresholds of a stage ("linear", "encoder"), set on some sentences of papers."""
    rows = np.flatnonzero(chosen)
    found, thresholds = Weights(), []
    for head in MIXED:
        start = np.eye(terms.shape[1])[:, HEADS.index(head), None]
        weights = moved(start, terms[rows], papers.truth(head)[rows].astype(float)[:, None], STRENGTH)[:, 0]
        found[f"{stage} {head}"] = weights
        thresholds.append(best_threshold(probability(terms[rows] @ weights[:-1] + weights[-1])))
    found[f"{stage} thresholds"] = np.array(thresholds)
    for field, codes in zip(FIELDS, CODES, strict=True):
        kept, which = papers.codes(codes)
        known = np.isin(kept, rows)
        start = beginning(codes, terms.shape[1])
        found[f"{stage} {field}"] = moved(start, terms[kept[known]], np.eye(len(codes))[which[known]], STRENGTH_OF_CODES)
    return found


def moved(start: Row, terms: Row, answers: Row, strength: float) -> Row:
    """Weights not far from where they start under which the terms give the answers, and below them their bias."""
    weights, bias = fit(csr_matrix(terms), answers, np.ones(len(terms)), strength, offset=terms @ start)
    return np.vstack((start + weights, bias))


def beginning(codes: Sequence[str], count: int) -> Row:
    """Weights under which the codes are what the models say of them: the taught one; or all three, the encoder last of them."""
    start, first, heads = np.zeros((count, len(codes))), HEADS.index(codes[0]), len(HEADS)
    parts = {0: 1.0} if count < 2 * heads else {0: 0.35, count - 2 * heads: 0.35, count - heads: 0.3}
    for offset, share in parts.items():
        start[offset + first + np.arange(len(codes)), np.arange(len(codes))] = share
    return start


def best_threshold(confidence: Row) -> float:
    """From where on saying yes promises the best F1, if confidences are right: steadier than counting the few that are."""
    return max((2 * confidence[confidence >= at].sum() / ((confidence >= at).sum() + confidence.sum()), float(at)) for at in THRESHOLDS)[1]


def report(stage: str, terms: Row, papers: Papers, fold: Whole) -> None:
    """Print how well a stage does, each fold judged by weights that were set on the others."""
    scores, says = {code: np.zeros(len(terms)) for code in HEADS}, {head: np.zeros(len(terms), bool) for head in MIXED}
    for number in np.unique(fold):
        weights, rows = mixture(stage, terms, papers, fold != number), np.flatnonzero(fold == number)
        for name, values in weighed(terms[rows], weights, stage).items():
            scores[name][rows] = values
        for head, least in zip(MIXED, weights[f"{stage} thresholds"], strict=True):
            says[head][rows] = scores[head][rows] >= least
    for head, found in says.items():
        right, total = (papers.truth(head) & found).sum(), papers.totals[head]
        print(
            f"{stage} {head}: F1 {2 * right / (found.sum() + total):.3f}, precision {right / found.sum():.3f}, "
            f"recall {right / total:.3f}, mean confidence {scores[head][found].mean():.3f}"
        )
    for field, codes in zip(FIELDS, CODES, strict=True):
        kept, which = papers.codes(codes)
        known = says["commitment"][kept]
        likeliest = np.column_stack([scores[code][kept] for code in codes]).argmax(axis=1)
        print(f"{stage} {field} of those found: {(likeliest == which)[known].mean():.3f}")

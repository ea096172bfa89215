"""Set the weights that turn what all models say of a sentence into one confidence, and the thresholds of saying yes (`judging.weighed`).

Everything is set on what models say of papers that they did not learn from.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from etl.extract.commitments.judging import CODES, FIELDS, HEADS, MIXED, cooperates, weighed
from etl.extract.commitments.signs import SIGNS
from tools.fitting import Mask, Row, Whole, fit, probability
from tools.learning import Papers

STRENGTH, STRENGTH_OF_CODES = 0.3, 0.1  # inverse regularisation: how far weights may go from where they begin
THRESHOLDS = np.arange(0.1, 0.7, 0.01)
SHARES = (
    (1.0,),
    (0.4, 0.6),
    (0.2, 0.3, 0.5),
)  # of the linear models, the network, the encoder in what is said of kinds and statuses at first

Weights = dict[str, Any]

AROUND = len(HEADS)  # the terms of the linear models (`judging.linear_terms`): logits, what stands around from here, signs from there
SIGNED = AROUND + 2 * len(MIXED)
LINEAR = SIGNED + len(SIGNS)


def mixture(stage: str, terms: Row, papers: Papers, chosen: Mask) -> Weights:
    """Weights and thresholds of a stage (`judging.STAGES`), set on some sentences of papers."""
    found, thresholds = Weights(), []
    for head in MIXED:
        used = columns(HEADS.index(head), terms.shape[1])
        start = np.eye(terms.shape[1])[:, used[0], None]
        weights = moved(start, terms[chosen], used, papers.truth(head)[chosen].astype(float)[:, None], STRENGTH)
        found[f"{stage} {head}"] = weights[:, 0]
        thresholds.append(best_threshold(probability(terms[chosen] @ weights[:-1, 0] + weights[-1, 0])))
    found[f"{stage} thresholds"] = np.array(thresholds)
    for field, codes in zip(FIELDS, CODES, strict=True):
        kept, which = papers.codes(codes)
        known, start, used = chosen[kept], beginning(codes, terms.shape[1]), columns_of_codes(codes, terms.shape[1])
        found[f"{stage} {field}"] = moved(start, terms[kept[known]], used, np.eye(len(codes))[which[known]], STRENGTH_OF_CODES)
    return found


def columns(head: int, count: int) -> list[int]:
    """The terms that speak of commitment or partnership: the head's logit, the two of what stands around, the logits of the others."""
    around = [AROUND + 2 * head, AROUND + 2 * head + 1]
    return [head, *around, *(start + head for start in range(LINEAR, count, len(HEADS)))]


def columns_of_codes(codes: Sequence[str], count: int) -> list[int]:
    """The terms that speak of kind or status: what each model says of these codes, and the signs."""
    own = [HEADS.index(code) for code in codes]
    return [*own, *range(SIGNED, LINEAR), *(start + at for start in range(LINEAR, count, len(HEADS)) for at in own)]


def beginning(codes: Sequence[str], count: int) -> Row:
    """Weights under which codes are what the models say of them."""
    start, first = np.zeros((count, len(codes))), HEADS.index(codes[0])
    for offset, share in zip((0, *range(LINEAR, count, len(HEADS))), SHARES[(count - LINEAR) // len(HEADS)], strict=True):
        start[offset + first + np.arange(len(codes)), np.arange(len(codes))] = share
    return start


def moved(start: Row, terms: Row, used: Sequence[int], answers: Row, strength: float) -> Row:
    """Weights near those of the start, different in the used terms only, under which the terms give the answers; below them their bias."""
    weights, moves = start.copy(), csr_matrix(terms[:, used])
    more, bias = fit(moves, answers, np.ones(len(terms)), strength, offset=terms @ start)
    weights[used] += more
    return np.vstack((weights, bias))


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
    says["partnership"] |= says["commitment"] & cooperates(scores)
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

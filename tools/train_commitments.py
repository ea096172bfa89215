"""Train the models that find commitments, from annotated papers.

    train_commitments.py GOLD TEXTS [--output DIR]

GOLD: a folder of annotations, one JSON object per paper (documents, answer.items, commitments). TEXTS: a folder with the normalised
text of every annotated document, FILE.txt. Writes sentences.npz and actors.npz: weights of hashed features as 8-bit integers, no words
of the texts. Everything is deterministic; thresholds are set by cross-validation over papers.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix, vstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from etl.extract.commitments import features, parties
from etl.extract.commitments.finding import KINDS, STATUSES
from etl.extract.commitments.vectors import Vectors
from tools.gold_commitments import Example, read_examples, same_name

FOLDS = 5
STRENGTH = 2.0  # inverse of the regularisation of yes/no heads, by cross-validation
STRENGTH_OF_CODES = 10.0
DECAY = 0.3  # regularisation of the ranking of parties
THRESHOLDS = np.arange(0.1, 0.7, 0.01)

Matrix = Any  # scipy has no types
Row = NDArray[np.float64]
Head = tuple[str, Row, float, float]


def main() -> None:
    """Read the annotations, train both models, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--output", type=Path, default=Path(features.__file__).parent / "model")
    arguments = parser.parse_args()
    examples = read_examples(arguments.gold, arguments.texts)
    arguments.output.mkdir(parents=True, exist_ok=True)
    save(arguments.output / "sentences.npz", sentence_heads(examples))
    save(arguments.output / "actors.npz", actor_heads(examples))


def sentence_heads(examples: Sequence[Example]) -> list[Head]:
    """Heads over sentences: commitment, partnership, one per kind and status."""
    matrix = stacked([example.vectors for example in examples], features.TABLE_BITS)
    gold = [label for example in examples for label in example.labels]
    paper = np.repeat(np.arange(len(examples)), [len(example.labels) for example in examples])
    truth = np.array([label is not None for label in gold])
    shared = np.array([bool(label and label["partnership"]) for label in gold])
    heads = [yes_no_head("commitment", matrix, truth, paper, int(truth.sum()) + sum(example.missed for example in examples))]
    heads.append(yes_no_head("partnership", matrix, shared, paper, int(shared.sum())))
    rows = np.flatnonzero(truth)
    heads.append(yes_no_head("partnership of commitments", matrix[rows], shared[rows], paper[rows], int(shared.sum())))
    for field, codes in (("kind", KINDS), ("status", STATUSES)):
        answers = np.array([codes.index((gold[at] or {})[field]) for at in rows])
        model = LogisticRegression(C=STRENGTH_OF_CODES, max_iter=2000).fit(matrix[rows], answers)
        heads += [(f"{field} {code}", model.coef_[at], float(model.intercept_[at]), 0.5) for at, code in enumerate(codes)]
    return heads


def yes_no_head(name: str, matrix: Matrix, truth: NDArray[np.bool_], group: NDArray[np.int64], total: int) -> Head:
    """A logistic regression, calibrated on held-out papers, with the threshold of its best F1 there; total: how many there are to find."""
    held_out = cross_validated(matrix, truth, group, lambda rows, answers: LogisticRegression(C=STRENGTH, max_iter=2000).fit(rows, answers))
    logit = np.log(held_out / (1 - held_out))
    scale = LogisticRegression(C=1e6).fit(logit[:, None], truth)
    slope, shift = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    calibrated = 1 / (1 + np.exp(-(slope * logit + shift)))
    found = [(f1(truth, calibrated >= threshold, total), float(threshold)) for threshold in THRESHOLDS]
    best, threshold = max(found)
    print(f"{name}: F1 {best:.3f} at {threshold:.2f} on held-out papers, {total} to find")
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(matrix, truth)
    return name, model.coef_[0] * slope, float(model.intercept_[0]) * slope + shift, threshold


def actor_heads(examples: Sequence[Example]) -> list[Head]:
    """Heads over candidates: party (a ranking among those of a sentence) and partner."""
    matrix = stacked([example.candidate_vectors for example in examples], parties.TABLE_BITS)
    judged = [(at, candidate, label) for at, example in enumerate(examples) for candidate, label in example.judged()]
    paper = np.array([at for at, _, _ in judged])
    sentence = np.unique([f"{at} {candidate.sentence:06}" for at, candidate, _ in judged], return_inverse=True)[1]
    party = np.array([same_name(label["committing_party"], candidate.name) for _, candidate, label in judged])
    in_partnership = np.array([bool(label["partnership"]) for _, _, label in judged])
    partner = np.array([any(same_name(name, candidate.written) for name in label["partners"]) for _, candidate, label in judged])
    total = sum(len(label["partners"]) for example in examples for label in example.labels if label)
    heads = [("party", ranking(matrix, party, sentence), 0.0, 0.5)]
    print(f"party: {held_out_choice(matrix, party, sentence, paper):.3f} of the sentences right on held-out papers")
    heads.append(yes_no_head("partner", matrix[in_partnership], partner[in_partnership], paper[in_partnership], total))
    return heads


def ranking(matrix: Matrix, truth: NDArray[np.bool_], group: NDArray[np.int64]) -> Row:
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


def held_out_choice(matrix: Matrix, truth: NDArray[np.bool_], group: NDArray[np.int64], paper: NDArray[np.int64]) -> float:
    """Share of the groups whose highest candidate is right, on held-out papers."""
    score = np.zeros(len(truth))
    for rows, rest in GroupKFold(FOLDS).split(matrix, truth, paper):
        score[rest] = matrix[rest] @ ranking(matrix[rows], truth[rows], np.unique(group[rows], return_inverse=True)[1])
    best = {int(one): at for at, one in sorted(enumerate(group), key=lambda pair: score[pair[0]])}
    return float(np.mean([truth[at] for at in best.values()]))


def cross_validated(
    matrix: Matrix, truth: NDArray[np.bool_], group: NDArray[np.int64], fit: Callable[[Matrix, NDArray[np.bool_]], LogisticRegression]
) -> Row:
    """The probability of every row from a model that has not seen its paper."""
    held_out = np.zeros(len(truth))
    for rows, rest in GroupKFold(FOLDS).split(matrix, truth, group):
        held_out[rest] = fit(matrix[rows], truth[rows]).predict_proba(matrix[rest])[:, 1]
    return held_out


def f1(truth: NDArray[np.bool_], found: NDArray[np.bool_], total: int) -> float:
    """Harmonic mean of precision and recall."""
    return float(2 * (truth & found).sum() / (found.sum() + total))


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


if __name__ == "__main__":
    main()

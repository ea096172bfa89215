"""Train the linear models that find commitments, from annotated papers.

    train_commitments.py GOLD TEXTS --measured GOLD TEXTS [--unlabelled TEXTS] [--output DIR]

GOLD: a folder of annotations, one JSON object per paper (documents, answer.items, commitments). TEXTS: a folder with the normalised
text of every annotated document, FILE.txt. `--measured`: papers at large, which no model learns from: confidences, thresholds and the
weights that mix linear models and encoder are set on them, and their figures printed, these by cross-validation over the papers.
`--unlabelled`: texts of answers without their heads; what the tuned encoder (`tools/tune_encoder.py`) says of their sentences teaches the
linear models. Writes sentences.npz (taught), annotated.npz (not taught), actors.npz and mixture.npz: numbers only, no words of the texts.
Deterministic.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import vstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from etl.extract.commitments import features
from etl.extract.commitments.encoder import load_encoder
from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.judging import CODES, HEADS, MIXED, encoder_terms, linear_terms, read_logits
from tools.actor_heads import actor_heads
from tools.fitting import Head, Mask, Matrix, Row, Whole, fit, save, softmax, stacked
from tools.gold_commitments import Example, read_examples

FOLDS = 5
STRENGTHS = {"commitment": 1.0, "partnership": 1.0, "kind": 4.0, "status": 4.0}  # inverse regularisation, by cross-validation
STRENGTH_UNTAUGHT = 2.0
STRENGTH_OF_UNTAUGHT_CODES = 10.0
TAUGHT_WEIGHT = 0.6  # of a kind or status that the encoder says, against one that a reader says
LEAST_TAUGHT = 0.3  # a sentence that is less likely a commitment teaches no kind
SHARE_OF_KINDS = 0.3  # of the encoder
THRESHOLDS = np.arange(0.1, 0.7, 0.01)


@dataclass(frozen=True, slots=True)
class Taught:
    """Sentences without annotation: their vectors, and what the encoder says of them, a row each."""

    matrix: Matrix
    logits: Row


@dataclass(frozen=True, slots=True)
class Papers:
    """Annotated sentences: their vectors; truth by head of `MIXED`, how many there are to find; the paper of each."""

    matrix: Matrix
    labels: Sequence[dict[str, str | bool] | None]
    paper: Whole
    totals: dict[str, int]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Papers":
        """All sentences of some papers."""
        labels = [label for example in examples for label in example.labels]
        missed = sum(example.missed for example in examples)
        totals = {"commitment": sum(label is not None for label in labels) + missed}
        totals["partnership"] = sum(bool(label and label["partnership"]) for label in labels)
        paper = np.repeat(np.arange(len(examples)), [len(example.labels) for example in examples])
        return cls(stacked([example.vectors for example in examples], features.TABLE_BITS), labels, paper, totals)

    def truth(self, head: str) -> Mask:
        """Whether each sentence is a commitment, or a partnership."""
        return np.array([bool(label and (head == "commitment" or label["partnership"])) for label in self.labels])


def main() -> None:
    """Read the annotations, train the models, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--measured", type=Path, nargs=2, required=True)
    parser.add_argument("--unlabelled", type=Path)
    parser.add_argument("--output", type=Path, default=Path(features.__file__).parent / "model")
    arguments = parser.parse_args()
    learned, measured = read_examples(arguments.gold, arguments.texts), read_examples(*arguments.measured)
    train(learned, measured, taught_by_encoder(arguments.unlabelled) if arguments.unlabelled else None, arguments.output)


def train(learned: Sequence[Example], measured: Sequence[Example], taught: Taught | None, output: Path) -> None:
    """Train everything and write it."""
    output.mkdir(parents=True, exist_ok=True)
    papers, held_out = Papers.of(learned), Papers.of(measured)
    taught_heads, own_heads = sentence_heads(papers, taught), sentence_heads(papers, None)
    save(output / "sentences.npz", taught_heads)
    save(output / "annotated.npz", own_heads)
    save(output / "actors.npz", actor_heads(learned))
    terms = linear_terms(said(taught_heads, held_out))
    weights = weighed("linear", terms, held_out)
    if load_encoder():
        logits = np.concatenate([logits_of(example) for example in measured])
        weights |= weighed("encoder", np.column_stack((terms, encoder_terms(said(own_heads, held_out), logits))), held_out)
        weights["encoder share of kinds"] = np.array(SHARE_OF_KINDS)
    np.savez_compressed(output / "mixture.npz", **weights)


def sentence_heads(papers: Papers, taught: Taught | None) -> list[Head]:
    """Heads over sentences: commitment, partnership, kinds and statuses."""
    return [yes_no_head(name, papers, taught) for name in MIXED] + [head for codes in CODES for head in code_heads(codes, papers, taught)]


def said(heads: Sequence[Head], held_out: Papers) -> dict[str, Row]:
    """What heads say of papers."""
    return {name: probability(held_out.matrix @ weights + bias) for name, weights, bias, _ in heads}


def taught_by_encoder(folder: Path) -> Taught:
    """Have the encoder judge the sentences of texts.

    Raises:
        ValueError: the extra `embeddings` is not installed.
    """
    encoder = load_encoder()
    if encoder is None:
        raise ValueError("teaching needs the extra `embeddings`")
    vectors, logits = [], []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text("utf-8")
        sentences = read_sentences(text, (), ())
        if sentences:
            vectors.append(features.Featuriser(features.year_of(text)).vectors([one.passage for one in sentences]))
            logits.append(read_logits(encoder, sentences, np.ones(len(sentences), bool)))
    return Taught(stacked(vectors, features.TABLE_BITS), np.concatenate(logits))


def logits_of(example: Example) -> Row:
    """What the encoder says of the sentences of a paper."""
    encoder = load_encoder()
    return read_logits(encoder, example.sentences, np.ones(len(example.sentences), bool)) if encoder else np.zeros(0)


def yes_no_head(name: str, papers: Papers, taught: Taught | None) -> Head:
    """A logistic regression on annotated and taught sentences."""
    matrix, answers = papers.matrix, papers.truth(name).astype(float)
    if taught:
        matrix, answers = vstack([matrix, taught.matrix]).tocsr(), np.r_[answers, probability(taught.logits[:, HEADS.index(name)])]
    weights, bias = fit(matrix, answers[:, None], np.ones(len(answers)), STRENGTHS[name] if taught else STRENGTH_UNTAUGHT)
    return name, weights[:, 0], float(bias[0]), 0.5


def weighed(stage: str, terms: Row, held_out: Papers) -> dict[str, Any]:
    """Weights and thresholds of one stage (`judging.load_weights`); without the encoder each head is only calibrated."""
    found, thresholds = dict[str, Any](), []
    for at, name in enumerate(MIXED):
        used = [at, terms.shape[1] - 1] if stage == "linear" else range(terms.shape[1])
        weights, threshold = calibrated(f"{stage} {name}", terms[:, used], held_out.truth(name), held_out.paper, held_out.totals[name])
        found[f"{stage} {name}"] = np.zeros(terms.shape[1])
        found[f"{stage} {name}"][used] = weights
        thresholds.append(threshold)
    return found | {f"{stage} thresholds": np.array(thresholds)}


def calibrated(title: str, terms: Row, truth: Mask, paper: Whole, total: int) -> tuple[Row, float]:
    """Weights of terms under which their sum is the logit of being right, and the threshold of the best F1; prints both cross-validated."""
    score, says = np.zeros(len(terms)), np.zeros(len(terms), bool)

    def weigh(rows: Whole) -> Row:
        return np.asarray(LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000).fit(terms[rows], truth[rows]).coef_[0])

    for rows, rest in GroupKFold(FOLDS).split(terms, truth, paper):
        weights = weigh(rows)
        score[rest] = probability(terms[rest] @ weights)
        says[rest] = score[rest] >= best_threshold(probability(terms[rows] @ weights))
    right = (truth & says).sum()
    print(
        f"{title}: F1 {2 * right / (says.sum() + total):.3f}, precision {right / says.sum():.3f}, recall {right / total:.3f}, "
        f"mean confidence {score[says].mean():.3f}"
    )
    weights = weigh(np.arange(len(terms)))
    return weights, best_threshold(probability(terms @ weights))


def probability(logit: Row) -> Row:
    """The probability of a logit."""
    return np.asarray(1 / (1 + np.exp(-logit)))


def best_threshold(confidence: Row) -> float:
    """From where on saying yes promises the best F1, if confidences are right: steadier than counting the few that are."""
    return max((2 * confidence[confidence >= at].sum() / ((confidence >= at).sum() + confidence.sum()), float(at)) for at in THRESHOLDS)[1]


def code_heads(codes: Sequence[str], papers: Papers, taught: Taught | None) -> list[Head]:
    """Heads of kind or status, over annotated commitments and the likely ones among the taught sentences."""
    field = codes[0].split()[0]
    names = [code.split()[1] for code in codes]
    rows = np.flatnonzero(papers.truth("commitment"))
    matrix, answers = papers.matrix[rows], np.eye(len(codes))[[names.index(str((papers.labels[int(at)] or {})[field])) for at in rows]]
    weight = np.ones(len(rows))
    if taught:
        likely = probability(taught.logits[:, 0])
        kept = np.flatnonzero(likely > LEAST_TAUGHT)
        first = HEADS.index(codes[0])
        matrix = vstack([matrix, taught.matrix[kept]]).tocsr()
        answers = np.concatenate((answers, softmax(taught.logits[kept, first : first + len(codes)])))
        weight = np.r_[weight, TAUGHT_WEIGHT * likely[kept]]
    weights, bias = fit(matrix, answers, weight, STRENGTHS[field] if taught else STRENGTH_OF_UNTAUGHT_CODES)
    return [(code, weights[:, at], float(bias[at]), 0.5) for at, code in enumerate(codes)]


if __name__ == "__main__":
    main()

"""What the linear models that judge sentences learn from, and how."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import vstack  # type: ignore[import-untyped]

from etl.extract.commitments import features
from etl.extract.commitments.judging import CODES
from tools.fitting import Head, Mask, Matrix, Row, Whole, fit, stacked
from tools.gold_commitments import Example

STRENGTH, STRENGTH_TAUGHT, STRENGTH_OF_CODES = 2.0, 1.0, 10.0  # inverse regularisation, by cross-validation
AT_LARGE, LABELLED = 2.0, 1.0  # weights of a sentence from papers at large, from those that we labelled, against one from chosen papers


@dataclass(frozen=True, slots=True)
class Taught:
    """Sentences that nobody read: their vectors, and how likely the tuned encoder holds each for a commitment."""

    matrix: Matrix
    probability: Row


@dataclass(frozen=True, slots=True)
class Papers:
    """Annotated sentences: vectors, labels, weight when learned from; the paper and the answer item of each; how many there are to find."""

    matrix: Matrix
    labels: Sequence[dict[str, str | bool] | None]
    weight: Row
    paper: Whole
    item: Whole
    totals: dict[str, int]

    @classmethod
    def of(cls, examples: Sequence[Example], weight: float) -> "Papers":
        """All sentences of some papers that a reader judged."""
        read = np.array([is_read for example in examples for is_read in example.is_read])
        labels = [label for example in examples for label, is_read in zip(example.labels, example.is_read, strict=True) if is_read]
        missed = sum(example.missed for example in examples)
        totals = {"commitment": sum(label is not None for label in labels) + missed}
        totals["partnership"] = sum(bool(label and label["partnership"]) for label in labels)
        paper = np.repeat(np.arange(len(examples)), [len(example.labels) for example in examples])[read]
        items = [f"{at} {sentence.item}" for at, example in enumerate(examples) for sentence in example.sentences]
        item = np.unique(items, return_inverse=True)[1][read]
        matrix = stacked([example.vectors for example in examples], features.TABLE_BITS)[read]
        return cls(matrix, labels, np.full(len(labels), weight), paper, item, totals)

    def truth(self, head: str) -> Mask:
        """Whether each sentence is a commitment, or a partnership."""
        return np.array([bool(label and (head == "commitment" or label["partnership"])) for label in self.labels])

    def codes(self, codes: Sequence[str]) -> tuple[Whole, Whole]:
        """The sentences that are commitments, and which of the codes each has."""
        names, field = [code.split()[1] for code in codes], codes[0].split()[0]
        rows = np.flatnonzero(self.truth("commitment"))
        return rows, np.array([names.index(str((self.labels[int(at)] or {})[field])) for at in rows])


def sentence_heads(parts: Sequence[Papers], taught: Taught) -> list[Head]:
    """Heads over sentences: commitment, which alone the encoder teaches better than readers do, partnership, kinds and statuses."""
    codes = [head for codes in CODES for head in code_heads(codes, parts)]
    return [yes_no_head("commitment", parts, taught), yes_no_head("partnership", parts, None), *codes]


def yes_no_head(name: str, parts: Sequence[Papers], taught: Taught | None) -> Head:
    """A logistic regression over all sentences that were read, and those that the encoder judged."""
    matrix = vstack([part.matrix for part in parts] + ([taught.matrix] if taught else [])).tocsr()
    said = taught.probability if taught else np.zeros(0)
    answers = np.concatenate([*(part.truth(name).astype(float) for part in parts), said])
    weight = np.concatenate([*(part.weight for part in parts), np.ones(len(said))])
    weights, bias = fit(matrix, answers[:, None], weight, STRENGTH_TAUGHT if taught else STRENGTH)
    return name, weights[:, 0], float(bias[0]), 0.5


def code_heads(codes: Sequence[str], parts: Sequence[Papers]) -> list[Head]:
    """Heads of kind or status, over commitments."""
    chosen = [(part, *part.codes(codes)) for part in parts]
    matrix = vstack([part.matrix[rows] for part, rows, _ in chosen]).tocsr()
    answers = np.concatenate([np.eye(len(codes))[which] for _, _, which in chosen])
    fitted, bias = fit(matrix, answers, np.concatenate([part.weight[rows] for part, rows, _ in chosen]), STRENGTH_OF_CODES)
    return [(code, fitted[:, at], float(bias[at]), 0.5) for at, code in enumerate(codes)]

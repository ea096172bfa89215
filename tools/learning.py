"""What the models that judge sentences learn from: annotated sentences, and sentences that the tuned encoder judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import vstack  # type: ignore[import-untyped]

from etl.extract.commitments import features
from etl.extract.commitments.judging import CODES, HEADS, MIXED, softmax
from tools.fitting import Head, Mask, Matrix, Row, Whole, fit, probability, stacked
from tools.gold_commitments import Example

STRENGTHS = {"commitment": 1.0, "partnership": 1.0, "kind": 4.0, "status": 4.0}  # inverse regularisation, by cross-validation
STRENGTH_UNTAUGHT, STRENGTH_OF_UNTAUGHT_CODES = 2.0, 10.0
AT_LARGE = 2.0  # weight of a sentence from papers at large, against one from papers chosen for words of cooperation
TAUGHT_WEIGHT = 0.6  # of a kind or status that the encoder says, against one that a reader says
LEAST_TAUGHT = 0.3  # a sentence that is less likely a commitment teaches no kind


@dataclass(frozen=True, slots=True)
class Taught:
    """Sentences without annotation: their vectors, and what the encoder says of them, a row each."""

    matrix: Matrix
    logits: Row


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
        """All sentences of some papers."""
        labels = [label for example in examples for label in example.labels]
        missed = sum(example.missed for example in examples)
        totals = {"commitment": sum(label is not None for label in labels) + missed}
        totals["partnership"] = sum(bool(label and label["partnership"]) for label in labels)
        paper = np.repeat(np.arange(len(examples)), [len(example.labels) for example in examples])
        items = [f"{at} {sentence.item}" for at, example in enumerate(examples) for sentence in example.sentences]
        item = np.unique(items, return_inverse=True)[1]
        matrix = stacked([example.vectors for example in examples], features.TABLE_BITS)
        return cls(matrix, labels, np.full(len(labels), weight), paper, item, totals)

    def truth(self, head: str) -> Mask:
        """Whether each sentence is a commitment, or a partnership."""
        return np.array([bool(label and (head == "commitment" or label["partnership"])) for label in self.labels])

    def codes(self, codes: Sequence[str]) -> tuple[Whole, Whole]:
        """The sentences that are commitments, and which of the codes each has."""
        names, field = [code.split()[1] for code in codes], codes[0].split()[0]
        rows = np.flatnonzero(self.truth("commitment"))
        return rows, np.array([names.index(str((self.labels[int(at)] or {})[field])) for at in rows])


def sentence_heads(parts: Sequence[Papers], taught: Taught | None) -> list[Head]:
    """Heads over sentences, from annotated and taught ones: commitment, partnership, kinds and statuses."""
    return [yes_no_head(name, parts, taught) for name in MIXED] + [head for codes in CODES for head in code_heads(codes, parts, taught)]


def yes_no_head(name: str, parts: Sequence[Papers], taught: Taught | None) -> Head:
    """A logistic regression on annotated and taught sentences."""
    matrix = vstack([part.matrix for part in parts] + ([taught.matrix] if taught else [])).tocsr()
    said = probability(taught.logits[:, HEADS.index(name)]) if taught else np.zeros(0)
    answers = np.concatenate([*(part.truth(name).astype(float) for part in parts), said])
    weight = np.concatenate([*(part.weight for part in parts), np.ones(len(said))])
    weights, bias = fit(matrix, answers[:, None], weight, STRENGTHS[name] if taught else STRENGTH_UNTAUGHT)
    return name, weights[:, 0], float(bias[0]), 0.5


def code_heads(codes: Sequence[str], parts: Sequence[Papers], taught: Taught | None) -> list[Head]:
    """Heads of kind or status, over annotated commitments; half of each over the likely ones among the taught sentences too."""
    chosen = [part.codes(codes) for part in parts]
    matrices = [part.matrix[rows] for part, (rows, _) in zip(parts, chosen, strict=True)]
    answers = [np.eye(len(codes))[which] for _, which in chosen]
    weights = [part.weight[rows] for part, (rows, _) in zip(parts, chosen, strict=True)]
    fitted, bias = fit(vstack(matrices).tocsr(), np.concatenate(answers), np.concatenate(weights), STRENGTH_OF_UNTAUGHT_CODES)
    if taught:
        likely = probability(taught.logits[:, 0])
        kept = np.flatnonzero(likely > LEAST_TAUGHT)
        first = HEADS.index(codes[0])
        matrices.append(taught.matrix[kept])
        answers.append(softmax(taught.logits[kept, first : first + len(codes)]))
        weights.append(TAUGHT_WEIGHT * likely[kept])
        others = fit(vstack(matrices).tocsr(), np.concatenate(answers), np.concatenate(weights), STRENGTHS[codes[0].split()[0]])
        fitted, bias = (fitted + others[0]) / 2, (bias + others[1]) / 2
    return [(code, fitted[:, at], float(bias[at]), 0.5) for at, code in enumerate(codes)]

"""Train the two heads that judge actors: who is the committing party, and who are its partners.

    python -m tools.actor_heads TEXTS [--output DIR]

As `tools/train_commitments.py`, which writes these heads too; alone, they take ten seconds. They learn from the gold only: our own labels
brought them nothing (model card). Deterministic. Run it with OMP_NUM_THREADS=1: the arrays are small, and threads only wait for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from etl.extract.commitments import parties
from etl.extract.commitments.candidates import Candidate, is_self
from tools.fitting import Head, Mask, Matrix, Row, Whole, fit, ranking, save, stacked
from tools.folds import FOLD_MODELS, FOLDS, LEARNED_FROM, folds_of
from tools.gold_commitments import BODY, Example, same_name
from tools.lessons import arguments, read_lessons

FILE = "actors.npz"
STRENGTH = 2.0  # inverse regularisation of the head for partners
UNUSED = 0.5  # heads have a threshold; parties are ranked, and how many partners there are, the sentence decides (`finding`)


def main() -> None:
    """Read the annotations, train the heads, write them."""
    told = arguments(__doc__)
    lessons, folds = read_lessons(told.texts), folds_of(LEARNED_FROM).values()
    for fold in range(FOLDS):
        rest = [example for example, dealt in zip(lessons.at_large, folds, strict=True) if dealt != fold]
        save(FOLD_MODELS / str(fold) / FILE, actor_heads([*lessons.chosen, *rest]))
    save(told.output / FILE, actor_heads([*lessons.chosen, *lessons.at_large]))


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of the commitments of some papers, in the order of `Example.judged`.

    matrix: their vectors; paper, sentence: which of the papers and of all commitments they belong to; party, partner: whether they are it;
    shared: whether the commitment is a partnership.
    """

    matrix: Matrix
    paper: Whole
    sentence: Whole
    party: Mask
    partner: Mask
    shared: Mask

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Judged":
        """All candidates of some papers."""
        judged = [(at, candidate, label) for at, example in enumerate(examples) for candidate, label in example.judged()]
        return cls(
            stacked([example.candidate_vectors for example in examples], parties.TABLE_BITS),
            np.array([at for at, _, _ in judged]),
            np.unique([f"{at:06} {candidate.sentence:06}" for at, candidate, _ in judged], return_inverse=True)[1],
            np.array([same_name(label["committing_party"], published(candidate)) for _, candidate, label in judged]),
            np.array([any(same_name(name, candidate.written) for name in label["partners"]) for _, candidate, label in judged]),
            np.array([bool(label["partnership"]) for _, _, label in judged]),
        )

    def chosen(self, rows: Mask) -> "Judged":
        """Some of the candidates."""
        return Judged(*(getattr(self, one.name)[rows] for one in fields(self)))


def actor_heads(examples: Sequence[Example]) -> list[Head]:
    """Heads over candidates: party (a ranking among those of a sentence) and partner (among those of a partnership)."""
    judged = Judged.of(examples)
    answers = judged.partner[judged.shared].astype(float)[:, None]
    weights, bias = fit(judged.matrix[judged.shared], answers, np.ones(len(answers)), STRENGTH)
    return [
        ("party", ranking(judged.matrix, judged.party, judged.sentence), 0.0, UNUSED),
        ("partner", weights[:, 0], float(bias[0]), UNUSED),
    ]


def actor_mixture(stage: str, opinions: Sequence[Row], judged: Judged) -> dict[str, Row]:
    """The weights of `involved.weighed_actors`, set on what the linear model and the readers up to a stage say of papers new to all."""
    scores, logits = (np.column_stack([one[:, column] for one in opinions]) for column in (0, 1))
    rows = csr_matrix(logits[judged.shared])
    weights, bias = fit(rows, judged.partner[judged.shared].astype(float)[:, None], np.ones(rows.shape[0]), STRENGTH)
    return {f"{stage} party": ranking(scores, judged.party, judged.sentence), f"{stage} partner": np.r_[weights[:, 0], bias]}


def published(candidate: Candidate) -> str:
    """The name under which a candidate is published as party: "die Verwaltung" is the municipality."""
    return BODY if is_self(candidate.name, BODY) else candidate.name


if __name__ == "__main__":
    main()

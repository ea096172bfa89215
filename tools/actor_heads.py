"""Train the two heads that judge actors: who is the committing party, and who are its partners.

    python -m tools.actor_heads TEXTS [--output DIR]

As `tools/train_commitments.py`, which writes these heads too; alone, they take ten seconds. They learn from the gold only: our own labels
brought them nothing (model card). Deterministic. Run it with OMP_NUM_THREADS=1: the arrays are small, and threads only wait for each other.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from etl.extract.commitments import parties
from etl.extract.commitments.candidates import Candidate, is_self
from tools.fitting import Head, fit, ranking, save, stacked
from tools.folds import FOLD_MODELS, FOLDS, LEARNED_FROM, folds_of
from tools.gold_commitments import BODY, Example, same_name
from tools.lessons import read_lessons

FILE = "actors.npz"
STRENGTH = 2.0  # inverse regularisation of the head for partners
UNUSED = 0.5  # heads have a threshold; parties are ranked, and how many partners there are, the sentence decides (`finding`)


def main() -> None:
    """Read the annotations, train the heads, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--output", type=Path, default=Path(parties.__file__).parent / "model")
    arguments = parser.parse_args()
    lessons, folds = read_lessons(arguments.texts), folds_of(LEARNED_FROM).values()
    for fold in range(FOLDS):
        rest = [example for example, dealt in zip(lessons.at_large, folds, strict=True) if dealt != fold]
        save(FOLD_MODELS / str(fold) / FILE, actor_heads([*lessons.chosen, *rest]))
    save(arguments.output / FILE, actor_heads([*lessons.chosen, *lessons.at_large]))


def actor_heads(examples: Sequence[Example]) -> list[Head]:
    """Heads over candidates: party (a ranking among those of a sentence) and partner (among those of a partnership)."""
    matrix = stacked([example.candidate_vectors for example in examples], parties.TABLE_BITS)
    judged = [(at, candidate, label) for at, example in enumerate(examples) for candidate, label in example.judged()]
    sentence = np.unique([f"{at:06} {candidate.sentence:06}" for at, candidate, _ in judged], return_inverse=True)[1]
    party = np.array([same_name(label["committing_party"], published(candidate)) for _, candidate, label in judged])
    shared = np.array([bool(label["partnership"]) for _, _, label in judged])
    partner = np.array([any(same_name(name, candidate.written) for name in label["partners"]) for _, candidate, label in judged])
    answers = partner[shared].astype(float)[:, None]
    weights, bias = fit(matrix[shared], answers, np.ones(len(answers)), STRENGTH)
    return [("party", ranking(matrix, party, sentence), 0.0, UNUSED), ("partner", weights[:, 0], float(bias[0]), UNUSED)]


def published(candidate: Candidate) -> str:
    """The name under which a candidate is published as party: "die Verwaltung" is the municipality."""
    return BODY if is_self(candidate.name, BODY) else candidate.name


if __name__ == "__main__":
    main()

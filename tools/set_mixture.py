"""Set how much each model's opinion weighs, on papers that no model had seen.

    python -m tools.set_mixture TEXTS [--output DIR]

TEXTS: the folder that `tools/learning_texts.py` wrote. To be run after any of the models was trained anew: the linear ones of the folds
(`tools/train_commitments.py`, which runs this itself), the small network (`tools/train_network.py`), the encoder (`tools/tune_encoder.py`).
Asks them all about the papers at large of gold/karlsruhe, sets weights, confidences and thresholds, prints the figures, and writes
mixture.npz, and one for every fold, set on the other folds. Two minutes, without PyTorch; needs the extra `embeddings`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

from etl.extract.commitments import vectors
from etl.extract.commitments.finding import readers
from etl.extract.commitments.judging import STAGES, items_of, linear_terms
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.readings import Reader, Reading
from etl.extract.commitments.signs import signs_of
from etl.extract.commitments.vectors import load_model
from tools.actor_heads import Judged, actor_mixture
from tools.fitting import Row, Whole
from tools.folds import FOLD_MODELS, FOLDS, LEARNED_FROM, folds_of
from tools.gold_commitments import Example
from tools.learning import AT_LARGE, Papers
from tools.lessons import arguments, read_lessons
from tools.mixing import mixture, report


def main() -> None:
    """Read the annotations, ask the models, write the mixtures."""
    told = arguments(__doc__)
    set_mixture(read_lessons(told.texts).at_large, told.output)


def set_mixture(at_large: Sequence[Example], output: Path) -> None:
    """Set and write the mixtures. at_large: the papers of gold/karlsruhe.

    Raises:
        ValueError: if the encoder is not installed.
    """
    asked = readers()
    if tuple(asked) != STAGES[1:]:
        raise ValueError("setting the mixture needs the extra `embeddings`")
    folds = np.array(list(folds_of(LEARNED_FROM).values()))
    mix(Opinions.of(at_large, folds, list(asked.values())), Papers.of(at_large, AT_LARGE), Judged.of(at_large), folds, output)


@dataclass(frozen=True, slots=True)
class Opinions:
    """What models say of papers that none of them had seen.

    terms: by stage those of its sentences (`mixing`); actors: what the linear model and each reader say of the candidates.
    """

    terms: Mapping[str, Row]
    actors: Sequence[Row]

    @classmethod
    def of(cls, examples: Sequence[Example], folds: Whole, readers: Sequence[Reader]) -> "Opinions":
        """Ask the linear models of each paper's fold, and the readers, none of whom has seen any of the papers."""
        linear, named = list[Row](), list[Row]()
        for example, fold in zip(examples, folds, strict=True):
            with patch.object(vectors, "MODELS", FOLD_MODELS / str(fold)):
                said = load_model("sentences").probabilities(example.vectors)
                actors = load_model("actors").logits(example.candidate_vectors)
                named.append(np.column_stack((actors["party"], actors["partner"])))
            signs = signs_of([sentence.passage.text for sentence in example.sentences])
            linear.append(linear_terms(said, items_of(example.sentences), signs))
        terms, opinions = [np.concatenate(linear)], [np.concatenate(named)]
        for reader in readers:
            readings = [(example, read_whole(reader, example.sentences)) for example in examples]
            terms.append(np.column_stack((terms[-1], np.concatenate([reading.sentences() for _, reading in readings]))))
            asked = [reading.actors(one.sentences, [candidate for candidate, _ in one.judged()]) for one, reading in readings]
            opinions.append(np.concatenate(asked))
        return cls(dict(zip(STAGES, terms, strict=True)), opinions)


def mix(opinions: Opinions, papers: Papers, judged: Judged, folds: Whole, output: Path) -> None:
    """Set the weights of opinions, write them, and print the figures."""
    for folder, fold in (*((FOLD_MODELS / str(number), number) for number in range(FOLDS)), (output, -1)):
        chosen, candidates = folds[papers.paper] != fold, folds[judged.paper] != fold
        weights = [mixture(stage, terms, papers, chosen) for stage, terms in opinions.terms.items()]
        for at, stage in enumerate(STAGES[1:], 2):
            weights.append(actor_mixture(stage, [one[candidates] for one in opinions.actors[:at]], judged.chosen(candidates)))
        np.savez_compressed(folder / "mixture.npz", **{name: values for one in weights for name, values in one.items()})
    for stage, terms in opinions.terms.items():
        report(stage, terms, papers, folds[papers.paper])


def read_whole(reader: Reader, sentences: Sequence[Sentence]) -> Reading:
    """Have a reader read all sentences."""
    return reader.reading(sentences, np.ones(len(sentences), bool))


if __name__ == "__main__":
    main()

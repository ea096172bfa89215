"""Train the linear models that find commitments, from annotated papers.

    train_commitments.py GOLD TEXTS --at-large GOLD TEXTS [--unlabelled TEXTS --teachers FILE FILE] [--output DIR]

GOLD: a folder of annotations, one JSON object per paper (documents, answer.items, commitments). TEXTS: a folder with the normalised
text of every annotated document, FILE.txt. The first papers are chosen ones; those of `--at-large` are papers as they come, dealt into
folds (`tools/folds.py`): for every fold, models learn from everything but it, and what they say of it sets weights, confidences and
thresholds, and gives the figures that are printed. `--unlabelled`: texts of answers without their heads; what the encoders say of them that
were tuned with either half of the papers at large (`tools/tune_encoder.py --half`) teaches the linear models: those of a fold the encoder
that has not seen it, those that ship both.

Writes sentences.npz (taught), annotated.npz (not taught), actors.npz and mixture.npz, and all but the second for every fold to
tools/fold_models: numbers only, no words of the texts. Deterministic.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.extract.commitments import features
from etl.extract.commitments.encoder import Encoder, open_encoder
from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.judging import HEADS, encoder_terms, items_of, linear_terms, read_logits
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.signs import signs_of
from tools.actor_heads import actor_heads
from tools.fitting import Head, Row, Whole, probability, save, stacked
from tools.folds import FOLD_MODELS, FOLDS, folds_of
from tools.gold_commitments import Example, read_examples
from tools.learning import AT_LARGE, Papers, Taught, sentence_heads
from tools.mixing import mixture, report


@dataclass(frozen=True, slots=True)
class Teaching:
    """Sentences without annotation as each of the teachers judges them, and the teachers; the first was tuned with the even folds."""

    taught: tuple[Taught, ...] = ()
    teachers: tuple[Encoder, ...] = ()

    def apart_from(self, fold: int) -> Taught | None:
        """By the teacher that has not seen a fold."""
        return self.taught[1 - fold % 2] if self.taught else None

    def whole(self) -> Taught | None:
        """By all of them."""
        return Taught(self.taught[0].matrix, np.mean([one.logits for one in self.taught], axis=0)) if self.taught else None


def main() -> None:
    """Read the annotations, train the models, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--at-large", type=Path, nargs=2, required=True)
    parser.add_argument("--unlabelled", type=Path)
    parser.add_argument("--teachers", type=Path, nargs=2)
    parser.add_argument("--output", type=Path, default=Path(features.__file__).parent / "model")
    arguments = parser.parse_args()
    chosen, at_large = read_examples(arguments.gold, arguments.texts), read_examples(*arguments.at_large)
    folds = np.array(list(folds_of(arguments.at_large[0]).values()))
    teaching = taught_by(arguments.teachers, arguments.unlabelled) if arguments.teachers else Teaching()
    train(chosen, at_large, folds, teaching, arguments.output)


def train(chosen: Sequence[Example], at_large: Sequence[Example], folds: Whole, teaching: Teaching, output: Path) -> None:
    """Train everything and write it."""
    held_out, part = Papers.of(at_large, AT_LARGE), Papers.of(chosen, 1.0)
    said, own = (np.zeros((len(held_out.labels), len(HEADS))) for _ in range(2))
    for fold in range(FOLDS):
        rest = [example for example, dealt in zip(at_large, folds, strict=True) if dealt != fold]
        parts, rows = [part, Papers.of(rest, AT_LARGE)], folds[held_out.paper] == fold
        heads = sentence_heads(parts, teaching.apart_from(fold))
        said[rows], own[rows] = logits_by(heads, held_out)[rows], logits_by(sentence_heads(parts, None), held_out)[rows]
        write(FOLD_MODELS / str(fold), sentences=heads, actors=actor_heads([*chosen, *rest]))
    parts = [part, held_out]
    everything = sentence_heads(parts, teaching.whole())
    write(output, sentences=everything, annotated=sentence_heads(parts, None), actors=actor_heads([*chosen, *at_large]))
    mix(at_large, folds, (said, own), teaching, output)


def mix(at_large: Sequence[Example], folds: Whole, opinions: tuple[Row, Row], teaching: Teaching, output: Path) -> None:
    """Set the weights of opinions on papers that none of them had seen, write them, and print the figures."""
    held_out = Papers.of(at_large, AT_LARGE)
    fold, linear, encoder = folds[held_out.paper], list[Row](), list[Row]()
    for at, example in enumerate(at_large):
        said, own = ({name: probability(row) for name, row in zip(HEADS, one[held_out.paper == at].T, strict=True)} for one in opinions)
        signs = signs_of([sentence.passage.text for sentence in example.sentences])
        linear.append(linear_terms(said, items_of(example.sentences), signs))
        if teaching.teachers:
            teacher = teaching.teachers[1 - folds[at] % 2]
            encoder.append(encoder_terms(own, read_logits(teacher, example.sentences, np.ones(len(example.sentences), bool))))
    stages = {"linear": np.concatenate(linear)}
    if encoder:
        stages["encoder"] = np.column_stack((stages["linear"], np.concatenate(encoder)))
    for number in range(FOLDS):
        np.savez_compressed(FOLD_MODELS / str(number) / "mixture.npz", **mixture("linear", stages["linear"], held_out, fold != number))
    weights = [mixture(stage, terms, held_out, fold >= 0) for stage, terms in stages.items()]
    np.savez_compressed(output / "mixture.npz", **{name: values for one in weights for name, values in one.items()})
    for stage, terms in stages.items():
        report(stage, terms, held_out, fold)


def write(folder: Path, **models: Sequence[Head]) -> None:
    """Write models, each to a file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, heads in models.items():
        save(folder / f"{name}.npz", heads)


def logits_by(heads: Sequence[Head], papers: Papers) -> Row:
    """What heads say of papers, a row for each sentence."""
    return np.column_stack([papers.matrix @ weights + bias for _, weights, bias, _ in heads])


def taught_by(teachers: Sequence[Path], folder: Path) -> Teaching:
    """Have encoders judge the sentences of texts.

    Raises:
        ValueError: the extra `embeddings` is not installed.
    """
    encoders = tuple(encoder for encoder in map(open_encoder, teachers) if encoder)
    if len(encoders) < len(teachers):
        raise ValueError("teaching needs the extra `embeddings`")
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    read = [(features.year_of(text), sentences) for text in texts if (sentences := read_sentences(text, (), ()))]
    vectors = [features.Featuriser(year).vectors([one.passage for one in sentences]) for year, sentences in read]
    matrix = stacked(vectors, features.TABLE_BITS)
    logits = [np.concatenate([logits_of(encoder, sentences) for _, sentences in read]) for encoder in encoders]
    return Teaching(tuple(Taught(matrix, one) for one in logits), encoders)


def logits_of(encoder: Encoder, sentences: Sequence[Sentence]) -> Row:
    """What an encoder says of all sentences."""
    return read_logits(encoder, sentences, np.ones(len(sentences), bool))


if __name__ == "__main__":
    main()

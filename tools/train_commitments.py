"""Train the linear models that find commitments, from annotated papers.

    python -m tools.train_commitments TEXTS [--output DIR]

TEXTS: the folder that `tools/learning_texts.py` wrote. Learns from the chosen papers of gold/karlsruhe-more, from the answers that we
labelled ourselves (`tools/labels.py`), and from the papers at large of gold/karlsruhe. These are dealt into folds (`tools/folds.py`): for
every fold, models learn from everything but it, and what they say of it sets weights, confidences and thresholds, and gives the figures
that are printed. The tuned encoder (`tools/tune_encoder.py`) has seen none of the papers at large. What it says of answers and statements
that nobody read teaches the linear models which sentences are commitments.

Writes sentences.npz, actors.npz and mixture.npz, and all three for every fold to tools/fold_models: numbers only, no words of the texts.
Needs PyTorch, which a run does not: the encoder reads some 50,000 sentences.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.extract.commitments import features
from etl.extract.commitments.encoder import Encoder, load_encoder
from etl.extract.commitments.encoder_heads import Reading, read_windows
from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.judging import HEADS, items_of, linear_terms
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.signs import signs_of
from tools.actor_heads import Judged, actor_heads, actor_mixture
from tools.encoder_torch import FastEncoder
from tools.fitting import Head, Matrix, Row, Whole, probability, save, stacked
from tools.folds import FOLD_MODELS, FOLDS, LEARNED_FROM, folds_of
from tools.gold_commitments import Example
from tools.learning import AT_LARGE, LABELLED, Papers, Taught, sentence_heads
from tools.learning_texts import UNLABELLED
from tools.lessons import Lessons, read_lessons
from tools.mixing import mixture, report


def main() -> None:
    """Read the annotations, train the models, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--output", type=Path, default=Path(features.__file__).parent / "model")
    arguments = parser.parse_args()
    lessons = read_lessons(arguments.texts)
    folds = np.array(list(folds_of(LEARNED_FROM).values()))
    encoder = load_encoder()
    if encoder is None:
        parser.error("training needs the extra `embeddings`")
    fast = FastEncoder(encoder.model, encoder.pieces, encoder.weights)
    train(lessons, folds, encoder, taught_by(fast, arguments.texts / UNLABELLED), arguments.output)


def train(lessons: Lessons, folds: Whole, encoder: Encoder, taught: Taught, output: Path) -> None:
    """Train everything and write it."""
    at_large, chosen = lessons.at_large, lessons.chosen
    held_out, apart = Papers.of(at_large, AT_LARGE), [Papers.of(chosen, 1.0), Papers.of(lessons.labelled, LABELLED)]
    said, judged = np.zeros((len(held_out.labels), len(HEADS))), Judged.of(at_large)
    named = np.zeros((len(judged.paper), 2))
    for fold in range(FOLDS):
        rest = [example for example, dealt in zip(at_large, folds, strict=True) if dealt != fold]
        models = {"sentences": sentence_heads([*apart, Papers.of(rest, AT_LARGE)], taught), "actors": actor_heads([*chosen, *rest])}
        for rows, table, matrix, paper in (
            (said, "sentences", held_out.matrix, held_out.paper),
            (named, "actors", judged.matrix, judged.paper),
        ):
            rows[folds[paper] == fold] = logits_by(models[table], matrix)[folds[paper] == fold]
        write(FOLD_MODELS / str(fold), **models)
    write(output, sentences=sentence_heads([*apart, held_out], taught), actors=actor_heads([*chosen, *at_large]))
    mix(Opinions.of(at_large, said, named, encoder), held_out, judged, folds, output)


@dataclass(frozen=True, slots=True)
class Opinions:
    """What models say of papers that none of them had seen: of sentences the terms of each stage (`mixing`), of actors both logits."""

    stages: Mapping[str, Row]
    linear: Row
    encoder: Row

    @classmethod
    def of(cls, examples: Sequence[Example], said: Row, named: Row, encoder: Encoder) -> "Opinions":
        """said, named: what the linear models say of sentences and of candidates; the encoder is asked."""
        terms, read, actors, at = list[Row](), list[Row](), list[Row](), 0
        for example in examples:
            own = said[at : at + len(example.sentences)]
            at += len(own)
            opinions = {name: probability(row) for name, row in zip(HEADS, own.T, strict=True)}
            signs = signs_of([sentence.passage.text for sentence in example.sentences])
            terms.append(linear_terms(opinions, items_of(example.sentences), signs))
            reading = read_whole(encoder, example.sentences)
            read.append(reading.sentences(len(HEADS)))
            actors.append(reading.actors(example.sentences, [candidate for candidate, _ in example.judged()]))
        linear = np.concatenate(terms)
        return cls({"linear": linear, "encoder": np.column_stack((linear, np.concatenate(read)))}, named, np.concatenate(actors))


def mix(opinions: Opinions, papers: Papers, judged: Judged, folds: Whole, output: Path) -> None:
    """Set the weights of opinions, write them, and print the figures."""
    for folder, fold in (*((FOLD_MODELS / str(number), number) for number in range(FOLDS)), (output, -1)):
        chosen, actors = folds[papers.paper] != fold, folds[judged.paper] != fold
        weights = [mixture(stage, terms, papers, chosen) for stage, terms in opinions.stages.items()]
        weights.append(actor_mixture(opinions.linear[actors], opinions.encoder[actors], judged.chosen(actors)))
        np.savez_compressed(folder / "mixture.npz", **{name: values for one in weights for name, values in one.items()})
    for stage, terms in opinions.stages.items():
        report(stage, terms, papers, folds[papers.paper])


def write(folder: Path, **models: Sequence[Head]) -> None:
    """Write models, each to a file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, heads in models.items():
        save(folder / f"{name}.npz", heads)


def taught_by(encoder: Encoder, folder: Path) -> Taught:
    """Have the encoder judge the sentences of texts."""
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    read = [(features.year_of(text), sentences) for text in texts if (sentences := read_sentences(text, (), ()))]
    vectors = [features.Featuriser(year).vectors([one.passage for one in sentences]) for year, sentences in read]
    said = np.concatenate([read_whole(encoder, sentences).sentences(len(HEADS))[:, HEADS.index("commitment")] for _, sentences in read])
    return Taught(stacked(vectors, features.TABLE_BITS), probability(said))


def read_whole(encoder: Encoder, sentences: Sequence[Sentence]) -> Reading:
    """Have the encoder read all sentences."""
    return read_windows(encoder, sentences, np.ones(len(sentences), bool))


def logits_by(heads: Sequence[Head], matrix: Matrix) -> Row:
    """What heads say of the rows of a matrix."""
    return np.column_stack([matrix @ weights + bias for _, weights, bias, _ in heads])


if __name__ == "__main__":
    main()

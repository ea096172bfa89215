"""Train the linear models that find commitments, from annotated papers.

    python -m tools.train_commitments TEXTS [--output DIR]

TEXTS: the folder that `tools/learning_texts.py` wrote. Learns from the chosen papers of gold/karlsruhe-more, from the answers that we
labelled ourselves (`tools/labels.py`), and from the papers at large of gold/karlsruhe. These are dealt into folds (`tools/folds.py`): for
every fold, models learn from everything but it, and what they say of it sets weights, confidences and thresholds, and gives the figures
that are printed. The tuned encoder (`tools/tune_encoder.py`) has seen none of the papers at large. What it says of answers and statements
that nobody read teaches the linear models which sentences are commitments.

Writes sentences.npz, actors.npz and mixture.npz, and all three for every fold to tools/fold_models: numbers only, no words of the texts.
Deterministic; most of its half hour the encoder reads. Run it with OMP_NUM_THREADS=1: the arrays are small, threads wait for each other.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from etl.extract.commitments import features
from etl.extract.commitments.encoder import Encoder, load_encoder
from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.judging import HEADS, items_of, linear_terms, read_logits
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.signs import signs_of
from tools.actor_heads import actor_heads
from tools.fitting import Head, Mask, Row, Whole, probability, save, stacked
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
    train(lessons, folds, encoder, taught_by(encoder, arguments.texts / UNLABELLED), arguments.output)


def train(lessons: Lessons, folds: Whole, encoder: Encoder, taught: Taught, output: Path) -> None:
    """Train everything and write it."""
    at_large, chosen = lessons.at_large, lessons.chosen
    held_out, apart = Papers.of(at_large, AT_LARGE), [Papers.of(chosen, 1.0), Papers.of(lessons.labelled, LABELLED)]
    said = np.zeros((len(held_out.labels), len(HEADS)))
    for fold in range(FOLDS):
        rest = [example for example, dealt in zip(at_large, folds, strict=True) if dealt != fold]
        parts, rows = [*apart, Papers.of(rest, AT_LARGE)], folds[held_out.paper] == fold
        heads = sentence_heads(parts, taught)
        said[rows] = logits_by(heads, held_out)[rows]
        write(FOLD_MODELS / str(fold), sentences=heads, actors=actor_heads([*chosen, *rest]))
    write(output, sentences=sentence_heads([*apart, held_out], taught), actors=actor_heads([*chosen, *at_large]))
    mix(at_large, folds, said, encoder, output)


def mix(at_large: Sequence[Example], folds: Whole, said: Row, encoder: Encoder, output: Path) -> None:
    """Set the weights of opinions on papers that none of them had seen, write them, and print the figures."""
    held_out = Papers.of(at_large, AT_LARGE)
    fold, linear, read = folds[held_out.paper], list[Row](), list[Row]()
    for at, example in enumerate(at_large):
        opinions = {name: probability(row) for name, row in zip(HEADS, said[held_out.paper == at].T, strict=True)}
        signs = signs_of([sentence.passage.text for sentence in example.sentences])
        linear.append(linear_terms(opinions, items_of(example.sentences), signs))
        read.append(logits_of(encoder, example.sentences))
    stages = {"linear": np.concatenate(linear)}
    stages["encoder"] = np.column_stack((stages["linear"], np.concatenate(read)))
    for number in range(FOLDS):
        write_mixture(FOLD_MODELS / str(number), stages, held_out, fold != number)
    write_mixture(output, stages, held_out, fold >= 0)
    for stage, terms in stages.items():
        report(stage, terms, held_out, fold)


def write_mixture(folder: Path, stages: Mapping[str, Row], papers: Papers, chosen: Mask) -> None:
    """Set the weights of all stages on some sentences of papers, and write them."""
    weights = [mixture(stage, terms, papers, chosen) for stage, terms in stages.items()]
    np.savez_compressed(folder / "mixture.npz", **{name: values for one in weights for name, values in one.items()})


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
    said = np.concatenate([logits_of(encoder, sentences)[:, HEADS.index("commitment")] for _, sentences in read])
    return Taught(stacked(vectors, features.TABLE_BITS), probability(said))


def logits_of(encoder: Encoder, sentences: Sequence[Sentence]) -> Row:
    """What the encoder says of all sentences."""
    return read_logits(encoder, sentences, np.ones(len(sentences), bool))


def logits_by(heads: Sequence[Head], papers: Papers) -> Row:
    """What heads say of papers, a row for each sentence."""
    return np.column_stack([papers.matrix @ weights + bias for _, weights, bias, _ in heads])


if __name__ == "__main__":
    main()

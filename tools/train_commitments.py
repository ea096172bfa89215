"""Train the linear models that find commitments, from annotated papers.

    python -m tools.train_commitments TEXTS [--output DIR]

TEXTS: the folder that `tools/learning_texts.py` wrote. Learns from the chosen papers of gold/karlsruhe-more, from the answers that we
labelled ourselves (`tools/labels.py`), and from the papers at large of gold/karlsruhe. These are dealt into folds (`tools/folds.py`): for
every fold, models learn from everything but it. What the tuned encoder (`tools/tune_encoder.py`), which has seen none of the papers at
large, says of answers and statements that nobody read teaches the linear models which sentences are commitments.

Writes sentences.npz and actors.npz, and both for every fold to tools/fold_models: numbers only, no words of the texts; then has
`tools/set_mixture.py` do its work. Needs PyTorch, which a run does not: the encoder reads some 50,000 sentences.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from etl.extract.commitments import features
from etl.extract.commitments.encoder import Encoder
from etl.extract.commitments.judging import HEADS
from tools.actor_heads import actor_heads
from tools.encoder_torch import fast_encoder
from tools.fitting import Head, Whole, probability, save, stacked
from tools.folds import FOLD_MODELS, FOLDS, LEARNED_FROM, folds_of
from tools.learning import AT_LARGE, LABELLED, Papers, Taught, sentence_heads
from tools.lessons import Lessons, arguments, read_lessons, unread
from tools.set_mixture import read_whole, set_mixture


def main() -> None:
    """Read the annotations, train the models, write them."""
    told, encoder = arguments(__doc__), fast_encoder()
    lessons = read_lessons(told.texts)
    folds = np.array(list(folds_of(LEARNED_FROM).values()))
    train(lessons, folds, taught_by(encoder, told.texts), told.output)
    set_mixture(lessons.at_large, told.output)


def train(lessons: Lessons, folds: Whole, taught: Taught, output: Path) -> None:
    """Train everything and write it."""
    at_large, chosen = lessons.at_large, lessons.chosen
    apart = [Papers.of(chosen, 1.0), Papers.of(lessons.labelled, LABELLED)]
    for fold, folder in (*((number, FOLD_MODELS / str(number)) for number in range(FOLDS)), (-1, output)):
        rest = [example for example, dealt in zip(at_large, folds, strict=True) if dealt != fold]
        write(folder, sentences=sentence_heads([*apart, Papers.of(rest, AT_LARGE)], taught), actors=actor_heads([*chosen, *rest]))


def write(folder: Path, **models: Sequence[Head]) -> None:
    """Write models, each to a file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, heads in models.items():
        save(folder / f"{name}.npz", heads)


def taught_by(encoder: Encoder, texts: Path) -> Taught:
    """Have the encoder judge the sentences that nobody read."""
    read = [(features.year_of(text), sentences) for text, sentences in unread(texts)]
    vectors = [features.Featuriser(year).vectors([one.passage for one in sentences]) for year, sentences in read]
    said = np.concatenate([read_whole(encoder, sentences).sentences()[:, HEADS.index("commitment")] for _, sentences in read])
    return Taught(stacked(vectors, features.TABLE_BITS), probability(said))


if __name__ == "__main__":
    main()

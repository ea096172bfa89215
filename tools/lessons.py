"""All that models of commitments learn from, and how the scripts that train them are called."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.vectors import MODELS
from tools.gold_commitments import Example, read_examples
from tools.labels import read_labelled
from tools.learning_texts import AT_LARGE, CHOSEN, LABELLED, UNLABELLED
from tools.replay import SHARED


@dataclass(frozen=True, slots=True)
class Lessons:
    """Papers at large, which are judged by folds too; papers chosen for words of cooperation; answers that we labelled ourselves."""

    at_large: Sequence[Example]
    chosen: Sequence[Example]
    labelled: Sequence[Example]


def read_lessons(texts: Path) -> Lessons:
    """Read the annotations. texts: the folder that `tools/learning_texts.py` wrote."""
    at_large, chosen = (read_examples(SHARED / "gold" / name, texts / name) for name in (AT_LARGE, CHOSEN))
    return Lessons(at_large, chosen, read_labelled(texts / LABELLED))


def unread(texts: Path) -> Iterator[tuple[str, list[Sentence]]]:
    """The texts that nobody annotated, with their sentences, in the order of their names. texts: as above."""
    for path in sorted((texts / UNLABELLED).glob("*.txt")):
        text = path.read_text("utf-8")
        if sentences := read_sentences(text, (), ()):
            yield text, sentences


def arguments(description: str | None, output: str = "") -> argparse.Namespace:
    """What a script that trains is told: texts, and output, a file of the models or, by default, their folder."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--output", type=Path, default=MODELS / output)
    return parser.parse_args()

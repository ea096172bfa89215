"""All annotated papers that models of commitments learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.gold_commitments import Example, read_examples
from tools.labels import read_labelled
from tools.learning_texts import AT_LARGE, CHOSEN, LABELLED
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

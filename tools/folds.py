"""Judge annotated papers by models that have not seen them.

The papers of gold/karlsruhe are dealt into folds. `tools/train_commitments.py` makes for each fold the models that learned from everything
but it (`tools/fold_models`); `tools/accuracy.py` has every paper read by those of its fold, by the functions here, in worker processes.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from etl.extract import read_paper
from etl.extract.commitments import finding, vectors
from etl.model.facts import PaperFacts
from tools.replay import SHARED

FOLDS = 6
FOLD_MODELS = Path(__file__).with_name("fold_models")
LEARNED_FROM = SHARED / "gold" / "karlsruhe"


@cache
def folds_of(gold: Path) -> dict[str, int]:
    """The fold of every annotated paper, by its reference, in the order of the files."""
    papers = [json.loads(path.read_text("utf-8"))["reference"] for path in sorted(gold.glob("*.json"))]
    dealt = np.random.default_rng(0).permutation(len(papers)) % FOLDS
    return dict(zip(papers, map(int, dealt), strict=True))


def read_held_out(due: Any) -> PaperFacts:
    """Read a paper of gold/karlsruhe by the models of its fold, without the extra `embeddings`.

    Raises:
        KeyError: the paper is none of them.
    """
    with patch.object(finding, "load_encoder", lambda: None):
        return read_held_out_with_extra(due)


def read_held_out_with_extra(due: Any) -> PaperFacts:
    """Read a paper of gold/karlsruhe by the models of its fold and by the encoder, which has seen none of them.

    Raises:
        KeyError: the paper is none of them.
    """
    with patch.object(vectors, "MODELS", FOLD_MODELS / str(folds_of(LEARNED_FROM)[due.context.reference])):
        return read_paper(due.context)


def read_by_default(due: Any) -> PaperFacts:
    """Read a paper by the models that are installed, without the extra `embeddings`."""
    with patch.object(finding, "load_encoder", lambda: None):
        return read_with_extra(due)


def read_with_extra(due: Any) -> PaperFacts:
    """Read a paper by the models that are installed, the encoder among them."""
    return read_paper(due.context)

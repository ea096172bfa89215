"""Papers that the models learned from are judged by models that have not seen them (`tools/folds.py`)."""

from types import SimpleNamespace

import numpy as np
import pytest

from etl.extract.commitments.vectors import MODELS
from tools.folds import FOLD_MODELS, FOLDS, LEARNED_FROM, folds_of, read_held_out

pytestmark = pytest.mark.shared


@pytest.fixture(autouse=True)
def _annotated() -> None:
    if not LEARNED_FROM.is_dir():
        pytest.skip("the annotated papers beside the checkout (../shared) are needed")


def test_all_folds_hold_about_as_many_papers() -> None:
    sizes = np.bincount(list(folds_of(LEARNED_FROM).values()), minlength=FOLDS)

    assert len(sizes) == FOLDS
    assert sizes.max() - sizes.min() <= 1


def test_every_fold_has_models_of_its_own() -> None:
    folders = [*(FOLD_MODELS / str(fold) for fold in range(FOLDS)), MODELS]

    for name in ("sentences.npz", "actors.npz", "mixture.npz"):
        assert len({(folder / name).read_bytes() for folder in folders}) == len(folders)


def test_a_paper_of_no_fold_is_not_read() -> None:
    with pytest.raises(KeyError):
        read_held_out(SimpleNamespace(context=SimpleNamespace(reference="none")))

"""Every check catches a copy that is broken in its way."""

from pathlib import Path

import pytest

from etl.publish.validate import _STAGES, examine
from tools.negative_proof import BREAKAGES, Breakage, caught


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.how)
def test_a_broken_copy_is_caught(published: Path, breakage: Breakage) -> None:
    assert caught(published, breakage)


def test_there_is_a_broken_copy_for_every_check() -> None:
    assert {breakage.check for breakage in BREAKAGES} == {check.name for stage in _STAGES for check in stage}


def test_every_check_is_made(published: Path) -> None:
    assert [name for _, name, _ in examine(published)] == [check.name for stage in _STAGES for check in stage]

"""A disk that is full while a release is written: nothing of it is left behind, and what is published stays."""

import errno
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import StoreError
from etl.run import publish_source, silent
from tests.conftest import NOW, DemoRun
from tests.run.test_second_run import digests


def test_nothing_is_left_behind(demo: DemoRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(demo.settings, data=tmp_path / "data", output=tmp_path / "output")
    shutil.copytree(demo.settings.data, settings.data)
    publish_source(demo.source, settings, now=NOW, progress=silent)
    before = digests(settings.output)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("etl.publish.dumps.in_pieces", full)
    with pytest.raises(StoreError, match="the disk is full"):
        publish_source(demo.source, replace(settings, contact="https://other.example/"), now=NOW, progress=silent)
    assert digests(settings.output) == before

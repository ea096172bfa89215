"""Other code reads documents otherwise: rows are made again behind the published release, and it is all of them or none."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from etl.errors import StoreError
from etl.run import build as build_module
from etl.run import build_source, publish_source, silent, state, why_due
from etl.run.making import Making
from etl.settings import Settings
from etl.sources import Source
from tests.conftest import NOW, DemoRun
from tests.run.test_second_run import digests


@pytest.fixture
def copied(demo: DemoRun, tmp_path: Path) -> Iterator[tuple[Source, Settings]]:
    """The demo council with folders of its own, and the code of a next version."""
    settings = replace(demo.settings, data=tmp_path / "data", output=tmp_path / "output")
    shutil.copytree(demo.settings.data, settings.data)
    shutil.copytree(demo.settings.output, settings.output)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_module, "build_code", lambda: "the next version")
        patch.setattr(state, "build_code", lambda: "the next version")
        yield demo.source, settings


def test_another_reader_makes_all_rows_again_and_the_same_rows_are_no_release(copied: tuple[Source, Settings]) -> None:
    source, settings = copied
    before = digests(settings.output / source.id)
    assert why_due(source, settings, now=NOW) == "the rows are not built from what is in the store"
    built = build_source(source, settings, now=NOW, progress=silent)
    assert built.documents_read == 0
    assert len(built.partitions) >= 2
    assert not publish_source(source, settings, now=NOW, progress=silent).changed
    assert digests(settings.output / source.id) == before


def test_rows_that_are_half_made_again_are_not_published(copied: tuple[Source, Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    source, settings = copied
    before, made = digests(settings.output / source.id), []
    make = build_module._Build._make

    def killed_at_the_second(build: build_module._Build, making: Making, failures: Mapping[str, str]) -> None:
        made.append(making.name)
        if len(made) == 2:
            raise KeyboardInterrupt
        make(build, making, failures)

    monkeypatch.setattr(build_module._Build, "_make", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        build_source(source, settings, now=NOW, progress=silent)
    with pytest.raises(StoreError, match="the last build did not come to its end"):
        publish_source(source, settings, now=NOW, progress=silent)
    assert digests(settings.output / source.id) == before

    monkeypatch.setattr(build_module._Build, "_make", make)
    build_source(source, settings, now=NOW, progress=silent)
    assert not publish_source(source, settings, now=NOW, progress=silent).changed

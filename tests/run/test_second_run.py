"""A second run: nothing is done twice, and only what changed changes."""

import hashlib
from datetime import timedelta
from pathlib import Path

from etl.run import build_source, harvest_source, publish_source, silent, why_due
from tests.conftest import NOW, DemoRun

LATER = NOW + timedelta(days=1)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_nothing_is_due(demo: DemoRun) -> None:
    assert why_due(demo.source, demo.settings, now=LATER) == ""


def test_no_file_is_fetched_twice(demo: DemoRun) -> None:
    report = harvest_source(demo.source, demo.settings, now=LATER, progress=silent)

    assert (0, demo.harvested.files_fetched) == (report.files_fetched, report.files_kept)


def test_nothing_is_built_or_published_again(demo: DemoRun) -> None:
    before = digests(demo.folder)
    built = build_source(demo.source, demo.settings, now=LATER, progress=silent)
    published = publish_source(demo.source, demo.settings, now=LATER, progress=silent)

    assert (False, False, before) == (built.changed, published.changed, digests(demo.folder))


def test_another_address_of_the_server_changes_nothing(demo: DemoRun) -> None:
    moved = type(demo.source)(**{name: getattr(demo.source, name) for name in demo.source.__slots__} | {"reach": {}})

    assert not build_source(moved, demo.settings, now=LATER, progress=silent).changed

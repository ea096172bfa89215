"""An operator's corrections survive any build, and are published."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.publish.rows import read
from etl.publish.validate import validate
from etl.run import build_source, publish_source, silent
from etl.settings import Settings
from tests.conftest import NOW, DemoRun


@pytest.fixture(scope="module")
def reviewed(demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, str]]:
    """The demo council, built again with one commitment rejected, and one correction that names nothing."""
    folder = tmp_path_factory.mktemp("review")
    rejected = next(read(demo.folder / "csv" / "commitments.csv"))["commitment_id"]
    (folder / "corrections.yml").write_text(
        f"- {{target: {rejected}, action: reject, reason: no commitment}}\n"
        f"- {{target: id/paper/{'f' * 16}, action: reject, reason: not there}}\n",
        encoding="utf-8",
    )
    settings = replace(demo.settings, review=folder, output=folder / "output")
    build_source(demo.source, settings, now=NOW, progress=silent)
    publish_source(demo.source, settings, now=NOW, progress=silent)
    yield settings, rejected
    build_source(demo.source, demo.settings, now=NOW, progress=silent)


def csv(reviewed: tuple[Settings, str], table: str) -> Path:
    return reviewed[0].output / "demo" / "csv" / f"{table}.csv"


def test_what_is_rejected_is_gone(reviewed: tuple[Settings, str]) -> None:
    assert reviewed[1] not in {row["commitment_id"] for row in read(csv(reviewed, "commitments"))}


def test_corrections_are_published(reviewed: tuple[Settings, str]) -> None:
    assert {(row["reason"], row["is_applied"]) for row in read(csv(reviewed, "corrections"))} == {
        ("no commitment", "true"),
        ("not there", "false"),
    }


def test_one_that_does_not_fit_is_reported(reviewed: tuple[Settings, str]) -> None:
    assert any(row["table_name"] == "corrections" for row in read(csv(reviewed, "quarantine")))


def test_such_a_release_is_valid(reviewed: tuple[Settings, str]) -> None:
    assert validate(reviewed[0].output / "demo") == []


def test_another_build_changes_nothing(reviewed: tuple[Settings, str], demo: DemoRun) -> None:
    assert not build_source(demo.source, reviewed[0], now=NOW, progress=silent).changed

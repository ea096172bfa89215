"""A release whose counts collapse is stopped, unless somebody accepts it."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.errors import GateError
from etl.publish.files import OWN, read_json
from etl.publish.gate import broken_promises, collapsed, load_limits, too_few
from etl.publish.publisher import publish
from etl.settings import Settings
from etl.tables import load_tables
from tests.publish.musterstadt import RELEASE, SOURCE

EXPECTING = replace(SOURCE, expect={"inquiries": 3})


@pytest.mark.parametrize(
    ("after", "removed", "stopped"),
    [
        ({"papers": 70}, {}, False),
        ({"papers": 69}, {}, True),
        ({"papers": 200}, {}, False),
        ({}, {}, True),
        ({"papers": 100}, {"papers": {"removed": 90}}, False),
    ],
)
def test_a_table_may_lose_less_than_a_third_of_its_rows(after: Mapping[str, int], removed: Any, stopped: bool) -> None:
    assert bool(list(collapsed(after, {"papers": 100}, removed))) is stopped


@pytest.mark.parametrize("table", ["inquiries", "answers"])
@pytest.mark.parametrize(("removed", "stopped"), [(10, False), (11, True)])
def test_a_tenth_of_these_may_vanish_even_if_others_come(table: str, removed: int, stopped: bool) -> None:
    assert bool(list(collapsed({table: 150}, {table: 100}, {table: {"removed": removed}}))) is stopped


@pytest.mark.parametrize("before", [{"papers": 5}, {"quarantine": 500}])
def test_small_tables_and_the_quarantine_may_shrink(before: Mapping[str, int]) -> None:
    assert list(collapsed({}, before, {})) == []


def test_the_message_has_table_and_numbers() -> None:
    assert list(collapsed({"papers": 10}, {"papers": 100}, {})) == ["papers has 10 rows, the last release 100; it may lose 30%"]


def test_the_limits_speak_of_tables() -> None:
    assert {*load_limits().ids_lost, *load_limits().never_judged} <= load_tables().keys()


def test_fewer_rows_than_expected_are_named() -> None:
    assert list(too_few({"papers": 3}, {"papers": 4, "meetings": 0})) == ["papers has 3 rows, and the source file expects at least 4"]


def test_a_source_with_too_few_rows_is_not_published(rows: Path, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"inquiries has 2 rows, and the source file expects at least 3.*--accept"):
        publish(rows, EXPECTING, Settings(output=tmp_path), RELEASE)
    assert list(tmp_path.iterdir()) == []


def test_an_accepted_collapse_is_published_and_on_record(rows: Path, tmp_path: Path) -> None:
    folder = publish(rows, EXPECTING, Settings(output=tmp_path), RELEASE, accept="the archive begins later now").folder
    accepted = read_json(folder / "datapackage.json")[OWN]["accepted"]
    assert accepted["reason"] == "the archive begins later now"
    assert len(accepted["problems"]) == 1


def test_nothing_is_on_record_when_nothing_was_wrong(rows: Path, tmp_path: Path) -> None:
    folder = publish(rows, SOURCE, Settings(output=tmp_path), RELEASE, accept="just in case").folder
    assert "accepted" not in read_json(folder / "datapackage.json")[OWN]


@pytest.fixture
def before(published: Path) -> dict[str, Any]:
    return read_json(published / "datapackage.json") | {"version": "1.2.0"}


def with_type(descriptor: dict[str, Any], table: str, column: str, type_: str) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(descriptor))
    fields = next(resource for resource in changed["resources"] if resource["name"] == table)["schema"]["fields"]
    next(field for field in fields if field["name"] == column)["type"] = type_
    return changed


def test_the_same_schema_keeps_its_promises(before: dict[str, Any]) -> None:
    assert list(broken_promises(before, load_tables(), "1.2.0")) == []


def test_a_column_of_another_type_needs_another_version(before: dict[str, Any]) -> None:
    other = with_type(before, "papers", "published_on", "string")
    assert "papers.published_on" in "".join(broken_promises(other, load_tables(), "1.3.0"))
    assert list(broken_promises(other, load_tables(), "2.0.0")) == []


def test_before_one_the_minor_version_says_it(before: dict[str, Any]) -> None:
    other = with_type(before | {"version": "0.1.0"}, "papers", "published_on", "string")
    assert list(broken_promises(other, load_tables(), "0.1.1"))
    assert list(broken_promises(other, load_tables(), "0.2.0")) == []


def test_a_table_that_is_gone_breaks_a_promise(before: dict[str, Any]) -> None:
    tables = {name: table for name, table in load_tables().items() if name != "tombstones"}
    assert "tombstones.tombstone_id" in "".join(broken_promises(before, tables, "1.2.1"))


def test_a_collapse_leaves_the_old_release(rows: Path, output: Path, tmp_path: Path) -> None:
    settings = Settings(output=Path(shutil.copytree(output, tmp_path / "output")))
    with pytest.raises(GateError, match="nothing was published"):
        publish(rows, replace(EXPECTING, name="Musterstadt"), settings, RELEASE)
    assert read_json(settings.output / SOURCE.id / "datapackage.json")[OWN]["release"] == "2024-05-02.1"

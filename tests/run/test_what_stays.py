"""A partition in which a little changed: only that is made again, and the result is that of a build from nothing."""

import csv
import shutil
from dataclasses import replace
from typing import Any

import pytest

from etl.run import build_source, silent
from etl.run.build import BuildReport
from etl.run.partition import PartitionRows, Unit
from etl.settings import Settings
from etl.sources import Source
from etl.store import open_store
from etl.store.objects import RawObject, keep_objects, objects
from tests.conftest import NOW, DemoRun
from tests.run.test_second_run import digests


class Council:
    """The demo council with folders of its own, whose papers can be changed."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.source, self.settings, self.store = source, settings, open_store(settings)
        self.papers = list(objects(self.store, source.id, ("Paper",)))
        self.made: list[str] = []

    def change(self, number: int, **properties: Any) -> None:
        paper = self.papers[number]
        self.papers[number] = RawObject(paper.url, paper.kind, paper.list_url, {**paper.json, **properties})
        keep_objects(self.store, self.source.id, [self.papers[number]], now=NOW.isoformat())

    def remove(self, number: int) -> None:
        gone = replace(self.papers[number], json={"id": self.papers[number].url, "deleted": True}, deleted_at=NOW.isoformat())
        keep_objects(self.store, self.source.id, [gone], now=NOW.isoformat())

    def build(self) -> BuildReport:
        self.made.clear()
        return build_source(self.source, self.settings, now=NOW, progress=silent)

    def rows(self) -> dict[str, str]:
        """The digests of all rows, and of the quarantine among them."""
        return digests(self.settings.data / "rows")

    def rows_from_nothing(self) -> dict[str, str]:
        shutil.rmtree(self.settings.data / "rows")
        self.build()
        return self.rows()


@pytest.fixture
def council(demo: DemoRun, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Council:
    shutil.copytree(demo.settings.data, tmp_path / "data")
    found = Council(demo.source, replace(demo.settings, data=tmp_path / "data"))
    make = PartitionRows.make

    def noted(rows: PartitionRows, failures: dict[str, str]) -> dict[str, Unit]:
        units = make(rows, failures)
        found.made.extend(units)
        return units

    monkeypatch.setattr(PartitionRows, "make", noted)
    return found


def test_only_what_changed_is_made_again(council: Council) -> None:
    council.change(0, name="Anfrage: ein neuer Titel")
    report = council.build()
    assert (len(council.made), council.papers[0].url in council.made, len(report.partitions)) == (1, True, 1)


@pytest.mark.parametrize("number", range(4))
def test_a_paper_that_changed_gives_the_rows_of_a_build_from_nothing(council: Council, number: int) -> None:
    before = council.rows()
    council.change(number, name="Ein neuer Titel", reference="99/2024")
    council.build()
    after = council.rows()
    assert after != before
    assert after == council.rows_from_nothing()


def test_the_rows_of_a_partition_are_counted_whole(council: Council) -> None:
    council.change(0, name="Ein neuer Titel")
    changed = council.build()
    year = council.papers[0].json["date"][:4]
    rows = council.settings.data / "rows" / council.source.id
    with (rows / "papers" / f"{year}.csv").open(encoding="utf-8", newline="") as file:
        assert changed.rows["papers"] == sum(1 for _ in csv.DictReader(file))
    assert "texts" not in changed.rows


def test_a_paper_that_is_gone_is_gone_from_the_rows(council: Council) -> None:
    council.remove(0)
    council.build()
    assert council.rows() == council.rows_from_nothing()


def test_a_paper_of_another_year_leaves_its_partition(council: Council) -> None:
    council.change(0, date="2019-05-04")
    council.build()
    assert council.rows() == council.rows_from_nothing()


def test_a_row_that_is_bad_now_ends_in_quarantine(council: Council, demo: DemoRun) -> None:
    council.change(0, date="2024-02-30")
    report = council.build()
    bad = council.rows()
    assert report.quarantined == demo.built.quarantined + 1
    assert bad == council.rows_from_nothing()


def test_a_cell_that_was_emptied_is_no_reason_to_make_the_rest_again(council: Council) -> None:
    council.change(0, date=f"{council.papers[0].json['date'][:4]}-02-30")
    council.build()
    council.change(0, reference="99/2024")
    council.build()
    assert council.made == [council.papers[0].url]
    assert council.rows() == council.rows_from_nothing()


def test_and_a_row_that_is_good_again_leaves_it(council: Council, demo: DemoRun) -> None:
    before, day = council.rows(), council.papers[0].json["date"]
    council.change(0, date=f"{day[:4]}-02-30")
    council.build()
    council.change(0, date=day)
    assert council.build().quarantined == demo.built.quarantined
    assert council.rows() == before


def test_a_partition_that_is_not_as_it_was_written_is_made_again_whole(council: Council) -> None:
    for path in (council.settings.data / "rows").rglob("papers/*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("Anfrage", "Ausrede"), encoding="utf-8")
    council.change(0, name="Ein neuer Titel")
    council.build()
    assert len(council.made) > 1
    rows = council.settings.data / "rows" / council.source.id / "papers"
    assert "Ausrede" not in (rows / f"{council.papers[0].json['date'][:4]}.csv").read_text(encoding="utf-8")


def test_a_key_that_another_dossier_has_is_seen(council: Council) -> None:
    twice = council.papers[1].json["mainFile"]
    council.change(0, mainFile=twice)
    council.build()
    assert council.rows() == council.rows_from_nothing()

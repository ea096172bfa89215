"""The reports say what the tables say, for people and as data."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from etl.publish.files import read_json
from etl.publish.publisher import publish
from etl.publish.reports import Figure
from etl.settings import Settings
from tests.publish.musterstadt import RELEASE, SOURCE

PAGES = ("coverage", "answer-times", "quality")


def figures(published: Path, name: str) -> dict[str, dict[str, Any]]:
    return {figure["name"]: figure for figure in read_json(published / "reports" / f"{name}.json")["figures"]}


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_is_on_the_page_and_there_as_csv(published: Path, name: str) -> None:
    page = (published / "reports" / f"{name}.html").read_text(encoding="utf-8")
    for figure in figures(published, name).values():
        assert f'<h2 id="{figure["name"]}">' in page
        with (published / "reports" / f"{name}-{figure['name']}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) == 1 + len(figure["rows"])


@pytest.mark.parametrize("name", PAGES)
def test_pages_lead_to_each_other(published: Path, name: str) -> None:
    page = (published / "reports" / f"{name}.html").read_text(encoding="utf-8")
    assert all(f'href="{other}.html"' in page for other in PAGES)


def test_what_is_missing_is_counted(published: Path) -> None:
    gaps = {name: (count, of) for name, count, of in figures(published, "coverage")["gaps"]["rows"]}
    assert (gaps["Anfragen ohne Antwort"], gaps["Fragen ohne Antwortpassage"], gaps["Antworten ohne Anfrage"]) == ((1, 2), (1, 2), (0, 1))


def test_answer_times_have_their_spans(published: Path) -> None:
    assert ["8 bis 14", 1] in figures(published, "answer-times")["days_to_answer"]["rows"]


def test_a_page_says_the_day_and_no_fraction_of_a_second(published: Path) -> None:
    assert "Daten vom 02.05.2024, Ausgabe 2024-05-02.1" in (published / "reports" / "coverage.html").read_text(encoding="utf-8")


def test_bars_go_by_the_largest() -> None:
    figure = Figure("f", "F", "", "n", ("name", "n"), (("a", 4), ("b", 1), ("c", None)))
    assert figure.drawn == [("a", 4, 100.0), ("b", 1, 25.0), ("c", None, 0.0)]


def test_without_measurements_there_is_no_report_on_accuracy(rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.publish.reports.ACCURACY", tmp_path / "accuracy.json")
    folder = publish(rows, SOURCE, Settings(output=tmp_path / "output"), RELEASE).folder / "reports"
    assert not list(folder.glob("accuracy*"))


def test_what_was_measured_is_published(rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question = {"precision": 0.96, "recall": 0.94, "f1": 0.95, "f1_interval": [0.93, 0.971], "gold": 100, "found": 98}
    measured = {"measured_on": "2024-05-01", "version": "0", "sets": {"karlsruhe": {"papers": 120, "rows": {"question": question}}}}
    (tmp_path / "accuracy.json").write_text(json.dumps(measured), encoding="utf-8")
    monkeypatch.setattr("etl.publish.reports.ACCURACY", tmp_path / "accuracy.json")
    folder = publish(rows, SOURCE, Settings(output=tmp_path / "output"), RELEASE).folder / "reports"
    assert "Karlsruhe 2013–2022 (120 Vorlagen)" in (folder / "accuracy.html").read_text(encoding="utf-8")
    assert read_json(folder / "accuracy.json")["figures"][0]["rows"] == [["Frage", 95.0, 93.0, 97.1, 96.0, 94.0, 100, 98]]

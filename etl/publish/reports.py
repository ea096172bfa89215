"""Reports on a release for people, as HTML with plots, and the same as data: JSON per report, CSV per figure; `summary.json` for machines.

What they show is data, too: `reports.yml` beside this module, with the queries. It knows tables by their names, as it tells what they mean.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from etl import paths
from etl.publish.database import Connection
from etl.publish.files import read_json, write_json
from etl.publish.release import Edition
from etl.yaml_text import from_yaml

_PAGES = jinja2.Environment(loader=jinja2.PackageLoader("etl.publish", "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
ACCURACY = paths.VOCAB / "accuracy.json"
"""What `make accuracy` measured last; every release carries it."""
_QUALITY = "quality"

_DATED = """
    CREATE OR REPLACE TEMP VIEW dated_inquiries AS
    SELECT inquiry_id, coalesce(left(coalesce(published_on, session_on), 4), '') AS year, days_to_answer::BIGINT AS days,
        inquiry_id IN (SELECT inquiry_id FROM answers WHERE inquiry_id IS NOT NULL) AS is_answered
    FROM inquiries LEFT JOIN papers USING (paper_id)
"""
"""Inquiries with the year of their paper (or else of their session), "" if neither is known."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A table of a report. bars: the column that is drawn, the first one naming the bars, or ""; note: what a reader must know, or ""."""

    name: str
    title: str
    note: str
    bars: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def drawn(self) -> list[tuple[str, Any, float]]:
        """The bars: name, value, and length as a percentage of the longest."""
        at = self.columns.index(self.bars)
        longest = max((row[at] or 0 for row in self.rows), default=0) or 1
        return [(str(row[0]), row[at], round(100 * (row[at] or 0) / longest, 1)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Report:
    """A page: its name in the folder, what it is about, and its figures."""

    name: str
    title: str
    text: str
    figures: tuple[Figure, ...]


def write_reports(edition: Edition, connection: Connection, target: Path, quality: Mapping[str, Any]) -> None:
    """Write every report of the tables of a release. quality: what no query can tell, for the report on quality."""
    target.mkdir(exist_ok=True)
    connection.execute(_DATED)
    write_json(target / "summary.json", _summary(edition, connection))
    if edition.release.capabilities:
        write_json(target / "capabilities.json", edition.release.capabilities.as_data())
    reports = [_report(connection, described) for described in _described()["reports"]]
    reports += _accuracy()
    for report in reports:
        if report.name == _QUALITY:
            whole = replace(report, figures=(*report.figures, *_quality_figures(quality)))
            _write(whole, reports, edition, target, quality)
        else:
            _write(report, reports, edition, target, {})


def _quality_figures(quality: Mapping[str, Any]) -> Iterator[Figure]:
    for name, title in _described()["counts"].items():
        yield Figure(name, title, "", "Anzahl", ("Art", "Anzahl"), tuple(quality.get(name, {}).items()))
    if metadata := quality["metadata"]:
        title = f"Metadaten: {metadata['points']:.0f} von {metadata['of']} Punkten nach den Regeln von data.europa.eu"
        note = f"{sum(metadata['depends_on_the_server'].values())} Punkte hängen davon ab, ob der Server antwortet."
        rows = tuple((one["metric"], one["points"], one["of"]) for one in metadata["metrics"])
        yield Figure("metadata", title, note, "Punkte", ("Maß", "Punkte", "von"), rows)


def _write(report: Report, reports: Sequence[Report], edition: Edition, target: Path, more: Mapping[str, Any]) -> None:
    page = _PAGES.get_template("report.html").render(report=report, reports=reports, edition=edition, day=_day(edition.release.modified))
    (target / f"{report.name}.html").write_text(page + "\n", encoding="utf-8")
    write_json(target / f"{report.name}.json", {**asdict(report), **more})
    for figure in report.figures:
        with (target / f"{report.name}-{figure.name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([figure.columns, *figure.rows])


def _summary(edition: Edition, connection: Connection) -> dict[str, Any]:
    """The counts of a release for machines and for comparing releases."""
    return {
        "source": edition.source.id,
        "modified": edition.release.modified,
        "papers_from": edition.survey.first_on,
        "papers_to": edition.survey.last_on,
        "rows": dict(edition.survey.counts),
        **{name: _objects(connection, query) for name, query in _described()["summary"].items()},
    }


def _objects(connection: Connection, query: str) -> list[dict[str, Any]]:
    columns, rows = _result(connection, query)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _report(connection: Connection, described: Mapping[str, Any]) -> Report:
    figures = (
        Figure(one["name"], one["title"], one.get("note", "").strip(), one["bars"], *_result(connection, one["query"]))
        for one in described["figures"]
    )
    return Report(described["name"], described["title"], described["text"].strip(), tuple(figures))


def _result(connection: Connection, query: str) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    result = connection.execute(query)
    return tuple(column[0] for column in result.description), tuple(result.fetchall())


def _accuracy() -> Iterable[Report]:
    """How well documents are read, as `make accuracy` measured it: a figure for each set of annotated papers."""
    if not ACCURACY.is_file():
        return ()
    measured, words = read_json(ACCURACY), _described()["accuracy"]
    sets = tuple(
        Figure(
            name,
            f"{words['sets'].get(name, name)} ({one['papers']} Vorlagen)",
            "",
            words["bars"],
            tuple(words["columns"]),
            _scores(one["rows"]),
        )
        for name, one in measured["sets"].items()
    )
    return (Report("accuracy", words["title"], words["text"].format(**measured), sets),)


def _scores(rows: Mapping[str, Any]) -> tuple[tuple[Any, ...], ...]:
    """The rows of a set: name, F1 and its interval, precision, recall (percent), how many there are, and how many were found."""
    names = _described()["accuracy"]["rows"]
    return tuple(
        (
            names.get(name, name),
            *(round(100 * value, 1) for value in (one["f1"], *one["f1_interval"], one["precision"], one["recall"])),
            one["gold"],
            one["found"],
        )
        for name, one in rows.items()
    )


def _day(modified: str) -> str:
    """The German date of an ISO 8601 time: microseconds are of no use to a reader."""
    return f"{datetime.fromisoformat(modified):%d.%m.%Y}"


@cache
def _described() -> dict[str, Any]:
    content: dict[str, Any] = from_yaml(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return content

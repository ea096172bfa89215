"""Reports on a release for people and for comparing releases: `reports/summary.json` and `reports/coverage.html`.

The one place of this package that knows tables by their names, as it tells what they mean.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from etl.publish.files import write_json
from etl.publish.release import Edition
from etl.tables import load_tables

_PAGES = jinja2.Environment(loader=jinja2.PackageLoader("etl.publish", "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True)

Summary = dict[str, Any]
Counts = list[dict[str, Any]]


def write_reports(edition: Edition, csv_folder: Path, target: Path) -> None:
    """Write both reports of the CSVs in a folder."""
    report = summary(edition, csv_folder)
    target.mkdir()
    write_json(target / "summary.json", report)
    tables = {name: load_tables()[name].descriptor["title"] for name in report["rows"]}
    page = _PAGES.get_template("coverage.html").render(report=report, tables=tables, title=edition.title_en, release=edition.release)
    (target / "coverage.html").write_text(page + "\n", encoding="utf-8")


def summary(edition: Edition, csv_folder: Path) -> Summary:
    """The counts of a release: rows per table, inquiries by faction and year, how they are answered, commitments, quarantine."""
    inquiries = _dated_inquiries(csv_folder)
    authors = _read(csv_folder, "inquiry_authors").query("kind_code == 'group'")
    asked = authors.merge(inquiries, on="inquiry_id")
    commitments = _read(csv_folder, "commitments")
    return {
        "source": edition.source.id,
        "modified": edition.release.modified,
        "papers_from": edition.survey.first_on,
        "papers_to": edition.survey.last_on,
        "rows": dict(edition.survey.counts),
        "documents_by_role": _counts(_read(csv_folder, "documents"), ["role_code"]),
        "documents_by_text_method": _counts(_read(csv_folder, "documents"), ["text_method_code"]),
        "inquiries_by_year": _answered(inquiries),
        "inquiries_by_author_and_year": _counts(asked, ["name", "year"]),
        "commitments_by_kind_and_status": _counts(commitments, ["kind_code", "status_code"]),
        "partnerships": int((commitments["is_partnership"] == "true").sum()),
        "quarantined_by_reason": _counts(_read(csv_folder, "quarantine"), ["table_name", "reason"]),
    }


def _read(folder: Path, table: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)


def _dated_inquiries(folder: Path) -> pd.DataFrame:
    """Inquiries with the year of their paper (or else of their session), "" if neither is known, and whether an answer refers to them."""
    papers = _read(folder, "papers")[["paper_id", "published_on"]]
    inquiries = _read(folder, "inquiries").merge(papers, on="paper_id", how="left")
    dates = inquiries["published_on"].where(inquiries["published_on"] != "", inquiries["session_on"])
    is_answered = inquiries["inquiry_id"].isin(_read(folder, "answers")["inquiry_id"])
    return inquiries.assign(year=dates.str[:4], is_answered=is_answered, days=pd.to_numeric(inquiries["days_to_answer"]))


def _answered(inquiries: pd.DataFrame) -> Counts:
    """Per year: inquiries, the share that is answered, and the median of the days it took, None where no answer bears a date."""
    return [
        {
            "year": str(year),
            "inquiries": len(group),
            "answered_share": round(float(group["is_answered"].mean()), 3),
            "median_days": None if group["days"].isna().all() else float(group["days"].median()),
        }
        for year, group in inquiries.groupby("year")
    ]


def _counts(rows: pd.DataFrame, columns: Iterable[str]) -> Counts:
    """How many rows each combination of values has, in the order of the values."""
    names = list(columns)
    groups = rows.groupby(names, sort=True).size()
    keys = ((key if isinstance(key, tuple) else (key,)) for key in groups.index)
    return [dict(zip(names, key, strict=True)) | {"count": int(count)} for key, count in zip(keys, groups, strict=True)]

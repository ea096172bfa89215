"""Figures for charts, counted in the index."""

import sqlite3
from statistics import median
from typing import Any

_MOST = 12  # bars of a chart


def totals(index: sqlite3.Connection) -> dict[str, int]:
    """How many inquiries, answers, commitments and partnership commitments there are."""
    counts = dict(index.execute("SELECT kind, count(*) FROM hits GROUP BY kind").fetchall())
    partnerships = index.execute("SELECT count(*) FROM commitments WHERE is_partnership").fetchone()[0]
    return {**{kind: counts.get(kind, 0) for kind in ("inquiry", "answer", "commitment")}, "partnership": partnerships}


def inquiries_by_year(index: sqlite3.Connection) -> list[dict[str, Any]]:
    """Per year: inquiries, those of them that have an answer, and the median of the days to it, or None."""
    days: dict[str, list[int]] = {}
    for year, took in index.execute("SELECT substr(asked_on, 1, 4), days_to_answer FROM inquiry_list WHERE days_to_answer IS NOT NULL"):
        days.setdefault(year, []).append(took)
    rows = index.execute(
        "SELECT substr(asked_on, 1, 4) AS year, count(*) AS inquiries, sum(answers > 0) AS answered FROM inquiry_list "
        "WHERE asked_on <> '' GROUP BY 1 ORDER BY 1"
    )
    return [{**dict(row), "days": median(days[row["year"]]) if row["year"] in days else None} for row in rows]


def commitments_by(index: sqlite3.Connection, facet: str) -> list[tuple[str, int]]:
    """Commitments per value of a facet, the most first."""
    sql = (
        "SELECT value, count(*) FROM facets JOIN hits USING (hit) WHERE name = ? AND hits.kind = 'commitment' "
        "GROUP BY value ORDER BY 2 DESC, 1 LIMIT ?"
    )
    return [(value, count) for value, count in index.execute(sql, (facet, _MOST))]


def commitments_by_month(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Rows of commitments per month that has any, from the first to the last."""
    counts: dict[str, int] = {}
    for row in rows:
        if row["stated_on"]:
            counts[row["stated_on"][:7]] = counts.get(row["stated_on"][:7], 0) + 1
    return sorted(counts.items())

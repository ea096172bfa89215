"""German dates in running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            ("januar", "jan", "jänner"),
            ("februar", "feb"),
            ("märz", "mär", "maerz"),
            ("april", "apr"),
            ("mai",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "okt"),
            ("november", "nov"),
            ("dezember", "dez"),
        ),
        1,
    )
    for name in names
}
MONTH_NAMES = tuple(_MONTHS)
# "08.07.2013", "23.9.08", "8. Juli 2013", "8.Juli 13", "2013-07-08"
DATE = re.compile(
    r"(?<![\d.])(?:(?P<day>\d{1,2})\.\s?(?:(?P<month>\d{1,2})\.\s?|(?P<name>[A-Za-zä]{3,9})\.?\s)(?P<year>\d{4}|\d{2})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}))(?!\d)",
)
_CENTURY = 2000
_TWO_DIGITS = 100
_EARLIEST, _LATEST = 1945, 2099  # what lies outside is mistyped: "17.02.2104"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: its range and the day as ISO 8601."""

    start: int
    end: int
    iso: str


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[FoundDate]:
    """The dates in a range of a text that exist in the calendar, in order.

    >>> [found.iso for found in find_dates("am 23.9.08, 8. Juli 2013, 31.02.2014 und 17.02.2104")]
    ['2008-09-23', '2013-07-08']
    """
    for match in DATE.finditer(text, start, len(text) if end is None else end):
        iso = _iso(match)
        if iso:
            yield FoundDate(match.start(), match.end(), iso)


def _iso(match: re.Match[str]) -> str:
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
        else:
            month = int(match["month"]) if match["month"] else _MONTHS.get(match["name"].lower(), 0)
            year = int(match["year"])
            day = date(year + _CENTURY if year < _TWO_DIGITS else year, month, int(match["day"]))
    except ValueError:
        return ""
    return day.isoformat() if _EARLIEST <= day.year <= _LATEST else ""

"""Walk the recorded council month by month through a year, as if it were running. Needs ../shared.

    python -m tools.harvest_months [--year 2021] [--simulate]

Each step moves the server's clock to the end of a month and harvests again: with the real time, or with --simulate at the time of that
month, when every list is due to be walked whole. Prints, per step, the papers and meetings that came on the server, those that the harvest
found new, and the files and requests. Exits with 1 if a step found anything else than what came. A measurement, not a test.
"""

import argparse
import calendar
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from etl.harvest import HarvestReport, harvest
from etl.run import silent
from etl.settings import Settings
from etl.store import open_store
from etl.store.objects import objects
from tools.replay import control, recorded, replay

KINDS = ("Paper", "Meeting")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", type=int, default=2021)
    parser.add_argument("--simulate", action="store_true")
    arguments = parser.parse_args()
    began, right = datetime.now(UTC), True
    with replay("--from", str(arguments.year), "--to", str(arguments.year)) as url, tempfile.TemporaryDirectory() as folder:
        source, settings = recorded("months", url), Settings(data=Path(folder))
        store = open_store(settings)
        created = created_days(url)
        print("until       came  new  changed  fetched  kept  requests  papers walked")
        known: set[str] = set()
        for step, day in enumerate(last_days(arguments.year)):
            control(url, {"as_of": day.isoformat()})
            now = datetime.combine(day, datetime.max.time(), UTC) if arguments.simulate else began + timedelta(minutes=step)
            report = harvest(source, store, settings, now=now, progress=silent)
            found = {one.url for one in objects(store, source.id, KINDS)}
            came = {url for url, on in created.items() if on <= day.isoformat()} - known
            right = right and found - known == came
            print(row(day, came, found - known, report), flush=True)
            known |= found
    sys.exit(not right)


def row(day: date, came: set[str], new: set[str], report: HarvestReport) -> str:
    """One step as a line."""
    changed = sum(counts.changed for name, counts in report.lists.items() if name in ("papers", "meetings"))
    files = f"{report.files_fetched:8} {report.files_kept:5}"
    return f"{day} {len(came):5} {len(new):4} {changed:8} {files} {report.requests:9}  {report.walks.get('papers', '')}"


def created_days(url: str) -> dict[str, str]:
    """The day on which each paper and meeting that lives at the end was created: what the server shows from then on."""
    with tempfile.TemporaryDirectory() as folder:
        source, settings = recorded("all", url, files="none"), Settings(data=Path(folder))
        store = open_store(settings)
        harvest(source, store, settings, now=datetime.now(UTC), progress=silent)
        return {one.url: str(one.json["created"])[:10] for one in objects(store, source.id, KINDS)}


def last_days(year: int) -> Iterator[date]:
    """The last days of the months of a year."""
    for month in range(1, 13):
        yield date(year, month, calendar.monthrange(year, month)[1])


if __name__ == "__main__":
    main()

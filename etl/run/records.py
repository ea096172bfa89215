"""All records of a source from the raw store, decoded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from etl.decode import decode_body, decode_meeting, decode_organization, decode_paper
from etl.model.records import Body, Meeting, Organization, Paper, Tombstone
from etl.store import Store
from etl.store.objects import objects

_PARTS = ("File", "AgendaItem", "Consultation")
_MANY_FILES = 30
_LONG_SPAN = 365  # days


@dataclass(frozen=True, slots=True)
class Records:
    """The living records of a source by their ids, and what it has withdrawn."""

    bodies: Mapping[str, Body]
    organizations: Mapping[str, Organization]
    meetings: Mapping[str, Meeting]
    papers: Mapping[str, Paper]
    tombstones: tuple[Tombstone, ...]

    def paper_of_agenda_item(self) -> dict[str, str]:
        """Id of an agenda item or consultation → id of the paper that is dealt with there."""
        found: dict[str, str] = {}
        for url, paper in self.papers.items():
            for consultation in paper.consultations:
                for key in (consultation.agenda_item_url, consultation.url):
                    if key:
                        found.setdefault(key, url)
        return found


def load_records(store: Store, source_id: str) -> Records:
    """Decode all records of a source."""
    parts = {one.url: one.json for one in objects(store, source_id, _PARTS)}
    return Records(
        bodies={one.url: decode_body(one.json) for one in objects(store, source_id, ("Body",))},
        organizations={one.url: decode_organization(one.json) for one in objects(store, source_id, ("Organization",))},
        meetings={one.url: decode_meeting(one.json, parts.get) for one in objects(store, source_id, ("Meeting",))},
        papers={one.url: decode_paper(one.json, parts.get) for one in objects(store, source_id, ("Paper",))},
        tombstones=tuple(Tombstone(one.url, one.kind, one.deleted_at) for one in objects(store, source_id, deleted=True)),
    )


def import_days(papers: Iterable[Paper]) -> frozenset[str]:
    """The days on which files were moved into the system rather than written.

    Servers give the files of many years the date of a migration. Such is a day that dates many files, the middle half of whose papers is
    spread over more than a year: what a session brings in together is of weeks or months.
    """
    ages: dict[str, list[int]] = defaultdict(list)
    for paper in papers:
        if written := _ordinal(paper.published_on):
            for file in paper.files:
                if file.date:
                    ages[file.date].append(written)
    return frozenset(day for day, found in ages.items() if len(found) >= _MANY_FILES and _spread(found) > _LONG_SPAN)


def _spread(ages: list[int]) -> int:
    ages = sorted(ages)
    return ages[-1 - len(ages) // 4] - ages[len(ages) // 4]


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return 0


def own_meetings(meetings: Iterable[Meeting]) -> Iterator[Meeting]:
    """The meetings, oldest first, each with the agenda items and files that no older one shows already: everything has one row."""
    seen: set[str] = set()
    for meeting in sorted(meetings, key=lambda one: (one.started_at or "9999", one.url)):
        agenda_items = tuple(item for item in meeting.agenda_items if item.url not in seen)
        files = tuple(file for file in meeting.files if file.url not in seen)
        seen.update(item.url for item in agenda_items)
        seen.update(file.url for file in files)
        yield replace(meeting, agenda_items=agenda_items, files=files)

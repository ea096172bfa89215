"""Keep what a server shows: objects into the store, counts and issues into the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from etl.harvest.bodies import BodyList, raw_object
from etl.harvest.pages import ListPage, Shown
from etl.harvest.report import HarvestReport
from etl.issues import Issue
from etl.model import oparl
from etl.sources import Source
from etl.store import Store
from etl.store.absence import count_absences, count_missing
from etl.store.objects import ObjectCounts, keep_objects


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps what one harvest, begun at `now`, is shown."""

    source: Source
    store: Store
    now: datetime
    report: HarvestReport

    def objects(self, body_list: BodyList, values: Sequence[oparl.Json]) -> ObjectCounts:
        """Keep objects of a list; what has no proper id is noted instead. Gives what became of them."""
        raw, issues = [], []
        for value in values:
            one = raw_object(value, body_list)
            if one:
                raw.append(one)
            else:
                reason = "the id is no URL" if oparl.identifier(value) else "the object has no id"
                issues.append(Issue(body_list.name, oparl.identifier(value) or body_list.url, reason, "id", str(dict(value))))
        self.report.note(body_list.url, issues)
        counts = ObjectCounts(seen=len(issues), failed=len(issues))
        counts.add(keep_objects(self.store, self.source.id, raw, now=self.now.isoformat()))
        self.report.count(body_list.name, counts)
        return counts

    def whole(self, body_list: BodyList, values: Sequence[oparl.Json]) -> None:
        """Keep the objects of a list that these are all of."""
        self.objects(body_list, values)
        self.report.whole_lists.add(body_list.url)

    def page(self, body_list: BodyList, page: ListPage) -> ObjectCounts:
        """Keep a page, and note what of it could not be had. Gives what became of its objects."""
        counts = self.objects(body_list, page.objects)
        reason = "the server cannot deliver {} object(s) of its list: {}"
        self.report.note(body_list.url, [Issue(body_list.name, gap.url, reason.format(gap.count, gap.reason)) for gap in page.gaps])
        failed = sum(gap.count for gap in page.gaps)
        self.report.count(body_list.name, ObjectCounts(seen=failed, failed=failed))
        return counts

    def missing(self, body_list: BodyList, shown: Shown | None, *, since: str) -> None:
        """Count the objects that the list does not show any more; a walk that shows less than the server counts proves nothing.

        shown: what a walk of the whole list has shown, None = only a part of it was walked; since: when the walk began, ISO 8601.
        """
        if shown and not shown.gaps and shown.count < shown.total:
            reason = f"the list shows {shown.count} of the {shown.total} objects that it counts"
            self.report.note(body_list.url, [Issue(body_list.name, body_list.url, reason)])
        if shown and shown.is_complete:
            counts = count_absences(self.store, self.source.id, body_list.url, since=since, now=self.now.isoformat())
        else:
            counts = ObjectCounts(missing=count_missing(self.store, self.source.id, body_list.url))
        self.report.count(body_list.name, counts)

"""The build: from the raw store to checked rows, partition by partition, and only those in which something changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from etl.fingerprint import fingerprint
from etl.issues import Issue
from etl.model.progress import Progress
from etl.model.records import Meeting
from etl.normalise import (
    Correction,
    OrganizationIndex,
    Partitions,
    RecordRows,
    Rows,
    apply_corrections,
    check_rows,
    not_applied,
)
from etl.normalise import corrections as review
from etl.run.contexts import FileTexts, blob_hashes
from etl.run.dossiers import Dossier, dossiers
from etl.run.facts import Due, read_facts
from etl.run.making import Making, checked_rows
from etl.run.partition import PartitionInput, sessions
from etl.run.reading import Here, Spread
from etl.run.records import Records, import_days, load_records, own_meetings
from etl.run.remembered import recall
from etl.run.rows import fetch_rows, hand_out_rows
from etl.run.state import STATE, build_code, build_state, corrections_of
from etl.run.texts import failures_of, read_texts
from etl.settings import Settings
from etl.sources import Source
from etl.store import Store
from etl.store.runs import noted_run
from etl.store.store import stamp

_STAGE = "build"
_MIDNIGHT = (
    "T00:00:00+00:00"  # what is published tells the day and nothing finer: the same harvest, interrupted or not, gives the same bytes
)
_WHOLE = "all"  # the partition of what has no year


@dataclass(slots=True)
class BuildReport:
    """What a build did: partitions that were made again, rows by table in them, quarantined rows in all."""

    partitions: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    documents_read: int = 0

    @property
    def changed(self) -> bool:
        """Whether any row may have changed."""
        return bool(self.partitions)


def build(
    source: Source, store: Store, settings: Settings, *, now: datetime, progress: Progress, spread: Spread | None = None
) -> BuildReport:
    """Make the rows of a source from what is in the store. spread: reads documents and dossiers, by default on this machine."""
    at = stamp(now)
    partitions = Partitions(fetch_rows(source.id, settings))
    corrections = corrections_of(source, settings)
    state, report = build_state(source, store, corrections), BuildReport()
    if partitions.manifest().get(STATE) == state:
        return report
    with noted_run(store, source.id, _STAGE, now=now) as run:
        _Build(source, store, spread or Here(store, settings.workers), at, progress, corrections, partitions, report).run()
        partitions.write_manifest({**partitions.manifest(), STATE: build_state(source, store, corrections)})
        hand_out_rows(source.id, settings)
        run.stats = {
            "partitions": report.partitions,
            "rows": report.rows,
            "quarantined": report.quarantined,
            "documents_read": report.documents_read,
        }
    return report


@dataclass(slots=True)
class _Build:
    source: Source
    store: Store
    spread: Spread
    now: str
    progress: Progress
    corrections: Sequence[Correction]
    partitions: Partitions
    report: BuildReport

    def run(self) -> None:
        records = load_records(self.store, self.source.id)
        inputs = self._inputs(records)
        units = {partition: part.unit_keys(build_code()) for partition, part in sorted(inputs.items())}
        before = self.partitions.manifest()
        after = {partition: fingerprint(sorted(keys.items()), self.corrections) for partition, keys in units.items()}
        kept = {partition: made_from for partition, made_from in before.items() if after.get(partition) == made_from}
        self.partitions.write_manifest(kept)  # until all is made, what is made again counts as not there, and the rows as not whole
        due = [self._making(partition, inputs[partition], units[partition]) for partition in sorted(after.keys() - kept.keys())]
        self._make_all(due)
        for gone in before.keys() - after.keys() - {STATE, _WHOLE}:
            self.partitions.drop(gone)
            self.store.replace_issues(self.source.id, f"{_STAGE}: {gone}", [], now=self.now)
            self.report.partitions.append(gone)
        after[_WHOLE] = self._make_whole(records, before.get(_WHOLE, ""))
        self.partitions.write_manifest(after)

    def _inputs(self, records: Records) -> dict[str, PartitionInput]:
        """Read what was not read yet, and sort all records into their partitions."""
        texts = FileTexts(self.store.files(self.source.id))
        groups: dict[str, list[Dossier]] = defaultdict(list)
        keys: dict[str, str] = {}
        for dossier in dossiers(records.papers):
            groups[dossier.partition].append(dossier)
            keys.update({file.url: texts.key(file) for _, file in dossier.files})
        paper_files = frozenset(keys)
        meetings: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in own_meetings(records.meetings.values()):
            meetings[meeting.started_at[:4] or "undated"].append(meeting)
            keys.update({file.url: texts.key(file) for file in meeting.files if file.url not in keys})
        hashes = blob_hashes(list(keys.values()))
        self.report.documents_read = read_texts(self.store, hashes, spread=self.spread, progress=self.progress)
        self._note_unread(keys)
        place = self.source.name.rpartition(" ")[2]
        organizations = OrganizationIndex.of(records.organizations.values(), scope=self.source.id, place=place)
        maker = self._maker(records)
        whole = (keys, records.paper_of_agenda_item(), sessions(records), paper_files, import_days(records.papers.values()))
        return {
            partition: PartitionInput(maker, organizations, tuple(groups[partition]), tuple(meetings[partition]), *whole)
            for partition in sorted(groups.keys() | meetings.keys())
        }

    def _maker(self, records: Records) -> RecordRows:
        """Makes rows that name no organization without a name, for that one will be refused."""
        named = (url for url, one in records.organizations.items() if one.name or one.short_name)
        return RecordRows(self.source, frozenset((*records.bodies, *named, *records.papers)), next(iter(records.bodies), self.source.id))

    def _note_unread(self, keys: Mapping[str, str]) -> None:
        reasons = failures_of(self.store, sorted(set(blob_hashes(list(keys.values())))))
        issues = [Issue("documents", url, reasons[key], "text") for url, key in keys.items() if key in reasons]
        self.store.replace_issues(self.source.id, "decode", issues, now=self.now)

    def _making(self, partition: str, part: PartitionInput, made_from: Mapping[str, str]) -> Making:
        """The making of a partition. A correction may reach from one dossier to another, so with any of them nothing is taken over."""
        before = {} if self.corrections else recall(self.store, self.source.id, partition, self.partitions)
        return Making(partition, part, made_from, self.store, self.partitions, self.corrections, before)

    def _make_all(self, makings: Iterable[Making]) -> None:
        """Read what is due for several partitions, and make each as soon as all of it is there, while the rest is read."""
        waiting: dict[str, list[Making]] = defaultdict(list)
        left: Counter[str] = Counter()
        due: list[Due] = []
        for making in makings:
            keys = {one.key: one for one in making.due()}
            due += keys.values()
            left[making.name] = len(keys)
            for key in keys:
                waiting[key].append(making)
            if not keys:
                self._make(making, {})
        failures: dict[str, str] = {}
        for key, reason in read_facts(self.store, due, spread=self.spread, progress=self.progress):
            if reason:
                failures[key] = reason
            for making in waiting[key]:
                left[making.name] -= 1
                if not left[making.name]:
                    self._make(making, failures)

    def _make(self, making: Making, failures: Mapping[str, str]) -> None:
        made = making.make(failures)
        if made is None:
            self._make_all([making.whole()])
            return
        self.store.replace_issues(self.source.id, f"{_STAGE}: {making.name}", made.issues, now=self.now)
        self._made(making.name, made.counts)

    def _made(self, partition: str, counts: Mapping[str, int]) -> None:
        self.report.partitions.append(partition)
        for table, count in counts.items():
            self.report.rows[table] = self.report.rows.get(table, 0) + count

    def _make_whole(self, records: Records, before: str) -> str:
        """The partition without a year: bodies, organizations, what was withdrawn, and the quarantine."""
        maker, rows = self._maker(records), Rows()
        for body in records.bodies.values():
            maker.body(rows, body)
        for organization in records.organizations.values():
            maker.organization(rows, organization)
        for tombstone in records.tombstones:
            maker.tombstone(rows, tombstone)
        apply_corrections(self.corrections, rows)
        recorded = [*self.partitions.read(review.TABLE, but=_WHOLE), *rows.tables[review.TABLE]]
        unfit = list(not_applied(self.corrections, recorded, rows))
        checked, issues = checked_rows(rows)
        self.store.replace_issues(self.source.id, f"{_STAGE}: {_WHOLE}", [*issues, *unfit], now=self.now)
        quarantine = self._quarantine()
        checked["quarantine"] = quarantine
        self.report.quarantined = len(quarantine)
        after = fingerprint({table: checked[table] for table in sorted(checked)})
        if after != before:
            self.partitions.write(_WHOLE, checked)
            self._made(_WHOLE, {table: len(kept) for table, kept in checked.items()})
        return after

    def _quarantine(self) -> list[dict[str, str]]:
        rows = Rows()
        for issue, first_seen_at in self.store.issues(self.source.id):
            values = {"table_name": issue.table_name, "source_url": issue.source_url, "field": issue.field, "raw_value": issue.raw_value}
            rows.add("quarantine", **values, reason=issue.reason, first_seen_at=f"{first_seen_at[:10]}{_MIDNIGHT}")
        return check_rows("quarantine", rows.tables["quarantine"])[0]

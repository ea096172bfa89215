"""A partition made again: what changed in it is read, made and checked, the rest stays."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from etl.issues import Issue
from etl.normalise import TEXTS, Correction, Partitions, Rows, apply_corrections, check_rows, drop_orphans, in_order, key_of
from etl.run.facts import Due
from etl.run.partition import PartitionInput, PartitionRows, Unit
from etl.run.remembered import Remembered, Share, remember, remembered
from etl.store import Store

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A partition that was made: how many rows each table has in it, and what is wrong with it."""

    counts: Mapping[str, int]
    issues: Sequence[Issue]


@dataclass(slots=True)
class Making:
    """The making of a partition, in two steps: `due` says what is to be read first, `make` writes.

    made_from: of each unit, a hash of all that its rows depend on; before: the units as they were made last, none = all are made again.
    """

    name: str
    part: PartitionInput
    made_from: Mapping[str, str]
    store: Store
    partitions: Partitions
    corrections: Sequence[Correction]
    before: Mapping[str, Remembered]
    rows: PartitionRows = field(init=False)

    def __post_init__(self) -> None:
        """See which units are to be made."""
        changed = {url for url, made_from in self.made_from.items() if url not in self.before or self.before[url].made_from != made_from}
        self.rows = PartitionRows(self.part.only(changed), self.store)

    def due(self) -> Iterator[Due]:
        """What is to be read before the partition can be made."""
        return self.rows.due()

    def whole(self) -> "Making":
        """The same with nothing taken over."""
        return replace(self, before={})

    def make(self, failures: Mapping[str, str]) -> Made | None:
        """Write the partition; None if what was taken over has to be looked at again. failures: of what was due."""
        units = self.rows.make(failures)
        raw = _together(units)
        apply_corrections(self.corrections, raw)
        checked, bad = checked_rows(raw)
        is_clean = not self.corrections and all(len(checked[table]) == len(rows) for table, rows in raw.tables.items())
        if is_clean and bad:  # cells were emptied, each the affair of one unit
            bad = []
            for unit in units.values():
                unit.rows.tables, issues = checked_rows(unit.rows)
                unit.issues += issues
        after = {url: remembered(self.made_from[url], unit) for url, unit in units.items()}
        if self.before:
            after |= {url: one for url, one in self.before.items() if url in self.made_from and url not in units}
            if not (is_clean and self._patch(units, checked, after)):
                return None
            shares = _shares(after.values())
            counts = {table: sum(len(share.keys) for share in shares[table]) for table in shares.keys() - {TEXTS}}
        else:
            self.partitions.write(self.name, checked)
            self.partitions.write_texts(self.name, [text for unit in units.values() for text in unit.texts])
            counts = {table: len(rows) for table, rows in checked.items()}
        remember(self.store, self.part.maker.source.id, self.name, self.partitions, after if is_clean else {})
        return Made(counts, [*bad, *(issue for one in after.values() for issue in one.issues)])

    def _patch(self, units: Mapping[str, Unit], checked: Mapping[str, list[Row]], after: Mapping[str, Remembered]) -> bool:
        """Put the rows of units in the place of those that they had; False if a key would come twice."""
        replaced = [one for url, one in self.before.items() if after.get(url) is not one]
        gone, fresh = _shares(replaced), _shares(after[url] for url in units)
        tables = {}
        for table in (gone.keys() | fresh.keys()) - {TEXTS}:
            if Counter(share.digest for share in gone[table]) != Counter(share.digest for share in fresh[table]):
                left_out = {tuple(key) for share in gone[table] for key in share.keys}
                kept = [row for row in self.partitions.rows(self.name, table) if key_of(table, row) not in left_out]
                tables[table] = in_order(table, [*kept, *checked.get(table, ())])
                if len({key_of(table, row) for row in tables[table]}) < len(tables[table]):
                    return False
        for table, rows in tables.items():
            self.partitions.write_table(self.name, table, rows)
        if Counter(share.digest for share in gone[TEXTS]) != Counter(share.digest for share in fresh[TEXTS]):
            ids = {key[0] for share in gone[TEXTS] for key in share.keys}
            kept_texts = [(document_id, text) for document_id, text in self.partitions.texts(self.name) if document_id not in ids]
            self.partitions.write_texts(self.name, [*kept_texts, *(text for unit in units.values() for text in unit.texts)])
        return True


def checked_rows(rows: Rows) -> tuple[dict[str, list[Row]], list[Issue]]:
    """The good rows by their tables, and what is wrong with the others."""
    good, issues = {}, []
    for table, raw in rows.tables.items():
        good[table], bad = check_rows(table, raw)
        issues += bad
    return good, [*issues, *drop_orphans(rows.tables, good)]


def _together(units: Mapping[str, Unit]) -> Rows:
    rows = Rows()
    for unit in units.values():
        for table, some in unit.rows.tables.items():
            rows.tables[table] += some
    return rows


def _shares(units: Iterable[Remembered]) -> dict[str, list[Share]]:
    """The shares of units, by table."""
    found: dict[str, list[Share]] = defaultdict(list)
    for one in units:
        for table, share in one.shares.items():
            found[table].append(share)
    return found

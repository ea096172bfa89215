"""What an operator leaves out of everything that is published: `takedown.yml` in the review folder, a list of entries with their reasons.

    - target: id/paper/72a51c0658e6a7dc      # a thing, by its IRI or its id in the tables, and everything that refers to it
      reason: request of the person concerned, 2026-03-01
    - reference: 2021/0123                   # a paper, by its reference
      source: karlsruhe                      # optional: entries without it hold for every source
      reason: not public
    - phrase: Erika Muster                   # words that are masked wherever they stand
      reason: name of a citizen

The list is read anew for every release, so it survives any rebuild. What was published before leaves a tombstone.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from etl.errors import UsageError
from etl.identifiers import grave_of
from etl.publish.files import OWN
from etl.publish.rows import field_of, partitions, read
from etl.tables import Table, expand
from etl.yaml_text import from_yaml

FILE = "takedown.yml"
TOMBSTONES = "tombstones"
"""The table of what is gone."""

_MEANS = ("target", "reference", "phrase")
_PAPER, _NUMBER = expand("rg:Paper"), expand("eli:number")
_IDS = re.compile(rb"id/[a-z-]+/[0-9a-f]{16}(?:-[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """means: target, reference or phrase; value: which one."""

    means: str
    value: str
    reason: str

    @property
    def digest(self) -> str:
        """What stands for the entry in a release, which must not name what is taken down."""
        return hashlib.sha256(f"{self.means} {self.value}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Takedown:
    """The entries that hold for a source, and the ids that they take out of its rows."""

    entries: tuple[Entry, ...] = ()
    gone: frozenset[str] = frozenset()
    things: Mapping[Entry, int] = field(default_factory=dict)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Words to be masked."""
        return tuple(entry.value for entry in self.entries if entry.means == "phrase")

    def leaves_out(self, table: Table, row: Mapping[str, str]) -> bool:
        """Whether a row is of a thing that is taken down, or refers to one."""
        return bool(self.gone) and (any(row[name] in self.gone for name in table.primary_key[:1]) or _refers(table, row, self.gone))

    def counts(self) -> dict[str, int]:
        """How many things of each kind are left out."""
        return dict(sorted(Counter(key.split("/")[1] for key in self.gone).items()))

    def report(self) -> list[dict[str, Any]]:
        """The entries without what they hide: by which means, why, and how many things the entry names; an entry may name none."""
        return [{"means": entry.means, "reason": entry.reason, "things": self.things.get(entry, 0)} for entry in self.entries]


def load_takedown(path: Path, source_id: str, base_iri: str) -> tuple[Entry, ...]:
    """The entries of a file that hold for a source; none, if there is no file.

    Raises:
        UsageError: if the file cannot be understood: nothing may be published then.
    """
    try:
        content = from_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(
            f"it cannot be read ({' '.join(str(error).split())})", where=str(path), todo="mend it; nothing is published"
        ) from error
    entries = []
    for number, one in enumerate(content or (), start=1):
        means = [name for name in _MEANS if isinstance(one, dict) and isinstance(one.get(name), str) and one[name].strip()]
        if len(means) != 1 or not isinstance(one.get("reason"), str) or not one.keys() <= {*_MEANS, "reason", "source"}:
            what = f"entry {number} needs one of {', '.join(_MEANS)}, and a reason, as texts"
            raise UsageError(what, where=str(path), todo="mend it; nothing is published")
        if one.get("source", source_id) == source_id:
            entries.append(Entry(means[0], one[means[0]].removeprefix(base_iri), one["reason"]))
    return tuple(entries)


def take_down(entries: tuple[Entry, ...], rows: Path, tables: Mapping[str, Table]) -> Takedown:
    """Find what the entries take out of rows: things, and all that refer to them. A table comes after those that it refers to."""
    if not any(entry.means != "phrase" for entry in entries):
        return Takedown(entries)
    named = {(entry.means, entry.value): entry for entry in entries}
    gone: set[str] = set()
    things: Counter[Entry] = Counter()
    for table in tables.values():
        for row in _things(table, (row for path in partitions(rows, table.name) for row in read(path))):
            entry = named.get(("target", row[table.primary_key[0]])) or named.get(("reference", _reference(table, row)))
            things.update([entry] if entry else [])
            if entry or _refers(table, row, gone):
                gone.add(row[table.primary_key[0]])
    return Takedown(entries, frozenset(gone), things)


def tombstones(
    takedown: Takedown, past: Path | None, tables: Mapping[str, Table], base_iri: str, modified: str
) -> Iterator[dict[str, str]]:
    """Rows of the table of tombstones for what a release before held, and those that such things left already. past: its CSVs."""
    if past is None or not takedown.gone:
        return
    graves = {grave_of(key): key for key in takedown.gone}
    for row in read(past / f"{TOMBSTONES}.csv"):
        if graves.pop(row["tombstone_id"], None):
            yield row
    for table in tables.values():
        if (past / f"{table.name}.csv").exists():
            for row in _things(table, read(past / f"{table.name}.csv")):
                key = row[table.primary_key[0]]
                if graves.pop(grave_of(key), None):
                    kind = key.split("/")[1]
                    yield {"tombstone_id": grave_of(key), "kind_name": kind, "source_url": base_iri + key, "deleted_at": modified}


def is_clean(takedown: Takedown) -> Callable[[bytes], bool]:
    """A function that tells whether a line of RDF speaks of nothing that is taken down."""
    hidden, phrases = {key.encode() for key in takedown.gone}, [phrase.encode() for phrase in takedown.phrases]
    return lambda line: hidden.isdisjoint(_IDS.findall(line)) and not any(phrase in line for phrase in phrases)


def is_new_to(descriptor: Mapping[str, Any], digests: Iterable[str]) -> bool:
    """Whether a release was made without some entries of a list, and may show what they hide."""
    return not set(digests) <= set(descriptor[OWN].get("takedown", ()))


def _things(table: Table, rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    return iter(rows) if len(table.primary_key) == 1 else iter(())


def _refers(table: Table, row: Mapping[str, str], gone: Collection[str]) -> bool:
    return any(row[column] in gone for key in table.foreign_keys for column in key.fields)


def _reference(table: Table, row: Mapping[str, str]) -> str:
    number = field_of(table, _NUMBER) if _PAPER in table.rdf_types else None
    return row[number.name] if number else ""

"""What is remembered of a partition as it was made last: which rows each dossier and meeting has in it, so that others can stay.

It holds only for the files that were written then: where one is another, nothing is remembered.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from etl.fingerprint import fingerprint
from etl.issues import Issue
from etl.normalise import TEXTS, Partitions, key_of
from etl.run.partition import Unit
from etl.store import Store

_SPACE = "partitions"


@dataclass(frozen=True, slots=True)
class Share:
    """What a unit has in one table: a hash of its rows, and their keys."""

    digest: str
    keys: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A unit: the hash of all that it was made from, its share of each table (and of the texts), and what was wrong with it."""

    made_from: str
    shares: Mapping[str, Share]
    issues: Sequence[Issue]


def remembered(made_from: str, unit: Unit) -> Remembered:
    """What is to be remembered of a unit; one that could not be read is to be tried again."""
    shares = {table: Share(fingerprint(rows), [key_of(table, row) for row in rows]) for table, rows in unit.rows.tables.items()}
    if unit.texts:
        shares[TEXTS] = Share(fingerprint(unit.texts), [(document_id,) for document_id, _ in unit.texts])
    return Remembered("" if unit.failure else made_from, shares, unit.issues)


def remember(store: Store, source_id: str, partition: str, partitions: Partitions, units: Mapping[str, Remembered]) -> None:
    """Remember the units of a partition that was written now."""
    known = {
        url: [
            one.made_from,
            {table: [share.digest, share.keys] for table, share in one.shares.items()},
            [list(asdict(issue).values()) for issue in one.issues],
        ]
        for url, one in units.items()
    }
    content = json.dumps([partitions.hashes(partition), known], ensure_ascii=False, separators=(",", ":"))
    store.keep_derived(_SPACE, [(f"{source_id}/{partition}", content.encode(errors="surrogatepass"))])


def recall(store: Store, source_id: str, partition: str, partitions: Partitions) -> dict[str, Remembered]:
    """The units of a partition as it lies here; none, if that is not how it was remembered."""
    payload = store.derived(_SPACE, [f"{source_id}/{partition}"]).get(f"{source_id}/{partition}")
    files, known = json.loads(payload.decode(errors="surrogatepass")) if payload else ({}, {})
    if not files or files != partitions.hashes(partition):
        return {}
    return {
        url: Remembered(
            made_from,
            {table: Share(digest, keys) for table, (digest, keys) in shares.items()},
            [Issue(*values) for values in issues],
        )
        for url, (made_from, shares, issues) in known.items()
    }

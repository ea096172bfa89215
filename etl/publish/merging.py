"""Partitions to the tables and texts of a release: masked each by itself, and joined in their order."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from etl.processes import Aside
from etl.publish.gzipped import compressed
from etl.publish.masking import TEXTS_PART, Masked, Parts, mask_partition
from etl.publish.names import Officials, officials_in, signers
from etl.publish.privacy import Cleared, digest
from etl.publish.rows import TEXTS, TEXTS_FILE, partitions, read, read_texts
from etl.publish.takedown import TOMBSTONES, Takedown
from etl.tables import load_tables

_PARTS = ".parts"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Rows to be published, partition by partition on the way to a folder, masked.

    takedown: what is left out of them; aside: does the work; officials: whose names are no secret; named: the digest of each text → the
    officials that it names; masking: a folder for each partition → what waits until it is there.
    """

    rows: Path
    folder: Path
    takedown: Takedown
    aside: Aside
    officials: Officials
    named: Mapping[bytes, Officials]
    masking: Mapping[Path, Callable[[], Parts]]

    @classmethod
    def begin(cls, rows: Path, folder: Path, takedown: Takedown, aside: Aside) -> "Incoming":
        """Look who holds an office, and begin to mask the rows for a new release in an empty folder."""
        naming = [aside(_officials_named, path) for path in partitions(rows, TEXTS)]
        signed = signers(load_tables(), lambda name: (row for path in partitions(rows, name) for row in read(path)))
        named = {text: officials for result in naming for text, officials in result().items()}
        officials = signed.union(*named.values())
        parts = folder / _PARTS
        parts.mkdir()
        masking = {parts / name: aside(mask_partition, rows, name, parts / name, takedown, officials) for name in _names(rows)}
        return cls(rows, folder, takedown, aside, officials, named, masking)


def merge(incoming: Incoming, graves: Iterable[Mapping[str, str]]) -> tuple[Masked, Cleared]:
    """Write every table as `csv/<table>.csv` and the texts, if there are any; return what was masked, and where nothing had to be.

    graves: tombstones of what is taken down.

    Raises:
        GateError: if a partition's header is not the table's.
    """
    tables, folder = load_tables(), incoming.folder
    masked: Masked = Counter()
    clean: set[bytes] = set()
    with ExitStack() as files:
        targets: dict[str, IO[bytes]] = {f"{name}.csv": files.enter_context((folder / "csv" / f"{name}.csv").open("wb")) for name in tables}
        for name, table in tables.items():
            targets[f"{name}.csv"].write((",".join(table.columns) + "\n").encode())
        if partitions(incoming.rows, TEXTS):
            (folder / TEXTS_FILE).parent.mkdir()
            targets[TEXTS_PART] = files.enter_context(compressed(folder / TEXTS_FILE))
        for part, result in incoming.masking.items():
            done = result()
            masked.update(done.masked)
            clean |= done.clean
            for path in part.iterdir():
                with path.open("rb") as file:
                    shutil.copyfileobj(file, targets[path.name])
            shutil.rmtree(part)
    (folder / _PARTS).rmdir()
    with (folder / "csv" / f"{TOMBSTONES}.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([row[name] for name in tables[TOMBSTONES].columns] for row in graves)
    return masked, Cleared(incoming.officials, {text: incoming.named[text] for text in clean})


def _names(rows: Path) -> list[str]:
    """Every partition of any table or of the texts, in their order."""
    return sorted({path.name.partition(".")[0] for name in (*load_tables(), TEXTS) for path in partitions(rows, name)})


def _officials_named(texts: Path) -> dict[bytes, Officials]:
    """The officials that each text of a partition names, by its digest."""
    return {digest(text): frozenset(officials_in(text)) for _, text in read_texts(texts)}

"""What a build looks at, as one hash: the first of its doors. Imports nothing that reads documents or checks rows."""

from collections.abc import Sequence
from pathlib import Path

from etl.fingerprint import code_fingerprint, fingerprint
from etl.normalise import Correction, Partitions, load_corrections
from etl.normalise import corrections as review
from etl.settings import Settings
from etl.sources import Source
from etl.store import Store
from etl.store.objects import object_hashes

STATE = ".state"  # the manifest's entry for the store as a whole


def is_whole(rows: Path) -> bool:
    """Whether rows are those of one build that came to its end."""
    return STATE in Partitions(rows).manifest()


def corrections_of(source: Source, settings: Settings) -> tuple[Correction, ...]:
    """What an operator corrects in the rows of a source.

    Raises:
        UsageError: if the file cannot be understood.
    """
    return load_corrections(settings.review / review.FILE, source.id)


def build_state(source: Source, store: Store, corrections: Sequence[Correction]) -> str:
    """One hash of all that a build looks at: equal, and there is nothing to build."""
    files = sorted((url, file.sha256, file.reason) for url, file in store.files(source.id).items())
    return fingerprint(source.identity, object_hashes(store, source.id), files, store.issues(source.id), corrections, build_code())


def build_code() -> str:
    """A hash of the code that makes rows."""
    return code_fingerprint("decode", "extract", "model", "normalise", "run")

"""Texts of files: each read once, kept under the hash of its bytes; what cannot be read is kept with its reason."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from etl.decode import TEXT_VERSION, DecodedText, decode_text, ocr_is_available
from etl.errors import DecodeError
from etl.model.progress import Progress
from etl.run.pool import Failed, each
from etl.run.reading import Outcome, Spread, Work
from etl.store import Blobs, Store

_TIMEOUT_S = 300.0  # a scan of a hundred pages takes this long
_KEEP_EVERY = 50
_DECODED = TypeAdapter(DecodedText)

# Whether pictures can be read decides what fails: with OCR installed later, failures are tried again.
_SPACE = f"texts/{TEXT_VERSION}"
_FAILURES = f"text-failures/{TEXT_VERSION}/{'ocr' if ocr_is_available() else 'no-ocr'}"
SPACES = (_SPACE, _FAILURES)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a blob in a worker process."""

    blobs: Blobs

    def __call__(self, sha256: str) -> DecodedText | str:
        try:
            return decode_text(self.blobs.read(sha256))
        except DecodeError as error:
            return str(error)
        except FileNotFoundError:
            return "its bytes are not in the store"


def read_texts(store: Store, hashes: Iterable[str], *, spread: Spread, progress: Progress) -> int:
    """Read the blobs of these hashes that have not been read yet; gives how many were."""
    wanted = list(dict.fromkeys(hashes))
    known = store.derived_keys(_SPACE, wanted) | store.derived_keys(_FAILURES, wanted)
    due = [sha256 for sha256 in wanted if sha256 not in known]
    for done, _ in enumerate(spread(Work(_read, slim=str), due), 1):
        progress("reading documents", done, len(due))
    return len(due)


def _read(store: Store, hashes: Sequence[str], workers: int) -> Iterator[Outcome]:
    """Read blobs, and keep their texts or why they have none."""
    texts: list[tuple[str, bytes]] = []
    failures: list[tuple[str, bytes]] = []
    for sha256, result in each(_Reader(store.blobs), hashes, workers=workers, timeout_s=_TIMEOUT_S):
        reason = ""
        if isinstance(result, DecodedText):
            texts.append((sha256, _DECODED.dump_json(result)))
        else:
            reason = result.reason if isinstance(result, Failed) else result
            failures.append((sha256, json.dumps(reason).encode()))
        if len(texts) >= _KEEP_EVERY:
            store.keep_derived(_SPACE, texts)
            texts.clear()
        yield sha256, reason
    store.keep_derived(_SPACE, texts)
    store.keep_derived(_FAILURES, failures)


def texts_of(store: Store, hashes: Sequence[str]) -> dict[str, DecodedText]:
    """The texts of files, by the hash of their bytes."""
    return {sha256: _DECODED.validate_json(payload) for sha256, payload in store.derived(_SPACE, hashes).items()}


def failures_of(store: Store, hashes: Sequence[str]) -> Mapping[str, str]:
    """Why files could not be read, by the hash of their bytes."""
    return {sha256: json.loads(payload) for sha256, payload in store.derived(_FAILURES, hashes).items()}

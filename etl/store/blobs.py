"""Bytes by their SHA-256, at any place that fsspec reaches: a local folder by default, S3 or another by URL."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from etl.store.places import Place


@dataclass(frozen=True, slots=True)
class Blobs:
    """Content-addressed blobs under a URL; `url` is all that another process needs to read them."""

    url: str

    def put(self, chunks: Iterable[bytes], *, max_bytes: int) -> tuple[str, int] | None:
        """Store the chunks' bytes once and give (sha256, size); None if there are more than `max_bytes` of them.

        Raises:
            StoreError: if they cannot be stored.
        """
        digest, size = hashlib.sha256(), 0
        with tempfile.SpooledTemporaryFile(max_size=1 << 23) as spool:
            for chunk in chunks:
                size += len(chunk)
                if size > max_bytes:
                    return None
                digest.update(chunk)
                spool.write(chunk)
            sha256 = digest.hexdigest()
            if not self._place.has(_name(sha256)):
                spool.seek(0)
                self._place.write(_name(sha256), spool)
        return sha256, size

    def read(self, sha256: str) -> bytes:
        """The bytes of a blob.

        Raises:
            FileNotFoundError: if there is none of that hash.
            StoreError: if the place of the blobs cannot be reached.
        """
        return self._place.read(_name(sha256))

    def stored(self) -> Iterator[tuple[str, int, datetime]]:
        """Every blob: its hash, size in bytes, and when it was stored."""
        for name, size, at in self._place.files():
            yield PurePosixPath(name).name, size, at

    def remove(self, sha256: str) -> None:
        """Remove a blob."""
        self._place.remove(_name(sha256))

    def check(self) -> None:
        """Look whether the place of the blobs is there.

        Raises:
            StoreError: if it is not.
        """
        self._place.check()

    @property
    def _place(self) -> Place:
        return Place(self.url)


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"

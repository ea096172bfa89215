"""Bytes by their SHA-256, at any place that fsspec reaches: a local folder by default, S3 or another by URL."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

import fsspec

_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Blobs:
    """Content-addressed blobs under a URL; `url` is all that another process needs to read them."""

    url: str

    def put(self, chunks: Iterable[bytes], *, max_bytes: int) -> tuple[str, int] | None:
        """Store the chunks' bytes once and give (sha256, size); None if there are more than `max_bytes` of them.

        The bytes are written beside their place and moved there whole, so that nothing half-written is ever read.
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
            self._settle(spool, sha256)
        return sha256, size

    def read(self, sha256: str) -> bytes:
        """The bytes of a blob.

        Raises:
            FileNotFoundError: if there is none of that hash.
        """
        filesystem, root = fsspec.core.url_to_fs(self.url)
        data: bytes = filesystem.cat_file(_place(root, sha256))
        return data

    def stored(self) -> Iterator[tuple[str, int, datetime]]:
        """Every blob: its hash, size in bytes, and when it was stored."""
        filesystem, root = fsspec.core.url_to_fs(self.url)
        for path, about in (filesystem.find(root, detail=True) if filesystem.exists(root) else {}).items():
            sha256 = PurePosixPath(path).name
            if not sha256.endswith(_UNFINISHED):
                yield sha256, about["size"], filesystem.modified(path).astimezone(UTC)

    def remove(self, sha256: str) -> None:
        """Remove a blob."""
        filesystem, root = fsspec.core.url_to_fs(self.url)
        filesystem.rm_file(_place(root, sha256))

    def _settle(self, spool: tempfile.SpooledTemporaryFile[bytes], sha256: str) -> None:
        filesystem, root = fsspec.core.url_to_fs(self.url)
        place = _place(root, sha256)
        if filesystem.exists(place):
            return
        filesystem.makedirs(str(PurePosixPath(place).parent), exist_ok=True)
        spool.seek(0)
        unfinished = f"{place}{_UNFINISHED}"
        with filesystem.open(unfinished, "wb") as target:
            while chunk := spool.read(1 << 20):
                target.write(chunk)
        filesystem.mv(unfinished, place)


def _place(root: str, sha256: str) -> str:
    return f"{root}/{sha256[:2]}/{sha256}"

"""Bytes by their SHA-256, at any place that fsspec reaches: a local folder by default, S3 or another by URL."""

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

import fsspec


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

    def _settle(self, spool: tempfile.SpooledTemporaryFile[bytes], sha256: str) -> None:
        filesystem, root = fsspec.core.url_to_fs(self.url)
        place = _place(root, sha256)
        if filesystem.exists(place):
            return
        filesystem.makedirs(str(PurePosixPath(place).parent), exist_ok=True)
        spool.seek(0)
        unfinished = f"{place}.part"
        with filesystem.open(unfinished, "wb") as target:
            while chunk := spool.read(1 << 20):
                target.write(chunk)
        filesystem.mv(unfinished, place)


def _place(root: str, sha256: str) -> str:
    return f"{root}/{sha256[:2]}/{sha256}"

"""Files at a URL that fsspec reaches, a local folder or an object storage: read, and written whole or not at all."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, Any

import fsspec

from etl.errors import StoreError
from etl.store.explained import in_words

_UNFINISHED = ".part"
_FAILED = "files cannot be kept or read there"


@dataclass(frozen=True, slots=True)
class Place:
    """Files by their names under a URL, which is all that another process needs to reach them."""

    url: str

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            FileNotFoundError: if there is none of that name.
            StoreError: if the place cannot be used.
        """
        filesystem, root = self._reached()
        with self._told():
            data: bytes = filesystem.cat_file(f"{root}/{name}")
            return data

    def has(self, name: str) -> bool:
        """Whether there is a file of that name.

        Raises:
            StoreError: if the place cannot be used.
        """
        filesystem, root = self._reached()
        with self._told():
            return bool(filesystem.exists(f"{root}/{name}"))

    def write(self, name: str, source: IO[bytes]) -> None:
        """Write a file, so that nobody ever reads a part of it.

        Raises:
            StoreError: if the place cannot be used.
        """
        filesystem, root = self._reached()
        target = f"{root}/{name}"
        with self._told(missing="there is no such place"):
            if filesystem.async_impl:  # an object storage shows an object only when it is whole
                with filesystem.open(target, "wb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                return
            filesystem.makedirs(str(PurePosixPath(target).parent), exist_ok=True)
            with filesystem.open(f"{target}{_UNFINISHED}", "wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
            filesystem.mv(f"{target}{_UNFINISHED}", target)

    def files(self) -> Iterator[tuple[str, int, datetime]]:
        """Every file: its name, its size in bytes, and when it was written.

        Raises:
            StoreError: if the place cannot be used.
        """
        filesystem, root = self._reached()
        with self._told():
            found = filesystem.find(root, detail=True) if filesystem.exists(root) else {}
        for path, about in sorted(found.items()):
            if not path.endswith(_UNFINISHED):
                yield path.removeprefix(f"{root}/"), about["size"], _written_at(about)

    def remove(self, name: str) -> None:
        """Remove a file.

        Raises:
            StoreError: if the place cannot be used.
        """
        filesystem, root = self._reached()
        with self._told():
            filesystem.rm_file(f"{root}/{name}")

    def check(self) -> None:
        """Look whether the place can be used, which reading does not tell: a file that is missing and a bucket that is look the same.

        Raises:
            StoreError: if it cannot.
        """
        filesystem, root = self._reached()
        with self._told(missing="there is no such place"):
            if filesystem.async_impl:
                filesystem.ls(root.partition("/")[0], detail=False, refresh=True)

    def _reached(self) -> tuple[Any, str]:
        try:
            filesystem, root = fsspec.core.url_to_fs(self.url, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            todo = "install the extra `cluster`, or check the URL"
            raise StoreError(f"no files can be kept there ({error})", where=self._shown(), todo=todo) from error
        return filesystem, root

    @contextmanager
    def _told(self, missing: str = "") -> Iterator[None]:
        """Tell what goes wrong in one line; a missing file is told only where there is a word for it."""
        try:
            yield
        except FileNotFoundError as error:
            if not missing:
                raise
            raise StoreError(missing, where=self._shown(), todo="make it, or check the URL") from error
        except OSError as error:
            raise in_words(error, failed=_FAILED, where=self._shown()) from error
        except _cloud_error() as error:
            raise StoreError(
                f"{_FAILED} ({error})", where=self._shown(), todo="check that the place can be reached, and its rights"
            ) from error

    def _shown(self) -> str:
        """The URL as it may be shown: without a password."""
        return re.sub(r"//[^/@]*@", "//***@", self.url)


def _cloud_error() -> type[Exception]:
    """What an object storage raises besides: not loaded, not met."""
    loaded = sys.modules.get("botocore.exceptions")
    return loaded.BotoCoreError if loaded else OSError


def _written_at(about: dict[str, Any]) -> datetime:
    """When a file was written, as local folders (seconds), object storages and fsspec's memory say it."""
    if "mtime" in about:
        return datetime.fromtimestamp(about["mtime"], UTC)
    moment: datetime = about.get("LastModified") or about["created"]
    return moment.astimezone(UTC)

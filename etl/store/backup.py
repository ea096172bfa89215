"""The working store in one file, and back: what was harvested, and what was derived from it."""

import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from etl.errors import StoreError
from etl.settings import Settings

_INDEX, _BLOBS = "index.sqlite", "blobs"
_PARTS = (_INDEX, _BLOBS)


def back_up(settings: Settings, file: Path) -> int:
    """Write the store to a tar file and give its size in bytes. A run may go on meanwhile.

    The file is written beside its place and moved there whole. Rows and published folders are not in it: `ratsgraph build` and `publish`
    make them again, byte for byte.

    Raises:
        StoreError: if there is no store, it lies elsewhere than in the data folder, or the file cannot be written.
    """
    _check_local(settings)
    index = settings.data / _INDEX
    if not index.is_file():
        raise StoreError("there is no store to back up", where=str(settings.data), todo="name the folder with --data")
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent) as folder, tarfile.open(unfinished, "w") as archive:
            # the index first: what it names is in the blobs, which are written before it and never change
            copy = Path(folder) / _INDEX
            with closing(sqlite3.connect(index)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
            archive.add(copy, _INDEX)
            if (settings.data / _BLOBS).is_dir():
                archive.add(settings.data / _BLOBS, _BLOBS, filter=_finished)
        unfinished.replace(file)
    except (OSError, sqlite3.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise StoreError(f"the backup cannot be written ({error})", where=str(file), todo="check the path, its rights and space") from error
    return file.stat().st_size


def restore(settings: Settings, file: Path) -> None:
    """Make a store of a backup, where there is none.

    Raises:
        StoreError: if there is a store already, or the file is no backup.
    """
    _check_local(settings)
    if (settings.data / _INDEX).exists():
        raise StoreError("there is a store here already", where=str(settings.data), todo="restore into another folder, with --data")
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=settings.data) as folder, tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
            found = [name for name in _PARTS if (Path(folder) / name).exists()]
            if _INDEX not in found:
                raise StoreError("this is no backup of a store", where=str(file), todo="name a file that `ratsgraph backup` wrote")
            for name in reversed(found):  # the index last: where it is, the store is whole
                (Path(folder) / name).replace(settings.data / name)
    except (OSError, tarfile.TarError) as error:
        raise StoreError(f"the backup cannot be read ({error})", where=str(file), todo="check the path and the file") from error


def _finished(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Blobs, but those that are being written."""
    return None if member.name.endswith(".part") else member


def _check_local(settings: Settings) -> None:
    if settings.index_url or settings.blobs_url:
        todo = "back up the database and the bucket with their own tools (pg_dump, the object storage's versions)"
        raise StoreError(
            "the store does not lie in the data folder",
            where="RATSGRAPH_INDEX_URL" if settings.index_url else "RATSGRAPH_BLOBS_URL",
            todo=todo,
        )

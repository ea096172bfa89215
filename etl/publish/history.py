"""The releases of a source: how each is called, which came before, and where all of them are kept.

`output/<source>/` is the current release; `output/.releases/<source>/<version>/` keeps every release as it was, the current one among them.
Files are never written in place, so releases share the bytes of equal files through hard links.
"""

import filecmp
import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from etl.publish.files import OWN, PACKAGE, is_complete, read_json

_DATE_LENGTH = len("2024-05-02")


@dataclass(frozen=True, slots=True)
class Version:
    """name: the date of the newest data and a number, "2024-05-02.1"; modified: the time of that data, ISO 8601."""

    name: str
    modified: str

    def as_json(self) -> dict[str, str]:
        """Both, by their names."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Past:
    """A release that another one follows. history: all releases up to this one, in their order; descriptor: its data package."""

    folder: Path
    history: tuple[Version, ...]
    descriptor: dict[str, Any]


def archive_of(target: Path) -> Path:
    """Where the releases of the source that is published in a folder are kept."""
    return target.parent / ".releases" / target.name


def find_past(target: Path) -> Past | None:
    """The published release, or, if that one is damaged, the newest that is kept; None if there is none."""
    kept = sorted(archive_of(target).glob("[!.]*"), key=lambda path: _order(path.name), reverse=True)
    return next((past for folder in (target, *kept) if (past := _past(folder))), None)


def kept_versions(target: Path) -> list[str]:
    """Names of the releases that are kept."""
    return [path.name for path in archive_of(target).glob("[!.]*")]


def next_version(past: Past | None, modified: str, taken: Collection[str]) -> Version:
    """What the next release is called; names go up, also if the data go back in time.

    taken: names that are not given again.
    """
    newest = past.history[-1].name if past else ""
    day = max(modified[:_DATE_LENGTH], newest[:_DATE_LENGTH])
    numbers = [_order(name)[1] for name in (*taken, newest) if name.startswith(f"{day}.")]
    return Version(f"{day}.{max(numbers, default=0) + 1}", modified)


def keep(target: Path) -> None:
    """Keep the published release, if it is not kept yet; a process that is killed here leaves it to the next one."""
    past = _past(target)
    if past is None or (kept := archive_of(target) / past.history[-1].name).exists():
        return
    unfinished = kept.with_name(f".{kept.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    link_all(target, unfinished)
    unfinished.rename(kept)


def prune(target: Path, most: int, is_forbidden: Callable[[dict[str, Any]], bool]) -> None:
    """Remove the oldest releases beyond a number, and all that are forbidden by their descriptors; never the published one."""
    current = _past(target)
    archive = archive_of(target)
    for leftover in archive.glob(".*.old"):
        shutil.rmtree(leftover)
    kept = sorted(archive.glob("[!.]*"), key=lambda path: _order(path.name), reverse=True)
    for number, folder in enumerate(kept, start=1):
        past = _past(folder)
        is_current = current is not None and folder.name == current.history[-1].name
        if not is_current and (number > most or past is None or is_forbidden(past.descriptor)):
            unwanted = folder.rename(folder.with_name(f".{folder.name}.old"))  # in one step, so that nobody sees a half
            shutil.rmtree(unwanted)


def link_all(old: Path, new: Path) -> None:
    """Make a folder the same as another one."""
    shutil.copytree(old, new, copy_function=_link, dirs_exist_ok=True)


def share(new: Path, old: Path) -> None:
    """Make the files of a new release that equal those of an old one links to them."""
    for path in sorted(new.rglob("*")):
        other = old / path.relative_to(new)
        if path.is_file() and other.is_file() and filecmp.cmp(path, other, shallow=False):
            path.unlink()
            _link(other, path)


def carry(past: Past, new: Path, path: str) -> None:
    """Take over the files that every release hands on to the next. path: of one such file, with `{version}` in its name.

    They are links to the files of the old release, so they must not be written again.
    """
    for version in past.history:
        file = path.format(version=version.name)
        (new / file).parent.mkdir(exist_ok=True)
        _link(past.folder / file, new / file)


def _past(folder: Path) -> Past | None:
    try:
        descriptor = read_json(folder / PACKAGE)
        history = tuple(Version(**entry) for entry in descriptor[OWN]["history"])
        return Past(folder, history, descriptor) if is_complete(descriptor, folder) else None
    except (OSError, ValueError, KeyError):
        return None


def _order(name: str) -> tuple[str, int]:
    day, _, number = name.partition(".")
    return day, int(number or 0)


def _link(source: str | Path, target: str | Path) -> None:
    """A hard link, or a copy where the file system has none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)

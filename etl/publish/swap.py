"""Putting a finished folder in the place of the published one, so that readers see the old release or the new one."""

import ctypes
import os
import shutil
from pathlib import Path

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux's renameat2(2): swap two names in one step
_HERE = -100  # AT_FDCWD: paths are relative to the working directory


def new_folder(target: Path) -> Path:
    """An empty folder beside the target to write the next release into; what a killed run left behind is cleaned up first."""
    new, old = _beside(target, "new"), _beside(target, "old")
    if old.exists() and not target.exists():  # killed between the two renames of a system that cannot exchange names
        old.rename(target)
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    new.mkdir(parents=True)
    return new


def put_in_place(new: Path, target: Path) -> None:
    """Make the new folder the target and remove the one that was there."""
    old = _beside(target, "old")
    if not target.exists():
        new.rename(target)
    elif _exchange(new, target):
        shutil.rmtree(new)
    else:
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old)


def _beside(target: Path, state: str) -> Path:
    return target.parent / f".{target.name}.{state}"


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step; False where the system or its file system has no such step."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(_HERE, os.fsencode(one.absolute()), _HERE, os.fsencode(other.absolute()), _EXCHANGE) == 0)

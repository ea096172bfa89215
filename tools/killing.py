"""Processes that are killed with all that they started, at a moment of the caller's choice."""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path


def start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """A process with a process group of its own, that says nothing."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def kill_after(delay: float, command: Sequence[str]) -> bool:
    """Start a command and kill its whole process group (SIGKILL) after so many seconds; gives whether it had ended before."""
    process = start(command)
    time.sleep(delay)
    ended = process.poll() is not None
    os.killpg(process.pid, signal.SIGKILL) if not ended else None
    process.wait()
    return ended


def timed(command: Sequence[str]) -> float:
    """Run a command to its end; gives the seconds that it took.

    Raises:
        subprocess.CalledProcessError: if it fails.
    """
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder, by its path there; empty if there is no folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

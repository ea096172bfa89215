"""What a command costs with all that it starts: wall and processor seconds, and the memory of all its processes together. Linux only."""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_LOOKS_EVERY_S = 0.1
_TICKS = os.sysconf("SC_CLK_TCK")
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Cost:
    """What a command costs: wall seconds, processor seconds of all its processes, and their peak memory together in MB."""

    seconds: float
    cpu: float
    peak_mb: int


def cost(arguments: Sequence[str], output: IO[bytes] | int = subprocess.DEVNULL) -> Cost:
    """Run a command, and watch what it and all that it starts cost. output: where it writes what it has to say.

    Raises:
        subprocess.CalledProcessError: if it fails.
    """
    began, peak, cpu = time.perf_counter(), 0, dict[int, float]()
    with subprocess.Popen(arguments, stdout=output, stderr=output, start_new_session=True) as process:
        while process.poll() is None:
            memory = 0
            for path, ticks in _session(process.pid):
                cpu[int(path.name)] = max(cpu.get(int(path.name), 0.0), ticks / _TICKS)
                memory += _memory_kb(path)
            peak = max(peak, memory)
            time.sleep(_LOOKS_EVERY_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Cost(round(time.perf_counter() - began, 2), round(sum(cpu.values()), 2), peak >> 10)


def _session(leader: int) -> list[tuple[Path, int]]:
    """Every process of a session: its folder in /proc and its processor ticks."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[3]) == leader:
            found.append((path, int(fields[11]) + int(fields[12])))
    return found


def _memory_kb(process: Path) -> int:
    """What a process holds; of what it shares with others, its share, so that the sum over all is right."""
    try:
        match = _PSS.search((process / "smaps_rollup").read_text(encoding="utf-8"))
    except OSError:
        return 0
    return int(match[1]) if match else 0

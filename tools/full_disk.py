"""Run out of disk at many moments, and write where nobody may, and look what is said and what is left. Needs ../shared, root, and tmpfs.

    python -m tools.full_disk [--stages harvest,build,publish] [--papers 60]

A release, then changed papers, then harvest, build and publish (or `--stages run`) on a disk with so and so many KiB left, or on one that
is mounted read-only. What fails must say so in one line and leave the release as it was, byte for byte; once there is space again, the same
commands must end where they end on a disk that was never full. Exits with 1 if anything is otherwise.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.killing import digests
from tools.ratsgraph_at import command
from tools.replay import control, recorded, replay, written

SOURCE = "faults"
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)
SPARE = 256 << 20  # bytes on the disk besides what lies there already
PROGRESS = re.compile(r"[\w :.-]+: \d+( of \d+)?$")  # what the command line says while it works
LEFT_KIB = (0, 64, 256, 512, 1024, 2048, 4096, 6144, 8192)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stages", default="harvest,build,publish")
    parser.add_argument("--papers", default="60")
    arguments = parser.parse_args()
    stages = arguments.stages.split(",")
    with replay("--from", "2022", "--types", "Anfrage", "--papers", arguments.papers) as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, before, truth = folder / "source.yml", folder / "before", folder / "truth"
        written(recorded(SOURCE, url), source)
        said(stages, FIRST, source, before)
        control(url, {"touch": 10, "now": FIRST.isoformat()})
        shutil.copytree(before, truth)
        said(stages, SECOND, source, truth)
        good = [trial(stages, source, before, truth, left) for left in (*LEFT_KIB, None)]
    print(f"{good.count(False)} of {len(good)} not as they should be")
    sys.exit(not all(good))


def trial(stages: Sequence[str], source: Path, before: Path, truth: Path, left: int | None) -> bool:
    """Run with so many KiB left, or None = on a disk that is read-only; gives whether all was as it should be."""
    with disk(before) as place:
        if left is None:
            mount("-o", "remount,ro", str(place))
        else:
            fill(place, left << 10)
        failed, line = said(stages, SECOND, source, place)
        seen, old, new = (digests(one / "out" / SOURCE) for one in (place, before, truth))
        visible = "the old release" if seen == old else "the new release" if seen == new else "A HALF"
        if left is None:
            mount("-o", "remount,rw", str(place))
        (place / "filler").unlink(missing_ok=True)
        again, _ = said(stages, SECOND, source, place)
        same = not again and digests(place / "out" / SOURCE) == new
    where = "read-only" if left is None else f"{left} KiB left"
    print(
        f"{where:14} {failed or 'nothing'} failed: {line or '-'}; visible: {visible}; then {'the same' if same else 'NOT the same'}",
        flush=True,
    )
    is_clear = not failed or (line.startswith("ratsgraph: ") and "\n" not in line)
    return is_clear and same and visible == ("the old release" if failed else "the new release")


def said(stages: Sequence[str], at: datetime, source: Path, place: Path) -> tuple[str, str]:
    """Run stages until one fails: its name and what it said besides progress, both "" if none does."""
    for stage in stages:
        process = subprocess.run(command(at, stage, source, place), capture_output=True, text=True, check=False)
        if process.returncode:
            return stage, "\n".join(line for line in process.stderr.splitlines() if not PROGRESS.match(line))
    return "", ""


@contextmanager
def disk(before: Path) -> Iterator[Path]:
    """A disk of its own with a copy of a folder, as long as the context lasts."""
    size = sum(path.stat().st_size for path in before.rglob("*") if path.is_file())
    place = Path(tempfile.mkdtemp())
    mount("-t", "tmpfs", "-o", f"size={size * 2 + SPARE}", "ratsgraph-trial", str(place))
    try:
        shutil.copytree(before, place, dirs_exist_ok=True)
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)  # noqa: S607
        place.rmdir()


def fill(place: Path, left: int) -> None:
    """Write a file that leaves so many bytes."""
    free = os.statvfs(place)
    with (place / "filler").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - left)


def mount(*arguments: str) -> None:
    """Mount, as root."""
    subprocess.run(["mount", *arguments], check=True)  # noqa: S607


if __name__ == "__main__":
    main()

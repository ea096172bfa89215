"""Kill publishing at random moments, and look whether what readers see is whole each time.

    kill_publish.py SOURCE ROWS [--kills N] [--seed S]

SOURCE is a known council or a source file, ROWS a folder of its checked rows (data/rows/<source>). Everything is written to a temporary
folder. Each attempt publishes other rows than the ones that are published, and is killed (SIGKILL) after a random share of the time that
publishing takes. Afterwards the visible release and the newest kept ones must be valid. Exit code 1 if one is not.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from etl.publish.files import OWN, PACKAGE, read_json
from etl.publish.history import archive_of
from etl.publish.publisher import publish
from etl.publish.release import ReleaseInfo
from etl.publish.validate import validate
from etl.settings import Settings
from etl.sources import Source, load_source

RELEASE = ReleaseInfo(modified="2024-01-01T00:00:00+00:00", software_version="0", data_version="0.1.0")


def main() -> None:
    """Run the test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("rows", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)  # given to the processes that are killed
    arguments = parser.parse_args()
    if arguments.output:
        publish(arguments.rows, load_source(arguments.source), Settings(output=arguments.output), RELEASE, accept="a test")
    else:
        with tempfile.TemporaryDirectory() as folder:
            sys.exit(kill_often(arguments.source, arguments.rows, Path(folder), arguments.kills, arguments.seed))


def kill_often(name: str, rows: Path, folder: Path, kills: int, seed: int) -> int:
    """Publish, be killed and look, many times; return the number of attempts after which something was broken."""
    source, output = load_source(name), folder / "output"
    variants = (rows, other_rows(rows, folder / "rows"))
    duration = min(timed(name, variant, output) for variant in variants)
    print(f"publishing takes {duration:.1f} s")
    moments = random.Random(seed)  # noqa: S311 — moments, not secrets
    broken, turn = 0, 0
    for attempt in range(1, kills + 1):
        before, delay = visible(source, output), moments.uniform(0, duration)
        ended = kill_after(delay, name, variants[turn], output)
        after, problems = visible(source, output), [problem for release in releases(source, output) for problem in validate(release)]
        moment = f"{'done before' if ended else 'killed after'} {delay:5.2f} s"
        print(f"{attempt:3}: {moment}, {before} → {after}, {len(problems)} problems {'; '.join(map(str, problems[:3]))}", flush=True)
        broken += bool(problems)
        turn = 1 - turn if after != before else turn  # the next attempt must have something to do
    timed(name, variants[turn], output)
    leftovers = sorted(path.name for path in output.glob(f".{source.id}.*"))
    print(f"{broken} of {kills} broken; left behind after a whole run: {', '.join(leftovers) or 'nothing'}")
    return broken + len(leftovers)


def other_rows(rows: Path, folder: Path) -> Path:
    """The same rows with another name of the body, so that a release of them is another one."""
    shutil.copytree(rows, folder)
    for path in sorted((folder / "bodies").iterdir()):
        path.write_text(path.read_text(encoding="utf-8").replace("Stadt", "Die Stadt", 1), encoding="utf-8")
    return folder


def timed(name: str, rows: Path, output: Path) -> float:
    """Publish in a process of its own; return the seconds it took."""
    began = time.perf_counter()
    if start(name, rows, output).wait():
        sys.exit("publishing failed")
    return time.perf_counter() - began


def kill_after(delay: float, name: str, rows: Path, output: Path) -> bool:
    """Publish in a process of its own, and kill it; return whether it had ended before."""
    process = start(name, rows, output)
    time.sleep(delay)
    process.kill()
    return process.wait() == 0


def start(name: str, rows: Path, output: Path) -> "subprocess.Popen[bytes]":
    """A process that publishes rows."""
    return subprocess.Popen([sys.executable, __file__, name, str(rows), "--output", str(output)])


def releases(source: Source, output: Path) -> list[Path]:
    """The visible release and the two newest that are kept."""
    return [output / source.id, *sorted(archive_of(output / source.id).glob("[!.]*"))[-2:]]


def visible(source: Source, output: Path) -> str:
    """The name of the release that readers see."""
    return str(read_json(output / source.id / PACKAGE)[OWN]["release"])


if __name__ == "__main__":
    main()

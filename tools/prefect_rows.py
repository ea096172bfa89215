"""Count what Prefect's database keeps of a run of few documents, and of many. Needs ../shared.

    python -m tools.prefect_rows [--papers 10 1000]

Prints the rows of each table that has any; exits with 1 if the second run left more rows than the first.
"""

import argparse
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tools.replay import recorded, replay, written


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", nargs=2, default=["10", "1000"])
    arguments = parser.parse_args()
    few, many = (rows(papers) for papers in arguments.papers)
    for table in sorted(few | many):
        print(f"{table:32} {few.get(table, 0):6} {many.get(table, 0):6}")
    print(f"{'all':32} {sum(few.values()):6} {sum(many.values()):6}")
    sys.exit(sum(many.values()) > sum(few.values()))


def rows(papers: str) -> dict[str, int]:
    """The rows of each table of Prefect's database after one run of so many papers."""
    with replay("--papers", papers) as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(recorded("bench", url, files="none"), folder / "bench.yml")
        command = [sys.executable, "-m", "etl", "run", str(folder / "bench.yml"), "--data", str(folder / "data")]
        subprocess.run([*command, "--output", str(folder / "out")], check=True, capture_output=True)
        with closing(sqlite3.connect(folder / "data" / "prefect" / "prefect.db")) as database:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            counts = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 — its own names
    return {name: count for name, count in counts.items() if count}


if __name__ == "__main__":
    main()

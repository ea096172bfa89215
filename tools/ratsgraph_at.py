"""`ratsgraph` at a time of the caller's choice: `python -m tools.ratsgraph_at 2026-11-01T02:00:00+00:00 run …`.

For comparing releases byte by byte: they tell the time of their newest data.
"""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from etl.cli import app, stages


def command(at: datetime, stage: str, source: Path, place: Path) -> Sequence[str]:
    """A stage of a source, or `run`, at a time; `data` and `out` of a folder are its working store and what it publishes."""
    output = ("--output", str(place / "out")) if stage in ("run", "publish") else ()
    return [sys.executable, "-m", "tools.ratsgraph_at", at.isoformat(), stage, str(source), "--data", str(place / "data"), *output]


if __name__ == "__main__":
    moment = datetime.fromisoformat(sys.argv.pop(1))
    stages.utc_now = lambda: moment
    app.main()

"""What Prefect shows of a run: its counts in a table, where the release lies, and how the last runs went as a plot."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from prefect.artifacts import create_image_artifact, create_link_artifact, create_table_artifact

from etl.settings import Settings
from etl.sources import Source
from etl.store import open_store
from etl.store.status import GOOD_ENDS

_RUNS = 30
_BAR, _HEIGHT = 12, 80  # pixels


def leave_artifacts(source: Source, settings: Settings) -> None:
    """Leave the artifacts of a source's last run: three, however many documents it has."""
    runs = list(islice(open_store(settings).runs(source.id), 3 * _RUNS))
    create_table_artifact(table(runs), f"{source.id}-counts", f"{source.name}: what the last run of each stage counted")
    plotted = f"data:image/svg+xml;base64,{base64.b64encode(plot(runs).encode()).decode()}"
    create_image_artifact(plotted, f"{source.id}-runs", f"{source.name}: seconds of the last runs, oldest first, failed ones in red")
    folder = settings.output.absolute() / source.id
    if folder.is_dir():
        place = f"{settings.server_url}dataset/{source.id}" if settings.server_url else folder.as_uri()
        create_link_artifact(place, source.name, f"{source.id}-release", f"{source.name}: what is published")


def table(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The counts of the last run of each stage, one a line; runs: newest first."""
    newest = {run["stage"]: run for run in reversed(runs)}
    return [
        {"stage": stage, "outcome": run["outcome"], "count": name, "value": value}
        for stage, run in sorted(newest.items())
        for name, value in flat(run["stats"])
    ]


def flat(stats: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested counts with their path as a name.

    >>> list(flat({"requests": 7, "lists": {"papers": {"seen": 3}}}))
    [('requests', 7), ('lists papers seen', 3)]
    """
    for name, value in stats.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", len(value) if isinstance(value, list) else value


def plot(runs: Sequence[Mapping[str, Any]]) -> str:
    """An SVG with a bar for each run, as high as it took long; runs: newest first."""
    ended = [run for run in reversed(runs) if run["finished_at"]]
    seconds = [(datetime.fromisoformat(run["finished_at"]) - datetime.fromisoformat(run["started_at"])).total_seconds() for run in ended]
    longest = max(seconds, default=0) or 1
    bars = "".join(
        f'<rect x="{_BAR * at}" y="{_HEIGHT - high:.0f}" width="{_BAR - 2}" height="{high:.0f}" fill="{_colour(run)}">'
        f"<title>{run['stage']} {run['started_at']}: {took:.0f} s</title></rect>"
        for at, (run, took) in enumerate(zip(ended, seconds, strict=True))
        for high in (max(2.0, _HEIGHT * took / longest),)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{_BAR * len(ended)}" height="{_HEIGHT}">{bars}</svg>'


def _colour(run: Mapping[str, Any]) -> str:
    return "#2a6f97" if run["outcome"] in GOOD_ENDS else "#b02a30"

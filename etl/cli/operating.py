"""Commands for operators: backup, restore, prune."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import out
from etl.cli.options import Data, settings_of

File = Annotated[Path, typer.Argument(help="The backup, a tar file.", show_default=False)]


def backup(file: File, data: Data = None) -> None:
    """Write the working store to one file, also while a run goes on."""
    from etl.store.backup import back_up

    settings = settings_of(data, None)
    size = back_up(settings, file)
    out.print(f"{settings.data}: backed up in {file}, {size / 1e6:.1f} MB", markup=False)


def restore(file: File, data: Data = None) -> None:
    """Make a working store of a backup; then `ratsgraph run` goes on from there."""
    from etl.store.backup import restore as restore_store

    settings = settings_of(data, None)
    restore_store(settings, file)
    out.print(f"{settings.data}: restored from {file}", markup=False)


def prune(
    keep_days: Annotated[int, typer.Option("--keep-days", min=1, help="How long old versions and records of runs are kept.")] = 365,
    data: Data = None,
) -> None:
    """Remove from the working store what is old and not needed: former versions of objects, files that nothing names any more."""
    from etl.store import open_store
    from etl.store.retention import forget

    settings = settings_of(data, None)
    gone = forget(open_store(settings), now=datetime.now(UTC), keep=timedelta(days=keep_days))
    out.print(
        f"{settings.data}: {gone.versions} versions, {gone.runs} records of runs and {gone.blobs} files ({gone.size / 1e6:.1f} MB) removed",
        markup=False,
    )

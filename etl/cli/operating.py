"""Commands for operators: backup and restore."""

from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import out
from etl.cli.options import Data, settings_of
from etl.store.backup import back_up
from etl.store.backup import restore as restore_store

File = Annotated[Path, typer.Argument(help="The backup, a tar file.", show_default=False)]


def backup(file: File, data: Data = None) -> None:
    """Write the working store to one file, also while a run goes on."""
    settings = settings_of(data, None)
    size = back_up(settings, file)
    out.print(f"{settings.data}: backed up in {file}, {size / 1e6:.1f} MB", markup=False)


def restore(file: File, data: Data = None) -> None:
    """Make a working store of a backup; then `ratsgraph run` goes on from there."""
    settings = settings_of(data, None)
    restore_store(settings, file)
    out.print(f"{settings.data}: restored from {file}", markup=False)

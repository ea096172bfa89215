"""`ratsgraph`: the commands, and how errors end."""

import logging
import sys
import traceback
from typing import Annotated

import typer

from etl import __version__
from etl.cli import operating, probing, reading, scheduling, serving, stages
from etl.cli.console import err, out
from etl.errors import RatsgraphError

_INTERRUPTED = 130

app = typer.Typer(
    name="ratsgraph",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From council information systems to open data.",
)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"ratsgraph {__version__}")
        raise typer.Exit


@app.callback()
def options(
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more; show the traceback of an error.")] = False,
    _version_wanted: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Harvest council information systems; publish inquiries, answers and commitments as linked data and CSV."""
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


app.command()(stages.demo)
app.command()(reading.sources)
app.command()(stages.run)
app.command()(stages.harvest)
app.command()(stages.build)
app.command()(stages.publish)
app.command()(scheduling.schedule)
app.command()(reading.validate)
app.command()(reading.query)
app.command()(serving.serve)
app.command()(reading.status)
app.command()(probing.probe)
app.command()(operating.backup)
app.command()(operating.restore)
app.command()(operating.prune)


def main() -> None:
    """Run a command; an error of ratsgraph is one line and an exit code."""
    try:
        app()
    except RatsgraphError as error:
        if "--verbose" in sys.argv:
            traceback.print_exc()
        err.print(f"ratsgraph: {error}", markup=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        err.print("ratsgraph: interrupted; what was done is kept, run again to go on")
        sys.exit(_INTERRUPTED)

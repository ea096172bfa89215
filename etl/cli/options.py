"""Options that commands share."""

from pathlib import Path
from typing import Annotated

import typer

from etl.settings import Settings, from_environment

Data = Annotated[Path | None, typer.Option("--data", help="The working store [env: RATSGRAPH_DATA; default: data/].", show_default=False)]
Output = Annotated[
    Path | None, typer.Option("--output", help="The published folders [env: RATSGRAPH_OUTPUT; default: output/].", show_default=False)
]
Accept = Annotated[str, typer.Option("--accept", help="Why to publish though counts collapsed; kept on record.", show_default=False)]
Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE…", help="Ids of known councils, or paths of source files.", show_default=False)
]


def settings_of(data: Path | None, output: Path | None) -> Settings:
    """The settings of this process.

    Raises:
        UsageError: for a value that cannot be understood.
    """
    return from_environment(data=data, output=output)

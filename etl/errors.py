"""Every error that ratsgraph raises on purpose, each with the exit code it ends a command with.

An error is one line for a person: what happened, where, and what to do. The layers below raise these;
only the command line catches them, prints the line and leaves with `exit_code`.
"""

from typing import Any


class RatsgraphError(Exception):
    """Something a person must know about.

    what: what happened; where: the file, URL or field; todo: the next step for the operator.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what, where, todo)
        self.what, self.where, self.todo = what, where, todo

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error pass between processes whole."""
        return _again, (type(self), self.what, self.where, self.todo)

    def __str__(self) -> str:
        line = self.what + (f" [{self.where}]" if self.where else "")
        return " ".join((f"{line}: {self.todo}" if self.todo else line).split())


def _again(kind: type[RatsgraphError], what: str, where: str, todo: str) -> RatsgraphError:
    return kind(what, where=where, todo=todo)


class UsageError(RatsgraphError):
    """The command, an option or a setting cannot be understood. Raised by the command line and by settings."""

    exit_code = 2


class SourceFileError(UsageError):
    """A source file is missing, is no YAML, or has a key or value that is not known. Raised by `etl.sources`."""


class SourceUnreachableError(RatsgraphError):
    """The council's server does not answer, or answers what is no OParl. Raised by `etl.harvest`."""

    exit_code = 3


class StoreError(RatsgraphError):
    """The working store cannot be opened or holds what this version cannot read. Raised by `etl.store`."""


class BusyError(RatsgraphError):
    """Another run of the same source goes on. Raised by `etl.store`."""


class DecodeError(RatsgraphError):
    """Bytes cannot be turned into a record or a text. Raised by `etl.decode`; ends in quarantine, not in a stop."""


class GateError(RatsgraphError):
    """A check before publication failed; what is published stays as it was. Raised by `etl.publish`."""


class QueryError(RatsgraphError):
    """A SPARQL query cannot be parsed or evaluated. Raised by `etl.serve`."""

    exit_code = 2

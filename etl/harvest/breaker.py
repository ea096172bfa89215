"""When a harvest stops asking: the server is down, or it has shut us out."""

from dataclasses import dataclass

from etl.errors import SourceUnreachableError
from etl.harvest.failures import PassingError

_AFTER = 5  # requests in a row that failed for good without an answer: the server is down, not the object
_AFTER_ANSWERED = 50  # … with an answer that says nothing of others (HTTP 500, HTML, broken JSON)
_ABOUT_THE_OBJECT = frozenset((200, 500))
_FORBIDDEN = frozenset((403, 429))
_LOOK_AFTER = 10  # refusals in a row, whether the server still answers what it answers to everybody


@dataclass(slots=True)
class Breaker:
    """Counts what went wrong in a row."""

    failed: int = 0
    refused: int = 0

    def succeeded(self) -> None:
        """Note an answer that was of use."""
        self.failed = self.refused = 0

    def refuses(self, status: int) -> bool:
        """Note an answer that is an error for good; gives whether it is time to look if the server has shut us out."""
        self.failed = 0
        self.refused = self.refused + 1 if status in _FORBIDDEN else 0
        return self.refused >= _LOOK_AFTER

    def looked(self, status: int, url: str) -> None:
        """Note what the server answered at a URL that answers everybody.

        Raises:
            SourceUnreachableError: if it refused that too.
        """
        self.refused = 0
        if status in _FORBIDDEN:
            what = f"the server refuses everything (HTTP {status}): it seems to have shut us out"
            todo = "wait a day, lower requests_per_second in the source file, and write to the server's operator"
            raise SourceUnreachableError(what, where=url, todo=todo)

    def gave_up(self, error: PassingError, url: str) -> None:
        """Note a request that failed however often it was tried.

        Raises:
            SourceUnreachableError: if that are too many in a row.
        """
        self.failed += 1
        if self.failed >= (_AFTER_ANSWERED if error.status in _ABOUT_THE_OBJECT else _AFTER):
            what = f"{self.failed} requests in a row failed, the last with {error.reason}"
            raise SourceUnreachableError(what, where=url, todo="what was fetched is kept; run again when the server answers")

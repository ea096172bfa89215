"""How a request fails: for good, or in a way that may pass."""

GONE = frozenset((404, 410))  # HTTP statuses of what is not there


class FetchError(Exception):
    """One URL cannot be had, after patience. Raised by the client; callers note it and go on.

    status is the HTTP status, 0 without an answer.
    """

    def __init__(self, reason: str, *, url: str, status: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.url, self.status = reason, url, status


class PassingError(Exception):
    """A failure that may pass: worth another try, after `pause` seconds if the server names them. Seen by the client only."""

    def __init__(self, reason: str, *, status: int = 0, pause: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.status, self.pause = reason, status, pause


def short(error: Exception) -> str:
    """The kind of a network error; its text names memory addresses and pools, which help nobody."""
    cause = error.args[0] if error.args else error
    reason = getattr(cause, "reason", None) or cause
    return type(reason).__name__ if isinstance(reason, Exception) else type(error).__name__

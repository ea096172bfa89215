"""What requests carry, and answers that are alike everywhere."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from etl.errors import RatsgraphError
from etl.serve.web.serving import Live, Serving

IMMUTABLE = "public, max-age=31536000, immutable"
_MAX_PARAMETERS = 200


class RequestError(RatsgraphError):
    """A request that cannot be understood or is not allowed. status: of the answer."""

    def __init__(self, what: str, status: int = 400, *, where: str = "", todo: str = "") -> None:
        super().__init__(what, where=where, todo=todo)
        self.status = status


def serving(request: Request) -> Serving:
    """What the server serves."""
    found: Serving = request.app.state.serving
    return found


def live(request: Request) -> Live:
    """The snapshot that this request reads, from its first line to its last."""
    found: Live = request.state.live
    return found


def public_url(request: Request) -> str:
    """Where readers reach this server, without a slash at its end."""
    return str(request.app.state.public_url or request.base_url).rstrip("/")


def parameters(encoded: bytes) -> list[tuple[str, str]]:
    """The parameters of a URL or a form.

    Raises:
        RequestError: if they are not UTF-8, or too many.
    """
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except ValueError as error:  # also a UnicodeDecodeError
        raise RequestError("the parameters cannot be read", todo="encode them as UTF-8, percent-encoded") from error


def plain(text: str, status: int, headers: Mapping[str, str] | None = None) -> PlainTextResponse:
    """A line of text, such as an error."""
    return PlainTextResponse(text.strip() + "\n", status, headers)

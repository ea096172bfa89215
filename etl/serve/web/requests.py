"""What requests carry, and answers that are alike everywhere."""

import hashlib
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from etl.errors import RatsgraphError
from etl.serve.web.serving import Live, Serving

REVALIDATE = "public, max-age=60"
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


def with_etag(request: Request, response: Response, *content: str) -> Response:
    """The answer with an ETag made from the snapshot and what else it depends on; 304 if the reader has it already."""
    parts = "\n".join((live(request).snapshot.key, str(request.url), *content))
    etag = f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:20]}"'
    response.headers["ETag"] = etag
    response.headers.setdefault("Cache-Control", REVALIDATE)
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if known & {etag, etag[2:], "*"}:
        kept = {
            name: value for name, value in response.headers.items() if name in {"etag", "cache-control", "vary", "content-location", "link"}
        }
        return Response(status_code=304, headers=kept)
    return response

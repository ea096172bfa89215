"""Things by their IRI: 303 from the thing to what tells of it, in the form that the reader likes (https://www.w3.org/TR/cooluris/)."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from etl.serve.formats import GRAPHS
from etl.serve.things import describe, is_gone, is_known
from etl.serve.web.negotiation import HTML, best, by_accept
from etl.serve.web.rendering import home, problem
from etl.serve.web.requests import live
from etl.serve.web.sparql import graph_response

Page = Callable[[Request, str], Response]
"""Makes the page of a thing from a request and the path of the thing's IRI."""


def thing_routes(page: Page) -> list[Route]:
    """The routes of things, given what makes their pages."""

    def document(request: Request) -> Response:
        """What is said of a thing, in the format of the suffix; without one, in the one that is liked best."""
        path, suffix = _split(request.path_params["path"])
        suffix = suffix or liked(request)
        if missing := _missing(request, path):
            return missing
        response = (
            page(request, path) if suffix == "html" else graph_response(request, describe(live(request).snapshot, path), GRAPHS[suffix])
        )
        response.headers["Content-Location"] = f"/data/{path}.{suffix}"
        response.headers["Link"] = ", ".join(
            f'</data/{path}.{form.suffix}>; rel="alternate"; type="{form.media_type}"' for form in GRAPHS.values()
        )
        return response

    return [
        Route("/data/{path:path}", document),
        Route("/id/{path:path}", see_document),
        Route("/code/{path:path}", see_document),
    ]


def see_document(request: Request) -> Response:
    """Send the reader from a thing to what tells of it."""
    path, suffix = _split(request.url.path.strip("/"))
    if missing := _missing(request, path):
        return missing
    suffix = suffix or liked(request)
    return RedirectResponse(
        f"{home(request) if suffix == 'html' else ''}/data/{path}.{suffix}",
        303,
        headers={"Vary": "Accept", "Cache-Control": "public, max-age=60"},
    )


def liked(request: Request) -> str:
    """The suffix of what a reader likes best: a page for browsers, Turtle for who likes anything."""
    accept = request.headers.get("accept", "")
    forms = [form.media_type for form in GRAPHS.values()]
    if best(accept, [*forms, HTML]) == HTML:
        return "html"
    return (by_accept(accept, GRAPHS) or GRAPHS["ttl"]).suffix


def _split(path: str) -> tuple[str, str]:
    """A path and the known suffix at its end, if it has one."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and (suffix in GRAPHS or suffix == "html") else (path, "")


def _missing(request: Request, path: str) -> Response | None:
    """Why there is nothing to tell: it is gone, or never was."""
    snapshot = live(request).snapshot
    if is_known(snapshot, path):
        return None
    if is_gone(snapshot, path):
        return problem(
            request, "this thing was published once; its source has withdrawn it, or a later release removed it", 410, {"Vary": "Accept"}
        )
    return problem(request, "nothing is published under this name", 404, {"Vary": "Accept"})

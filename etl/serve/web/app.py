"""The server, put together from its parts."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from etl import __version__
from etl.serve.web import api, downloads, information, operations, pages, sparql
from etl.serve.web.guards import Compress, Guard, Metrics
from etl.serve.web.keeping import Keep
from etl.serve.web.rendering import problem
from etl.serve.web.requests import RequestError
from etl.serve.web.serving import Serving
from etl.serve.web.things import thing_routes
from etl.settings import DEFAULT_CONTACT

_LOOK_EVERY_S = 5.0
_DAY_S = 86400
_CODE = Path(__file__).parents[1]
_STATIC = _CODE / "static"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the server.

    public_url: where readers reach it, if that is not the address that they ask; contact: address or URL; imprint: lines of the page that
    says who is responsible.
    """

    public_url: str = ""
    contact: str = DEFAULT_CONTACT
    imprint: str = ""


def create_app(serving: Serving, operator: Operator) -> FastAPI:
    """The server over what is served."""
    metrics = Metrics()
    middleware = [
        Middleware(Guard, serving=serving, metrics=metrics),
        Middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
            allow_headers=["*"],
            expose_headers=["ETag", "Link", "Location", "Retry-After", "Content-Location", "Content-Range"],
            max_age=_DAY_S,
        ),
        Middleware(Keep, made_by=_made_by(operator)),
        Middleware(Compress, minimum_size=1000, compresslevel=5),
    ]
    app = FastAPI(
        title="ratsgraph",
        version=__version__,
        middleware=middleware,
        lifespan=_watching,
        description=api.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.serving, app.state.metrics = serving, metrics
    app.state.public_url, app.state.contact, app.state.imprint = operator.public_url, operator.contact, operator.imprint
    app.include_router(api.router)
    routes = [*pages.routes, *information.routes, *sparql.routes, *thing_routes(pages.thing), *downloads.routes, *operations.routes]
    app.router.routes.extend(routes)
    app.mount("/static", StaticFiles(directory=_STATIC))
    app.add_exception_handler(RequestError, _refused)
    app.add_exception_handler(HTTPException, _http_error)
    return app


@asynccontextmanager
async def _watching(app: FastAPI) -> AsyncIterator[None]:
    serving: Serving = app.state.serving
    watching = asyncio.create_task(serving.watch(_LOOK_EVERY_S))
    yield
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    serving.close()


def _made_by(operator: Operator) -> str:
    """A name that changes with the code, the templates and the operator: what answers depend on beside what is published."""
    files = sorted(path for pattern in ("*.py", "templates/*", "web/*.py") for path in _CODE.glob(pattern))
    return hashlib.sha256(b"\0".join([repr(operator).encode(), *(path.read_bytes() for path in files)])).hexdigest()


def _refused(request: Request, error: Exception) -> Response:
    return problem(request, str(error), error.status if isinstance(error, RequestError) else 400)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # what the handler is registered for
    if request.url.path.startswith(f"{api.PREFIX}/"):
        return JSONResponse({"detail": error.detail}, error.status_code, error.headers)
    return problem(request, error.detail, error.status_code, error.headers)

"""The server, put together from its parts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response

from etl import __version__
from etl.serve.web import operations, sparql
from etl.serve.web.guards import Compress, Guard, Metrics
from etl.serve.web.requests import RequestError, plain
from etl.serve.web.serving import Serving

_LOOK_EVERY_S = 5.0
_DAY_S = 86400


def create_app(serving: Serving, public_url: str = "") -> FastAPI:
    """The server over what is served. public_url: where readers reach it, if that is not the address that they ask."""
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
        Middleware(Compress, minimum_size=1000, compresslevel=5),
    ]
    app = FastAPI(
        title="ratsgraph", version=__version__, middleware=middleware, lifespan=_watching, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.serving, app.state.metrics, app.state.public_url = serving, metrics, public_url
    app.router.routes.extend([*sparql.routes, *operations.routes])
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


def _refused(_request: Request, error: Exception) -> Response:
    return plain(str(error), error.status if isinstance(error, RequestError) else 400)


def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # what the handler is registered for
    return plain(error.detail, error.status_code, error.headers)

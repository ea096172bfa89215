"""The published files as they are: catalogues, dumps, CSV, feeds; the current release and every one that is kept."""

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from etl.serve.snapshot import Published
from etl.serve.web.keeping import REVALIDATE
from etl.serve.web.negotiation import HTML, best
from etl.serve.web.requests import IMMUTABLE, live, serving

_TYPES = {
    ".csv-metadata.json": "application/csvm+json",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".gz": "application/gzip",
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
}
_NAME = re.compile(r"\w[\w.-]{0,99}(/\w[\w.-]{0,99}){0,4}", re.ASCII)  # all that is published; nothing hidden, no way up
_CATALOGS = {"text/turtle": "ttl", "application/ld+json": "jsonld", "application/rdf+xml": "rdf"}


def dataset(request: Request) -> Response:
    """Send the reader from a dataset to its page or its catalogue."""
    source = _published(request)
    release = request.path_params.get("release", "")
    if release:
        _kept(request, source, release)
    here = f"/dataset/{source.id}" + (f"/releases/{release}" if release else "")
    chosen = best(request.headers.get("accept", ""), [*_CATALOGS, HTML]) or "text/turtle"
    target = f"/datasets/{source.id}" if chosen == HTML else f"{here}/catalog.{_CATALOGS[chosen]}"
    return RedirectResponse(target, 303, headers={"Vary": "Accept", "Cache-Control": REVALIDATE})


def current(request: Request) -> Response:
    """A file of the current release."""
    return _file(request, _published(request).folder, request.path_params["path"], REVALIDATE)


def kept(request: Request) -> Response:
    """A file of a release that is kept; it never changes."""
    folder = _kept(request, _published(request), request.path_params["release"])
    return _file(request, folder, request.path_params["path"], IMMUTABLE)


def catalog(request: Request) -> Response:
    """The catalogue of all sources."""
    return _file(request, serving(request).output, f"catalog.{request.path_params['suffix']}", REVALIDATE)


routes = [
    Route("/catalog.{suffix}", catalog),
    Route("/dataset/{source}", dataset),
    Route("/dataset/{source}/releases/{release}", dataset),
    Route("/dataset/{source}/releases/{release}/{path:path}", kept),
    Route("/dataset/{source}/{path:path}", current),
]


def _published(request: Request) -> Published:
    name = request.path_params["source"]
    found = next((source for source in live(request).snapshot.sources if source.id == name), None)
    if found is None:
        raise HTTPException(404, "no such dataset is published")
    return found


def _kept(request: Request, source: Published, release: str) -> Path:
    folder = serving(request).output / ".releases" / source.id / release
    if "/" in release or not _NAME.fullmatch(release) or not folder.is_dir():
        raise HTTPException(404, "no such release is kept")
    return folder


def _file(request: Request, folder: Path, path: str, caching: str) -> Response:
    """A file below a folder, or 404: nothing else is reachable, whatever the path says."""
    target = folder / path
    if not _NAME.fullmatch(path) or not target.resolve().is_relative_to(folder.resolve()) or not target.is_file():
        raise HTTPException(404, "no such file is published")
    headers = {"Cache-Control": caching}
    if target.suffix == ".csv":
        headers["Link"] = f'<{target.name}-metadata.json>; rel="describedby"; type="application/csvm+json"'
    media_type = next((kind for ending, kind in _TYPES.items() if target.name.endswith(ending)), "application/octet-stream")
    response = FileResponse(target, headers=headers, media_type=media_type, stat_result=target.stat())
    if response.headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": response.headers["etag"], **headers})
    return response

"""The pages about the data and the server: datasets, status, SPARQL editor, API, about, imprint, report."""

import json
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from etl import paths
from etl.serve.examples import load_examples
from etl.serve.snapshot import Published
from etl.serve.web.rendering import page
from etl.serve.web.requests import live
from etl.tables import load_prefixes, load_tables

_EDITOR = Path(__file__).parents[1] / "static" / "yasgui"


def datasets(request: Request) -> Response:
    """All sources with their releases and licences."""
    return page(request, "datasets.html", {"sources": [_source(one) for one in live(request).snapshot.sources]})


def dataset(request: Request) -> Response:
    """One source: its releases, tables and files."""
    name = request.path_params["source"]
    found = next((one for one in live(request).snapshot.sources if one.id == name), None)
    if found is None:
        raise HTTPException(404, "no such dataset is published")
    return page(request, "dataset.html", {"source": _source(found), "tables": load_tables()})


def status(request: Request) -> Response:
    """How much was read of each source, and what was not."""
    sql = "SELECT reason, count(*) AS count FROM quarantine WHERE source = ? GROUP BY reason ORDER BY 2 DESC LIMIT 10"
    index, sources = live(request).snapshot.index, [_source(one) for one in live(request).snapshot.sources]
    for source in sources:
        source["quarantine"] = [dict(row) for row in index.execute(sql, (source["id"],))]
    context = {"sources": sources}

    return page(request, "status.html", context)


def api(request: Request) -> Response:
    """What the API offers, from its description."""
    return page(request, "api.html", {"description": request.app.openapi()})


def vocabulary(_request: Request) -> Response:
    """The terms, as Turtle."""
    return FileResponse(paths.VOCAB / "ratsgraph.ttl", media_type="text/turtle")


def editor(request: Request) -> Response:
    """A form for queries, which a script makes an editor where it is installed."""
    chosen = request.query_params.get("example", "")
    example = next((one for one in load_examples() if one.name == chosen), load_examples()[0])
    context = {"examples": load_examples(), "example": example, "prefixes": load_prefixes(), "has_editor": _EDITOR.is_dir()}
    return page(request, "sparql.html", context)


def text_page(name: str) -> Route:
    """The route of a page that is all words."""

    def show(request: Request) -> Response:
        contact, imprint = request.app.state.contact, request.app.state.imprint
        about = request.query_params.get("about", "")[:300]
        return page(request, f"{name}.html", {"contact": contact, "imprint": imprint, "about": about})

    return Route(f"/{name}", show)


routes = [
    Route("/datasets", datasets),
    Route("/datasets/{source}", dataset),
    Route("/status", status),
    Route("/api", api),
    Route("/def", vocabulary),
    *map(text_page, ("about", "imprint", "report")),
]


def _source(source: Published) -> dict[str, Any]:
    """A source as its package and its reports tell of it."""
    package, own = source.package, source.package["ratsgraph"]
    reports = source.folder / "reports"
    return {
        "id": source.id,
        "title": package.get("title", source.id).partition(": ")[2] or package.get("title", source.id),
        "license": next(iter(package.get("licenses", ())), {}),
        "release": source.release,
        "modified": source.modified,
        "history": list(reversed(own.get("history", ()))),
        "rows": own.get("rows", {}),
        "changes": own.get("changes", {}),
        "files": own.get("files", ()),
        "summary": _read(reports / "summary.json"),
        "coverage": _read(reports / "coverage.json"),
        "accuracy": _read(reports / "accuracy.json"),
        "reports": sorted(path.name for path in reports.glob("*.html")),
    }


def _read(path: Path) -> dict[str, Any]:
    """A report as data; {} if a release has not got it."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found

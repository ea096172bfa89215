"""Any list as an Atom feed (RFC 4287)."""

import re
from collections.abc import Iterable

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from etl.serve.search import Row
from etl.serve.web.requests import live, public_url

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot hold
_FEED = jinja2.Environment(loader=jinja2.PackageLoader("etl.serve", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
_TITLES = {"inquiry": "Anfragen", "answer": "Antworten", "commitment": "Zusagen"}


def feed_response(request: Request, kind: str, rows: Iterable[Row]) -> Response:
    """The rows of a kind as a feed; an entry bears the date of its thing, the feed that of the newest release."""
    snapshot = live(request).snapshot
    entries = [
        {
            "iri": snapshot.base_iri + row["id"],
            "title": row["committing_party_name"] if kind == "commitment" else row["title"] or "",
            "text": row["quote"] if kind == "commitment" else "",
            "on": row["happened_on"],
        }
        for row in rows
    ]
    body = _FEED.get_template("list.atom").render(
        title=_TITLES[kind],
        here=public_url(request) + request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        updated=max(source.modified for source in snapshot.sources),
        entries=entries,
        clean=lambda text: _NO_XML.sub("", text),
    )
    return Response(body, media_type="application/atom+xml")

"""The answer to a query as a page, for who asks with the form."""

import asyncio
from dataclasses import replace
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from etl.errors import QueryError
from etl.serve.formats import GRAPHS, ROWS
from etl.serve.questions import QueryLimitError, Question, Reply
from etl.serve.web.rendering import local, page
from etl.serve.web.requests import live, serving

_SHOWN = 1000  # rows of a page; the files hold all
_SHOWN_TEXT = 200_000  # characters


async def result_page(request: Request, question: Question) -> Response:
    """Answer a query with a page: a table, yes or no, or triples; or what is wrong with it."""
    try:
        reply = await serving(request).ask(live(request), replace(question, rows=ROWS["json"], graph=GRAPHS["ttl"], takes_gzip=False))
    except QueryLimitError as error:
        return _page(request, question, 503, {"problem": str(error)})
    except QueryError as error:
        return _page(request, question, 400, {"problem": str(error)})
    shown = await asyncio.to_thread(_shown, reply, live(request).snapshot.base_iri)
    return _page(request, question, 200, shown)


def _page(request: Request, question: Question, status: int, shown: dict[str, Any]) -> Response:
    nothing: dict[str, Any] = {"problem": "", "boolean": None, "text": "", "header": (), "rows": (), "total": 0}
    return page(request, "result.html", {**nothing, "query": question.sparql, **shown}, status)


def _shown(reply: Reply, base_iri: str) -> dict[str, Any]:
    if reply.media_type == GRAPHS["ttl"].media_type:
        return {"text": reply.body.decode()[:_SHOWN_TEXT]}
    answer = ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
    if isinstance(answer, ox.QueryBoolean):
        return {"boolean": bool(answer)}
    rows = [[(getattr(term, "value", ""), local(base_iri, term)) for term in solution] for solution in answer]
    return {"header": [variable.value for variable in answer.variables], "rows": rows[:_SHOWN], "total": len(rows)}

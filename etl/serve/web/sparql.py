"""The SPARQL endpoint: queries by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), nothing else."""

import io
from collections.abc import Iterable
from typing import cast

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from etl.errors import QueryError
from etl.serve.description import describe_dataset, describe_service
from etl.serve.examples import describe_examples
from etl.serve.formats import GRAPHS, ROWS, Format, used_prefixes, write_graph
from etl.serve.query import Dataset
from etl.serve.questions import QueryLimitError, Question
from etl.serve.sparql_text import keywords
from etl.serve.web.information import editor
from etl.serve.web.negotiation import HTML, best, by_accept, by_name
from etl.serve.web.requests import RequestError, live, parameters, plain, public_url, serving
from etl.serve.web.result import result_page

PATH = "/sparql"
_FORM, _DIRECT, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_RETRY_AFTER_S = "30"
_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID"})  # of two answers to a query that says one of these neither is the other
_ACCEPTED = "GET, or POST a form with `query`, or POST application/sparql-query; only queries are answered"


async def endpoint(request: Request) -> Response:
    """Answer a query; without one, describe the service."""
    given = await _given(request)
    if request.method != "POST" and not any(name in ("query", "update") for name, _ in given):
        return editor(request) if _likes_pages(request) else describe(request)
    if dict(given).get("format", "html" if _likes_pages(request) else "") == "html":
        return await result_page(request, _question(request, [one for one in given if one[0] != "format"]))
    question = _question(request, given)
    try:
        reply = await serving(request).ask(live(request), question)
    except QueryLimitError as error:
        return plain(str(error), 503, {"Retry-After": _RETRY_AFTER_S})
    except QueryError as error:
        return plain(str(error), 400)
    encoding = {"Content-Encoding": "gzip"} if reply.is_gzip else {}
    changing = {"Cache-Control": "no-store"} if _CHANGING & set(keywords(question.sparql)) else {}
    return Response(reply.body, media_type=reply.media_type, headers={"Vary": "Accept, Accept-Encoding", **encoding, **changing})


def describe(request: Request) -> Response:
    """The service description."""
    snapshot = live(request).snapshot
    return graph_response(request, describe_service(public_url(request) + PATH, snapshot.base_iri, snapshot.counts))


def void(request: Request) -> Response:
    """VoID of all that is published."""
    snapshot = live(request).snapshot
    sources = {source.id: next((str(one.get("path", "")) for one in source.package.get("licenses", ())), "") for source in snapshot.sources}
    return graph_response(request, describe_dataset(public_url(request) + PATH, snapshot.base_iri, snapshot.counts, sources))


def examples(request: Request) -> Response:
    """The example queries, described for tools."""
    return graph_response(request, describe_examples(public_url(request) + PATH, live(request).snapshot.base_iri))


def graph_response(request: Request, triples: Iterable[Triple], form: Format | None = None) -> Response:
    """Triples in the format that is asked for by name, else the one that is liked best, else Turtle."""
    form = form or by_accept(request.headers.get("accept", ""), GRAPHS) or GRAPHS["ttl"]
    out, graph = io.BytesIO(), list(triples)
    write_graph(graph, form, out, used_prefixes(graph))
    return Response(out.getvalue(), media_type=form.media_type, headers={"Vary": "Accept"})


routes = [
    Route(PATH, endpoint, methods=["GET", "POST"]),
    Route(f"{PATH}/", endpoint, methods=["GET", "POST"]),
    Route(f"{PATH}.{{suffix}}", endpoint, methods=["GET", "POST"]),
    Route("/.well-known/void", void),
    Route("/.well-known/sparql-examples", examples),
]


async def _given(request: Request) -> list[tuple[str, str]]:
    """What is asked, by the names of the protocol, from wherever it stands.

    Raises:
        RequestError: if the body is something else, or an update.
    """
    given = parameters(cast("bytes", request.scope["query_string"]))
    if request.method == "POST":
        media_type, _, charset = request.headers.get("content-type", "").lower().partition(";")
        media_type, charset = media_type.strip(), charset.partition("charset=")[2].strip(' "')
        if media_type == _UPDATE:
            raise RequestError("this endpoint is for reading: it takes no updates", 403)
        if media_type not in (_FORM, _DIRECT):
            raise RequestError(f"a body of type {media_type or '(none)'} is not understood", 415, todo=_ACCEPTED)
        if charset not in ("", "utf-8", "utf8"):
            raise RequestError("the body must be UTF-8", 415)
        body = await request.body()
        given += parameters(body) if media_type == _FORM else [("query", _text(body))]
    return given


def _question(request: Request, given: list[tuple[str, str]]) -> Question:
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise RequestError("this endpoint is for reading: it takes no updates", 403)
    if len(values.get("query", ())) != 1:
        raise RequestError("give one query", todo=_ACCEPTED)
    rows, graph = _formats(request, next(iter(values.get("format", ())), request.path_params.get("suffix", "")))
    dataset = Dataset(tuple(values.get("default-graph-uri", ())), tuple(values.get("named-graph-uri", ())))
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    return Question(values["query"][0], dataset, rows, graph, public_url(request) + PATH, takes_gzip)


def _formats(request: Request, name: str) -> tuple[Format, Format]:
    """The formats for either kind of answer.

    Raises:
        RequestError: if a format is named that there is not; what Accept names is a wish.
    """
    accept = request.headers.get("accept", "")
    rows, graph = (
        (by_name(name, ROWS.values()), by_name(name, GRAPHS.values())) if name else (by_accept(accept, ROWS), by_accept(accept, GRAPHS))
    )
    if name and not (rows or graph):
        raise RequestError(f"there is no format {name!r}", 406, todo=f"use one of {', '.join([*ROWS, *GRAPHS])}")
    return rows or ROWS["json"], graph or GRAPHS["ttl"]


def _likes_pages(request: Request) -> bool:
    offered = [form.media_type for form in (*ROWS.values(), *GRAPHS.values())]
    return not request.path_params.get("suffix") and best(request.headers.get("accept", ""), [*offered, HTML]) == HTML


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError("the query must be UTF-8", 400) from error

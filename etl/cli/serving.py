"""The command that serves what is published."""

import logging
from typing import Annotated

import typer

from etl.cli.console import err
from etl.cli.options import Data, Output, settings_of
from etl.errors import UsageError

_GIB = 1 << 30
_MILLION = 1_000_000


def serve(  # noqa: PLR0917 — Typer gives options by name
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on; 0 = a free one.")] = 8000,
    public_url: Annotated[
        str, typer.Option("--public-url", envvar="RATSGRAPH_PUBLIC_URL", help="Where readers reach it, behind a proxy.", show_default=False)
    ] = "",
    sparql_url: Annotated[
        str,
        typer.Option("--sparql-url", envvar="RATSGRAPH_SPARQL_URL", help="An external triple store for /sparql.", show_default=False),
    ] = "",
    imprint: Annotated[str, typer.Option("--imprint", envvar="RATSGRAPH_IMPRINT", help="Who is responsible.", show_default=False)] = "",
    query_seconds: Annotated[float, typer.Option("--query-seconds", help="Time limit of a query.", min=0.1)] = 20.0,
    query_memory: Annotated[float, typer.Option("--query-memory", help="Memory limit of a query, GiB.", min=0.25)] = 1.0,
    query_workers: Annotated[int, typer.Option("--query-workers", help="Queries that run at once.", min=1)] = 2,
    query_held: Annotated[
        float, typer.Option("--query-held", help="Million triples up to which all are held in memory, 0.5 GiB each.", min=0)
    ] = 3.0,
    data: Data = None,
    output: Output = None,
) -> None:
    """Serve what is published: SPARQL endpoint, pages, things by IRI, dumps, API."""
    if sparql_url and not sparql_url.startswith(("http://", "https://")):
        raise UsageError("the SPARQL URL must be http(s)", where=sparql_url)
    import uvicorn

    from etl.serve.questions import Limits
    from etl.serve.remote import Remote
    from etl.serve.web.app import Operator, create_app
    from etl.serve.web.information import has_editor
    from etl.serve.web.serving import Serving

    settings = settings_of(data, output)
    limits = Limits(seconds=query_seconds, memory=int(query_memory * _GIB), workers=query_workers, held=int(query_held * _MILLION))
    for name in ("ratsgraph.access", "etl.serve"):
        logging.getLogger(name).setLevel(logging.INFO)
    err.print(f"loading {settings.output} …", markup=False)
    if not has_editor():
        err.print("the SPARQL page has its plain form; `sh tools/fetch_editor.sh` of a checkout fetches the editor", markup=False)
    operator = Operator(public_url, settings.contact, imprint)
    remote = Remote(sparql_url, limits) if sparql_url else None
    app = create_app(Serving(settings.output, settings.data / "serve", limits, remote), operator)
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="info", server_header=False, timeout_keep_alive=30)

"""For who runs the server: is it well, and what does it do."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from etl.serve.web.guards import BUCKETS, Metrics
from etl.serve.web.requests import live


def health(request: Request) -> Response:
    """200 while it serves, with the releases that it serves."""
    snapshot = live(request).snapshot
    snapshot.index.execute("SELECT 1 FROM bodies LIMIT 1").fetchone()
    releases = {source.id: source.release for source in snapshot.sources}
    return JSONResponse({"status": "ok", "snapshot": snapshot.key, "releases": releases}, headers={"Cache-Control": "no-store"})


def metrics(request: Request) -> Response:
    """Counts as Prometheus reads them (https://prometheus.io/docs/instrumenting/exposition_formats/)."""
    counted: Metrics = request.app.state.metrics
    total = sum(counted.requests.values())
    lines = [
        "# HELP ratsgraph_requests_total Answered requests.",
        "# TYPE ratsgraph_requests_total counter",
        *(
            f'ratsgraph_requests_total{{method="{method}",status="{status}"}} {count}'
            for (method, status), count in sorted(counted.requests.items())
        ),
        "# HELP ratsgraph_request_seconds Time that answers took.",
        "# TYPE ratsgraph_request_seconds histogram",
        *(f'ratsgraph_request_seconds_bucket{{le="{limit}"}} {counted.buckets[limit]}' for limit in BUCKETS),
        f'ratsgraph_request_seconds_bucket{{le="+Inf"}} {total}',
        f"ratsgraph_request_seconds_sum {counted.seconds:.6f}",
        f"ratsgraph_request_seconds_count {total}",
        "# HELP ratsgraph_release_info The releases that are served.",
        "# TYPE ratsgraph_release_info gauge",
        *(f'ratsgraph_release_info{{source="{source.id}",release="{source.release}"}} 1' for source in live(request).snapshot.sources),
    ]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4", headers={"Cache-Control": "no-store"})


routes = [Route("/health", health), Route("/metrics", metrics)]

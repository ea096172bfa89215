"""One harvest at a time and host, however many sources run at once: several councils may lie on one server."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from prefect.client.orchestration import get_client

from etl.sources import Source


def host_limit(source: Source) -> list[str]:
    """The limits that harvests of a source keep: the one of its host, none if it asks no host."""
    url = next((new + source.system.removeprefix(old) for old, new in source.reach.items() if source.system.startswith(old)), source.system)
    host = urlsplit(url).netloc
    return [f"ratsgraph-{host}"] if host else []


def set_limits(sources: Iterable[Source]) -> None:
    """Tell Prefect's server the limits of these sources: one harvest at a time each."""
    with get_client(sync_client=True) as client:
        for name in sorted({name for source in sources for name in host_limit(source)}):
            client.upsert_global_concurrency_limit_by_name(name, 1)

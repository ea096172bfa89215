"""Settings of a process: where things lie and how it calls itself. Read once, from the environment and the command line."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from etl.errors import UsageError

DEFAULT_BASE_IRI = "https://w3id.org/ratsgraph/"
DEFAULT_CONTACT = "https://w3id.org/ratsgraph/"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process is told from outside.

    data: the working store; output: the published folders; review: the operator's corrections and takedowns; keep_releases: how many
    releases of a source are kept; base_iri: what published ids stand under, with a slash at its end;
    server_url: of the server that publishes the output folder, with a slash at its end, "" if there is none; contact: the URL or address
    in the User-Agent; index_url, blobs_url: where the raw store lies, if not under `data`; rows_url: where checked rows lie besides,
    for other machines; dask_address: of the scheduler whose workers read documents, "" = processes of this machine do;
    workers: processes that read documents, 0 = one per core; webhook: URL that is told when a scheduled source fails or recovers.
    """

    data: Path = Path("data")
    output: Path = Path("output")
    review: Path = Path("review")
    keep_releases: int = 100
    base_iri: str = DEFAULT_BASE_IRI
    server_url: str = ""
    contact: str = DEFAULT_CONTACT
    index_url: str = field(default="", repr=False)  # these may hold a password, and what is logged shows settings
    blobs_url: str = field(default="", repr=False)
    rows_url: str = field(default="", repr=False)
    dask_address: str = ""
    workers: int = 0
    webhook: str = ""

    def __post_init__(self) -> None:
        """Refuse a base IRI, or a server's URL, that nothing can stand under.

        Raises:
            UsageError: if one is no http(s) IRI ending in a slash.
        """
        server_url = self.server_url or DEFAULT_BASE_IRI
        for what, name, value in (("base IRI", "BASE_IRI", self.base_iri), ("server's URL", "SERVER_URL", server_url)):
            if not (value.startswith(("http://", "https://")) and value.endswith("/")):
                raise UsageError(f"the {what} must be http(s) and end in a slash", where=f"RATSGRAPH_{name}={value}")


def from_environment(environ: Mapping[str, str] = os.environ, *, data: Path | None = None, output: Path | None = None) -> Settings:
    """The settings of this process; `data` and `output` are the command line's and win over the environment.

    Raises:
        UsageError: for a value that cannot be understood.
    """
    workers, kept = environ.get("RATSGRAPH_WORKERS", "0"), environ.get("RATSGRAPH_KEEP_RELEASES", "100")
    if not workers.isdigit():
        raise UsageError("the number of workers must be a whole number", where=f"RATSGRAPH_WORKERS={workers}")
    if not kept.isdigit() or not int(kept):
        raise UsageError("the number of releases to keep must be a whole number of at least 1", where=f"RATSGRAPH_KEEP_RELEASES={kept}")
    return Settings(
        data=data or Path(environ.get("RATSGRAPH_DATA", "data")),
        output=output or Path(environ.get("RATSGRAPH_OUTPUT", "output")),
        review=Path(environ.get("RATSGRAPH_REVIEW", "review")),
        keep_releases=int(kept),
        base_iri=environ.get("RATSGRAPH_BASE_IRI", DEFAULT_BASE_IRI),
        server_url=environ.get("RATSGRAPH_SERVER_URL", ""),
        contact=environ.get("RATSGRAPH_CONTACT", DEFAULT_CONTACT),
        index_url=environ.get("RATSGRAPH_INDEX_URL", ""),
        blobs_url=environ.get("RATSGRAPH_BLOBS_URL", ""),
        rows_url=environ.get("RATSGRAPH_ROWS_URL", ""),
        dask_address=environ.get("RATSGRAPH_DASK_ADDRESS", ""),
        workers=int(workers),
        webhook=environ.get("RATSGRAPH_WEBHOOK", ""),
    )

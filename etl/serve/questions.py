"""What is asked of a triple store, what comes back, and how much that may take."""

from dataclasses import dataclass

from etl.errors import RatsgraphError
from etl.serve.formats import GRAPHS, ROWS, Format
from etl.serve.query import EVERYTHING, Dataset


class QueryLimitError(RatsgraphError):
    """A query was ended because it took more time, memory or room than one may; it has no answer, not even a part of one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take, and how many may run.

    seconds: of wall time; memory, result: bytes; workers: queries that run at once; waiting: queries that may wait for one of them to
    end, and wait_s: how long; held: triples up to which all of them are held in memory for queries, about 0.6 GiB per million.
    """

    seconds: float = 20.0
    memory: int = 1 << 30
    result: int = 64 << 20
    workers: int = 2
    waiting: int = 32
    wait_s: float = 10.0
    held: int = 3_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it was asked.

    rows, graph: the formats of its answer, whichever of the two it has; base_iri: of its relative IRIs; takes_gzip: whether the answer
    may be compressed.
    """

    sparql: str
    dataset: Dataset = EVERYTHING
    rows: Format = ROWS["json"]
    graph: Format = GRAPHS["ttl"]
    base_iri: str | None = None
    takes_gzip: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whole. is_gzip: whether its body is compressed."""

    media_type: str
    body: bytes
    is_gzip: bool = False

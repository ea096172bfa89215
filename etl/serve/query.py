"""SPARQL over what is published, without a server."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any

import pyoxigraph as ox

from etl.errors import QueryError
from etl.serve.sparql_text import names_its_dataset, refuse_federation
from etl.serve.store import open_store
from etl.tables import load_prefixes

_PLACED = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)  # pyoxigraph's "error at <line>:<column>: <what>"

_MESSAGE_WIDTH = 160  # the parser lists everything that it would have understood

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query; rows and triples are found while they are read, and can be read once.

    answer: as pyoxigraph gives it, for its serializers.
    """

    answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the columns of a SELECT; none for other queries."""
        return tuple(variable.value for variable in self.answer.variables) if isinstance(self.answer, ox.QuerySolutions) else ()

    @property
    def boolean(self) -> bool | None:
        """The answer of an ASK; None for other queries."""
        return bool(self.answer) if isinstance(self.answer, ox.QueryBoolean) else None

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """The rows of a SELECT, in the order of its variables; the triples of a CONSTRUCT or DESCRIBE; none for an ASK."""
        if isinstance(self.answer, ox.QuerySolutions):
            for solution in self.answer:
                yield tuple(solution)
        elif isinstance(self.answer, ox.QueryTriples):
            for triple in self.answer:
                yield (triple.subject, triple.predicate, triple.object)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a request of the SPARQL protocol names; they count instead of those that the query names."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default_graphs or self.named_graphs)


EVERYTHING = Dataset()


def query(sparql: str, folders: Sequence[Path]) -> QueryResult:
    """Ask the published folders; the default graph is the union of all, and the prefixes of `vocab/prefixes.json` are declared.

    Raises:
        QueryError: if the query is refused, cannot be parsed or evaluated, or nothing is published in the folders.
    """
    return ask(open_store(folders), sparql)


def ask(store: ox.Store, sparql: str, dataset: Dataset = EVERYTHING, base_iri: str | None = None) -> QueryResult:
    """Ask a store that is open. The default graph is the union of all, unless the query or the dataset names graphs.

    Raises:
        QueryError: if the query asks another server, or cannot be parsed or evaluated.
    """
    refuse_federation(sparql)
    try:
        return QueryResult(store.query(sparql, prefixes=dict(load_prefixes()), base_iri=base_iri, **_graphs(sparql, dataset)))
    except SyntaxError as error:
        placed = _PLACED.search(str(error))
        line, column, what = placed.groups() if placed else ("", "", str(error))
        where = f"line {line}, column {column}" if placed else ""
        raise QueryError(f"the query cannot be parsed: {shorten(what, _MESSAGE_WIDTH)}", where=where, todo="correct the query") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}", todo="correct the query") from error


def _graphs(sparql: str, dataset: Dataset) -> dict[str, Any]:
    if dataset:
        return {
            "default_graph": [ox.NamedNode(iri) for iri in dataset.default_graphs],
            "named_graphs": [ox.NamedNode(iri) for iri in dataset.named_graphs],
        }
    return {"use_default_graph_as_union": not names_its_dataset(sparql)}

"""An external triple store in place of the embedded one: it answers the queries, this server keeps the door."""

from dataclasses import dataclass, field

import httpx

from etl.errors import QueryError
from etl.serve.questions import Limits, QueryLimitError, Question, Reply
from etl.serve.sparql_text import refuse_federation
from etl.tables import load_prefixes

_MOST_TOLD = 300  # characters of what the store says of a wrong query


@dataclass(slots=True)
class Remote:
    """A SPARQL endpoint that holds the same N-Quads. Its own limits on time and memory end a query there; those here end the waiting."""

    url: str
    limits: Limits
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(timeout=self.limits.seconds)

    def ask(self, question: Question) -> Reply:
        """Pass a query on, with our prefixes before it on its first line, so that lines keep their numbers.

        Raises:
            QueryError: if the query is refused or wrong.
            QueryLimitError: if the store does not answer in time, or more than an answer may have.
        """
        refuse_federation(question.sparql)
        prefixes = " ".join(f"PREFIX {name}: <{iri}>" for name, iri in load_prefixes().items())
        graphs = {"default-graph-uri": question.dataset.default_graphs, "named-graph-uri": question.dataset.named_graphs}
        headers = {
            "Content-Type": "application/sparql-query",
            "Accept": f"{question.rows.media_type}, {question.graph.media_type}",
        }
        request = self.client.build_request(
            "POST", self.url, params=graphs, content=f"{prefixes} {question.sparql}".encode(), headers=headers
        )
        try:
            return self._reply(request)
        except httpx.TimeoutException as error:
            raise QueryLimitError(f"the query was stopped after {self.limits.seconds:g} s", todo="make it ask for less") from error
        except httpx.HTTPError as error:
            raise QueryLimitError("the triple store cannot be reached", todo="try again later") from error

    def close(self) -> None:
        """End the connections."""
        self.client.close()

    def _reply(self, request: httpx.Request) -> Reply:
        body = bytearray()
        response = self.client.send(request, stream=True)
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self.limits.result:
                    raise QueryLimitError(f"the answer has more than {self.limits.result >> 20} MiB", todo="use LIMIT and OFFSET")
        finally:
            response.close()
        if response.is_client_error:
            raise QueryError(f"the query cannot be answered: {body.decode(errors='replace')[:_MOST_TOLD]}", todo="correct the query")
        if not response.is_success:
            raise QueryLimitError("the triple store gave the query up", todo="make it ask for less")
        return Reply(response.headers.get("content-type", ""), bytes(body))

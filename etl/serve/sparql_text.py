"""What a SPARQL query says of where it reads, known before it runs: its words, without strings, IRIs and comments.

The engine tells nothing of a parsed query, yet two things must be known: a query that asks another server (SERVICE) is refused, and one
that names its dataset (FROM) is not given the union of all graphs instead.
"""

import re
from collections.abc import Iterator

from etl.errors import QueryError

# Terminals of https://www.w3.org/TR/sparql11-query/#rTerminals that may hold a word without being one; a name with a colon is no keyword.
_TERMINAL = re.compile(
    r"""
      <[^<>"{}|^`\\\x00-\x20]*>                      # IRI
    | '''(?:[^'\\]|\\.|'(?!''))*'''                  # long strings
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
    | '(?:[^'\\\n\r]|\\.)*'                          # strings
    | "(?:[^"\\\n\r]|\\.)*"
    | \#[^\n\r]*                                     # comment
    | [?$]\w+                                        # variable
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*                   # language tag
    | [\w.-]*:[\w.:%-]*                              # prefixed name, blank node
    | (?P<word>[A-Za-z]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")  # may stand anywhere in a query, also in a keyword
_LAST_CODE_POINT = 0x10FFFF


def keywords(sparql: str) -> Iterator[str]:
    """The bare words of a query in upper case.

    >>> list(keywords("SELECT ?service { ?s ex:service 'SERVICE' } # SERVICE"))
    ['SELECT']
    """
    for match in _TERMINAL.finditer(_ESCAPE.sub(_unescaped, sparql)):
        if match["word"]:
            yield match["word"].upper()


def names_its_dataset(sparql: str) -> bool:
    """Whether the query says FROM which graphs it reads."""
    return "FROM" in keywords(sparql)


def refuse_federation(sparql: str) -> None:
    """Refuse a query that would make this machine ask another server.

    Raises:
        QueryError: if it says SERVICE.
    """
    if "SERVICE" in keywords(sparql):
        raise QueryError("SERVICE is not allowed: only what is published here can be asked", todo="take SERVICE out of the query")


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= _LAST_CODE_POINT else match[0]

"""Names that say that a paper or a file is an inquiry (Anfrage)."""

import re
from collections.abc import Sequence

# "Anfrage", "Kleine Anfrage", "Einwohneranfragen", "Interpellation", "Fragestunde"; never "Bauvoranfrage"
_INQUIRY = re.compile(r"\b\w{0,30}anfragen?\b|\binterpellation|\b(?:einwohner|bürger)?fragen?\b|\bfragestunde", re.IGNORECASE)
# Requests to build, and requests that a company or owner puts
_FOREIGN = re.compile(
    r"bauanfrage|voranfrage|anfragen?\s(?:der|des|einer|eines|von)\s(?:\w+\s){0,3}?"
    r"(?:firma|gmbh|ag\b|eg\b|\w{0,30}bank\b|sparkasse|investor|eigentümer|bauherr|antragsteller)",
    re.IGNORECASE,
)


def is_inquiry_name(name: str) -> bool:
    """Whether a name or type says that something is an inquiry to the administration.

    >>> is_inquiry_name("Anfrage CDU: Radwege"), is_inquiry_name("Bauvoranfrage Hauptstraße 3"), is_inquiry_name("Anfrage der Musterbank")
    (True, False, False)
    """
    plain = name.replace("_", " ")
    return bool(_INQUIRY.search(plain)) and not _FOREIGN.search(plain)


def may_be_inquiry(paper_name: str, paper_type: str, file_names: Sequence[str]) -> bool:
    """Whether a paper may be an inquiry, by its type, its name or its files' names; meant for choosing which files to fetch.

    >>> may_be_inquiry("Radwege", "Anfrage", ()), may_be_inquiry("Bauvoranfrage Weg 1", "Beschlussvorlage", ())
    (True, False)
    """
    return any(is_inquiry_name(name) for name in (paper_type, paper_name, *file_names))

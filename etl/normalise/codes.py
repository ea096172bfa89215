"""Free words of councils to codes, by the lookups in `lookups.yml`."""

import re
from functools import cache
from pathlib import Path

from etl.yaml_text import from_yaml

_LOOKUPS = Path(__file__).with_name("lookups.yml")
_OTHER = "other"


def paper_type_code(paper_type: str) -> str:
    """The code of a paper type.

    >>> paper_type_code("Anfrage"), paper_type_code("Beantwortung einer Anfrage"), paper_type_code("Änderungsantrag")
    ('inquiry', 'answer', 'amendment')
    """
    return _look_up("paper_type", paper_type)


def organization_kind_code(name: str, type_name: str, classification: str) -> str:
    """The code of an organization's kind, from what the source says of it, else from its name.

    >>> organization_kind_code("Jugendhilfeausschuss", "Gremium", ""), organization_kind_code("Tiefbauamt", "", "")
    ('committee', 'office')
    """
    words = (("organization_type", classification), ("organization_kind", name), ("organization_type", type_name))
    return next((code for lookup, word in words if (code := _look_up(lookup, word)) != _OTHER), _OTHER)


def _look_up(lookup: str, words: str) -> str:
    return next((code for code, pattern in _patterns(lookup) if pattern.search(words)), _OTHER)


@cache
def _patterns(lookup: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    lookups = from_yaml(_LOOKUPS.read_text(encoding="utf-8"))
    return tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in lookups[lookup])

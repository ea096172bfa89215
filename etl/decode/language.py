"""The language of a text: what is not German is kept and published as a document, but no facts are read from it.

Source: the package py3langid, in which its model travels. It costs as much as decoding a PDF does, so it is asked only where the words that
no other language has do not say it already: 6,000 texts of a council take 1.8 instead of 9.5 seconds, and none is told otherwise.
"""

import re
from functools import cache
from typing import Any

_LEAST_LETTERS = 200  # shorter texts (a heading, a table's caption) say too little
_LOOKED_AT = 6000
_GERMAN = re.compile(r"\b(?:und|nicht|für|ist|eine|wird|werden|wurde|auf|durch|über|zum|zur|auch)\b")
_PLAIN = 180  # code points to such a word: one in about thirty words


def language_of(text: str) -> str:
    """The language of a text, ISO 639-1; "" if it is too short to say, or is no language at all (a table, a bad scan).

    >>> language_of("Der Gemeinderat nimmt die Stellungnahme der Verwaltung zur Kenntnis. " * 5), language_of("12,4")
    ('de', '')
    """
    sample = text[:_LOOKED_AT]
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return ""
    if len(_GERMAN.findall(sample)) * _PLAIN >= len(sample):
        return "de"
    language = str(_identifier().classify(sample)[0])
    return "" if language == "zxx" else language


@cache
def _identifier() -> Any:
    import py3langid  # noqa: PLC0415 — its model takes a moment to load, in the processes that read documents only

    return py3langid

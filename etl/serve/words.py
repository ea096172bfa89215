"""German words as search knows them: by their stems, so that "Spielplatz" finds "Spielplätze"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock

import snowballstemmer

_WORD = re.compile(r"\w+")
_STEMMER = snowballstemmer.stemmer("german")
_ONE_AT_A_TIME = Lock()  # a stemmer keeps the word that it is at in itself
_PARTS = re.compile(r'"([^"]*)"|(\w+)')
_SAME = {"a": "aä", "o": "oö", "u": "uü"}  # letters that words may begin with whose stems begin with the same one
_SHORTEST_BEGINNING = 4  # letters of a stem that may begin a longer word, as "Fahrrad" begins "Fahrradstraße"

Span = tuple[int, int]


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """The stem of a word.

    >>> stem("Spielplätze"), stem("SPIELPLATZ")
    ('spielplatz', 'spielplatz')
    """
    with _ONE_AT_A_TIME:
        found: str = _STEMMER.stemWord(word.lower().replace("ß", "ss"))
    return found


def stems(text: str) -> str:
    """A text as its stems, in their order."""
    return " ".join(stem(word) for word in _WORD.findall(text))


def match_expression(wanted: str) -> str:
    """What somebody typed, for SQLite's FTS5: all words must be there, words in quotes in their order; "" if there is no word in it.

    >>> match_expression('Radwege "neue Stadt" -x')
    '"radweg"* "neu stadt" "x"'
    """
    parts = (
        (stems(phrase), False) if phrase else (stem(word), len(stem(word)) >= _SHORTEST_BEGINNING)
        for phrase, word in _PARTS.findall(wanted)
    )
    return " ".join(f'"{part}"{"*" if may_go_on else ""}' for part, may_go_on in parts if part)


def found_words(wanted: str, text: str) -> Iterator[Span]:
    """Where in a text the words stand that somebody typed."""
    looked_for = tuple(stem(word) for word in _WORD.findall(wanted))
    for match in _beginning_like(frozenset(one[0] for one in looked_for if one)).finditer(text) if looked_for else ():
        found = stem(match[0])
        if any(found == one or (len(one) >= _SHORTEST_BEGINNING and found.startswith(one)) for one in looked_for):
            yield match.span()


@lru_cache(maxsize=1 << 10)
def _beginning_like(letters: frozenset[str]) -> re.Pattern[str]:
    """Words whose stems may begin with these letters: a long text has few of them, and only those need stems."""
    return re.compile(rf"(?<!\w)[{''.join(map(re.escape, sorted(''.join(_SAME.get(one, one) for one in letters))))}]\w*", re.IGNORECASE)

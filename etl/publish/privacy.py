"""What must not be published of people: e-mail addresses, telephone numbers, private addresses, names of citizens; masked before all else.

This is the one place where texts are masked. A masked character becomes `█`, white space stays: every offset of every text stays valid.
Names of office holders are no secret (`etl.publish.names` tells who they are). An office's address is masked only where it looks like a
person's, at the head of a letter.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from etl.publish.names import Officials, find_citizens, officials_in

NOBODY: Officials = frozenset()

MASK = "█"

_WORD = r"[A-ZÄÖÜ][\wäöüß.’'-]*"
_STREET = (
    rf"(?:{_WORD}[ -]){{0,3}}(?:{_WORD})?(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ww]eg|[Aa]llee|[Pp]latz|[Gg]asse|[Rr]ing|[Uu]fer|[Hh]of)"
    r" ?\d{1,3}(?: ?[a-h]\b)?"
)  # "Musterstr. 12 a"
_TOWN = r"\d{5} [A-ZÄÖÜ][\wäöüß-]*"  # "12345 Musterstadt"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """kind: what it finds; regex: its match, or the group `secret` of it, is private; needs: tells fast that a text has no match."""

    kind: str
    regex: re.Pattern[str]
    needs: Callable[[str], object] = bool


def _any_of(*words: str) -> Callable[[str], bool]:
    return lambda text: any(map(text.__contains__, words))


_PATTERNS = (
    # "name@example.org", also "name @example.org", "name(at)example.org", and broken after the @
    _Pattern(
        "e-mail",
        re.compile(r"(?<![\w.+'-])(?:[\w+'-]+ ?\.)*[\w+'-]+ ?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+"),
        needs=_any_of("@", "(at)", "[at]"),
    ),
    # a number after a word for it: "Telefon: 0721 133-0", "Fax 0721133-1039", "Durchwahl 133 4711"
    _Pattern(
        "telephone",
        re.compile(
            r"\b(?:Telefon|Telefonnummer|Tel|Telefax|Fax|Fon|Handy|Handynummer|Mobil|Mobilnummer|Rufnummer|Durchwahl)\b[.:\s]{0,3}"
            r"(?P<secret>[+(0][\d ()/–'-]{4,18}\d(?:-\n\d+)?|[1-9]\d{2,}[ /–-]?\d{2,}(?:[ –-]?\d+)?)"
        ),
        needs=_any_of("Tel", "Fax", "Fon", "Handy", "Mobil", "Rufnummer", "Durchwahl"),
    ),
    # an international number: "+49 (0)721 1330"
    _Pattern("telephone", re.compile(r"(?<![\w/.,:-])(?:\+49|0049)(?:[ ()/–-]{0,3}\d){7,13}"), needs=_any_of("+49", "0049")),
    # an area code, something between, and four digits or more that are no year: "0721 133-4711", "(0721) 13 30"; not "0123/2024", nor in a
    # row of numbers
    _Pattern(
        "telephone",
        # it begins with letters and looks back from there, which is four times as fast as to look back from everywhere
        re.compile(
            r"(?:\((?<![\w/.,:+-]\()(?<!\d\s\()0|0(?<![\w/.,:+-]0)(?<!\d\s0))[1-9]\d{1,4}\)?[ /–-]{1,3}"
            r"(?!(?:19|20)\d\d\b)\d(?:[ –-]?\d){3,9}(?!\d)"
        ),
    ),
    # where somebody lives: "wohnhaft in der Musterstr. 12, 12345 Musterstadt"
    _Pattern(
        "address",
        re.compile(
            r"\b(?:wohnhaft|wohnt|wohne|Privatanschrift|Wohnanschrift|Anschrift)\b:?(?: \w+){0,2}\s"
            rf"(?P<secret>{_STREET}(?:,?\s{_TOWN})?)"
        ),
        needs=_any_of("wohn", "Wohn", "anschrift", "Anschrift"),
    ),
    # a person with an address: "Frau Muster, Musterstr. 12, 12345 Musterstadt"
    _Pattern(
        "address",
        re.compile(
            rf"\b(?:Herrn?|Frau|Familie|Eheleute|Stadtrat|Stadträtin)(?: {_WORD}){{1,4}},?\s(?P<secret>{_STREET},?\s{_TOWN})",
        ),
        needs=re.compile(rf"\s{_TOWN}").search,
    ),
    # the head of a letter: a line with a name, one with the street, one with the town
    _Pattern("address", re.compile(rf"(?<=[^\d\s]\n)(?P<secret>{_STREET} ?\n{_TOWN})"), needs=re.compile(rf"\n{_TOWN}").search),
)


_SHORT = 200  # characters
_HINT = re.compile(r"[@\d]|[(\[]at[)\]]")  # what every match of any pattern holds; most cells of tables have none


@dataclass(frozen=True, slots=True)
class Cleared:
    """Texts in which nothing is private if these are the officials, as whoever masked them found: nobody need look through them again.

    officials: whose names are no secret; named: the digest of each such text → the officials that it names.
    """

    officials: Officials = NOBODY
    named: Mapping[bytes, Officials] = field(default_factory=dict)

    def look(self, texts: Iterable[tuple[str, str]]) -> tuple[Officials, set[str]]:
        """All officials that some texts name, each given after its document's id; and the documents whose texts are none of these."""
        named: set[str] = set()
        doubtful: set[str] = set()
        for document_id, text in texts:
            known = self.named.get(digest(text))
            if known is None:
                doubtful.add(document_id)
            named.update(officials_in(text) if known is None else known)
        return frozenset(named), doubtful


def digest(text: str) -> bytes:
    """What stands for a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


class Span(NamedTuple):
    """A part of a text that is private, in code points, and what it is."""

    start: int
    end: int
    kind: str


def find_private(text: str, officials: Officials = NOBODY, phrases: tuple[str, ...] = ()) -> tuple[Span, ...]:
    """What is private in a text. officials: last names of those who hold an office; phrases: words that an operator has taken down."""
    return _find_in_cell(text, officials, phrases) if len(text) <= _SHORT else tuple(_find_private(text, officials, phrases))


@lru_cache(maxsize=1 << 12)  # the same cells stand in many rows
def _find_in_cell(text: str, officials: Officials, phrases: tuple[str, ...]) -> tuple[Span, ...]:
    return tuple(_find_private(text, officials, phrases))


def _find_private(text: str, officials: Officials, phrases: Collection[str]) -> Iterator[Span]:
    for phrase in phrases:
        yield from (Span(*match.span(), "takedown") for match in re.finditer(re.escape(phrase), text))
    yield from (Span(start, end, "name") for start, end in find_citizens(text, officials))
    for pattern in _PATTERNS if _HINT.search(text) else ():
        if pattern.needs(text):
            group = "secret" if "secret" in pattern.regex.groupindex else 0
            yield from (Span(*match.span(group), pattern.kind) for match in pattern.regex.finditer(text))


def mask(text: str, officials: Officials = NOBODY, phrases: tuple[str, ...] = ()) -> tuple[str, Counter[str]]:
    """The text in its length with what is private masked, and how often each kind was.

    >>> mask("Fragen an rat@example.org.")
    ('Fragen an ███████████████.', Counter({'e-mail': 1}))
    """
    counts: Counter[str] = Counter()
    while spans := find_private(text, officials, phrases):  # again, as one masked part may have hidden another
        letters = list(text)
        for start, end, kind in spans:
            masked = [letter if letter.isspace() else MASK for letter in text[start:end]]
            counts[kind] += masked != letters[start:end]  # another pattern may have found it before
            letters[start:end] = masked
        text = "".join(letters)
    return text, counts

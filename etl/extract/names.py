"""Names of people in lines of a head or a signature."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from etl.extract.layout import LAYOUT
from etl.extract.lines import Line

DEGREE = r"(?:Prof|Dr|Dipl|Ing|med|jur|phil|rer|nat|h|c)\.(?:-\w{1,12}\.)?"
# Also one whose encoding was mistaken: "JÃ¶rg"
NAME = r"(?:Ã[^\w\s]|[A-ZÄÖÜØÅÉ\ufffd])(?:Ã[^\w\s]|[\w\ufffd’'´`-])+"
# One name after the other: "Max Muster Eva Beispiel Dr. Ida Muster-Probe"
_NAMES = re.compile(rf"(?:{DEGREE}\s?|(?:von|van|de|der|zu|den)\s|[A-Z]\.\s|{NAME}(?:\s|$))+")
_TOKEN = re.compile(rf"(?P<degree>{DEGREE})|(?P<small>(?:von|van|de|der|zu|den)\b|[A-Z]\.)|(?P<name>{NAME})")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\bund\b|\bu\.)\s*")
# A degree that begins a text
_DEGREE_FIRST = re.compile(rf"\s*{DEGREE}")
# A word that names an office and no person.
_OFFICE_WORD = re.compile(
    r"\w{0,40}?(?:vorsitzende[rn]?|vertreter(?:in)?|rätin(?:nen)?|rat|mitglied|sprecher(?:in)?|meister(?:in)?|vorsteher(?:in)?|fraktion|gruppe"
    r"|partei|verordnete[r]?)",
    re.IGNORECASE,
)
# A word that names an institution or a paper and no person: "Stadtwerke", "Grundschule", "GmbH", "Zusatzanfrage"
_INSTITUTION_WORD = re.compile(
    r"\w{0,40}?(?:schule|universität|werke|gmbh|rathaus|verband|verein|verwaltung|ausschuss|stiftung|vertretung|anfrage|antrag|straße)",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    (
        *("die", "der", "das", "und", "für", "mit", "stadt", "seite", "anlage", "vorlage", "termin", "gremium", "hauptamt"),
        *("ratsangelegenheiten", "sachverhalt", "begründung", "grüße", "grüßen", "freundlichen"),
    )
)
_NAME_PARTS = 2


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name in a text, what it is (person, group, organization, signatory) and where it stands."""

    name: str
    kind: str
    start: int
    end: int


def persons_in(line: Line, at: int = 0, *, beside_offices: bool = False) -> Iterator[FoundName]:
    """The names in a line from `at` on, parted by commas or "und"; parts that are no plain name are left out.

    beside_offices: a name may also stand beside an office, "Fraktionsvorsitzender Max Muster", as only those who sign write it.
    """
    for match in [*_BETWEEN_NAMES.finditer(line.text, at), None]:
        end = match.start() if match else len(line.text)
        part = line.text[at:end]
        low = at + len(part) - len(part.lstrip())
        title = LAYOUT.person_title.match(line.text, low, end)
        low = title.end() if title else low
        low += len(line.text[low:end]) - len(line.text[low:end].lstrip())
        names = line.text[low:end].rstrip(" .")
        if _NAMES.fullmatch(names):
            yield from _one_by_one(line.start + low, names, beside_offices=beside_offices)
        at = match.end() if match else end


def names_person(line: str) -> bool:
    """Whether a line gives a person with a title of office, such as one that is also the name of a council.

    >>> names_person("Stadtrat Max Muster"), names_person("Stadtrat Musterstadt")
    (True, False)
    """
    title = LAYOUT.person_title.match(line)
    if not title:
        return False
    return bool(_DEGREE_FIRST.match(line, title.end())) or any(True for _ in persons_in(Line(0, len(line), line), title.end()))


def names_office(word: str) -> bool:
    """Whether a word, or the last part of a compound with hyphens, names an office that somebody holds, or a group.

    >>> names_office("Ortsvorsteherin"), names_office("LISTE-Fraktion"), names_office("Muster")
    (True, True, False)
    """
    return bool(_OFFICE_WORD.fullmatch(word.strip(".,-").rpartition("-")[2]))


def _one_by_one(offset: int, names: str, *, beside_offices: bool) -> Iterator[FoundName]:
    """Names that stand one after the other: a new one begins with a degree, or after two words if at least two more follow."""
    tokens = list(_TOKEN.finditer(names))
    if beside_offices:
        tokens = _without_office(tokens)
    if not tokens or LAYOUT.party.match(names, tokens[0].start()) or any(_is_no_name(token.group()) for token in tokens):
        return
    runs: list[list[re.Match[str]]] = []
    for at, token in enumerate(tokens):
        words = sum(bool(t["name"]) for t in runs[-1]) if runs else 0
        left = sum(bool(t["name"]) for t in takewhile(lambda t: not t["degree"], tokens[at:]))
        begins = not runs or (words and token["degree"]) or (token["name"] and words >= _NAME_PARTS and left >= _NAME_PARTS)
        if begins:
            runs.append([token])
        else:
            runs[-1].append(token)
    for run in runs:
        if sum(bool(token["name"]) for token in run) >= _NAME_PARTS:
            low, high = run[0].start(), run[-1].end()
            yield FoundName(names[low:high], "person", offset + low, offset + high)


def _without_office(tokens: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words of a part without an office at one of its ends."""
    if tokens and names_office(tokens[0].group()):
        return tokens[1:]
    return tokens[:-1] if tokens and names_office(tokens[-1].group()) else tokens


def _is_no_name(word: str) -> bool:
    return names_office(word) or word.lower() in _NO_NAME or bool(_INSTITUTION_WORD.fullmatch(word.rpartition("-")[2]))

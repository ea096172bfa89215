"""Projects, places and times that a sentence names (`mentions.yml`)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from etl.extract.commitments.lexicon import Words, load_yaml
from etl.extract.sentences import Range

_MONTH = r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
_SEASON = r"(?:Frühjahr|Frühling|Sommer|Herbst|Spätjahr|Winter|Jahresende|Jahresbeginn|Jahreswechsel)"
_YEARS = r"(?:19|20)\d\d(?:\s?[/–-]\s?(?:(?:19|20)?\d\d))?"
# "11. Juli 2019", "1.9.2021", "Anfang April 2014", "Herbst 2017", "3. Quartal 2020", "Schuljahr 2016/17", "2017".
_DATE = re.compile(
    rf"\d{{1,2}}\.\s?{_MONTH}(?:\s{_YEARS})?|\d{{1,2}}\.\d{{1,2}}\.(?:(?:19|20)?\d\d)?|"
    rf"(?:(?:Anfang|Mitte|Ende)\s)?(?:(?:\d\.|erste[ns]?|zweite[ns]?|dritte[ns]?|vierte[ns]?)\s(?:Quartal|Halbjahr)\s|(?:Schuljahr|Doppelhaushalt)(?:e?s)?\s)?"
    rf"(?:(?:{_MONTH}|{_SEASON})(?:\s{_YEARS})?|(?:(?:im\sJahre?|des\sJahres|in\sden\sJahren)\s)?{_YEARS})(?!\w)"
)
# "in den nächsten Wochen", "im kommenden Jahr", "im Laufe des Jahres".
_RELATIVE = re.compile(
    r"(?:(?:in\sden|im|in\sder|bis\szum)\s(?:nächsten|kommenden|folgenden|laufenden)|im\sLaufe\sdes(?:\s(?:nächsten|kommenden))?)\s"
    r"(?:\w{3,6}\s)?(?:Wochen|Monate[ns]?|Jahren|Jahre?s?|Schuljahre?s?|Haushaltsjahre?s?|Quartals?)(?!\w)",
    re.IGNORECASE,
)
# „Lebenswerte Veedel“, "Tasse Tee": up to some words between quotes, beginning with a capital or a figure.
_QUOTED = re.compile(r"[„“\"»‚]\s?([A-ZÄÖÜ\d][^„“”\"»«‘\n]{2,80}(?:\n[^„“”\"»«‘\n]{1,60})?)[“”\"«‘]")
_WORD = re.compile(r"\w[\w/&.+'’-]*\w|\w")
# Names in a row after a project's colon: "Kölner Veedelscenter (KVC) und Klosterwald 2.0".
_LISTED = re.compile(
    r"\s?[:,]?\s?(?:und\s|sowie\s)?((?:[A-ZÄÖÜ][\wäöüß-]+)(?:\s(?:[A-ZÄÖÜ][\w-]+|\d+(?:\.\d+)?))*(?:\s\([A-ZÄÖÜ]\w+\))?)(?=\s?(?:,|\.|und|sowie|mit|in|$))"
)
# What belongs to a name after its head noun: capitals, figures, an acronym in brackets.
_TAIL = re.compile(r"(?:\s(?:[A-ZÄÖÜ][\w-]+|\d{4}(?:[-–/]\d{2,4})?|\d+(?:\.\d+)+))*(?:\s\([A-ZÄÖÜ][\w -]{1,30}\))?")
_GENITIVE = re.compile(r"e?s$")
_MOST_LISTED = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: project, place or time, and its range."""

    kind: str
    start: int
    end: int


@cache
def _lexicon() -> dict[str, Words]:
    return {label: Words.of({label: terms}) for label, terms in load_yaml("mentions.yml").items()}


def mentions_in(text: str, start: int, end: int) -> list[Mention]:
    """The projects, places and times of a sentence, by kind, each in the order of the text; no place inside a project's name."""
    projects = _apart(_projects(text, start, end))
    named = [(low, high) for low, high in _apart(_places(text, start, end)) if not any(one <= low < other for one, other in projects)]
    found = (("project", projects), ("place", named), ("time", _apart(_times(text, start, end))))
    return [Mention(kind, low, high) for kind, ranges in found for low, high in ranges]


def _apart(ranges: Iterable[Range]) -> list[Range]:
    """In order, the longest of those that begin together, none that begins inside another."""
    kept: list[Range] = []
    for low, high in sorted(set(ranges), key=lambda one: (one[0], -one[1])):
        if low < high and (not kept or low >= kept[-1][1]):
            kept.append((low, high))
    return kept


def _is(label: str, word: str) -> bool:
    plain = word.lower()
    words = _lexicon()[label]
    return bool(words.labels(plain) or words.labels(_GENITIVE.sub("", plain)))


def _projects(text: str, start: int, end: int) -> Iterator[Range]:
    for match in _QUOTED.finditer(text, start, end):
        before = _WORD.findall(text, max(start, match.start() - 40), match.start())
        if " " in match[1].strip() or any(character.isdigit() for character in match[1]) or (before and _is("projects", before[-1])):
            yield match.span(1)
            yield from _listed(text, match.end(), end)
    for match in _WORD.finditer(text, start, end):
        if match[0][0].isupper() and _is("projects", match[0]):
            yield from _named_project(text, start, end, match)


def _named_project(text: str, start: int, end: int, head: re.Match[str]) -> Iterator[Range]:
    tail = _TAIL.match(text, head.end(), end)
    high = tail.end() if tail else head.end()
    if _is("bare", head[0]):
        if high > head.end():
            yield head.end() + 1, high
        return
    low = head.start()
    if text[max(start, low - 5) : low].endswith(" und ") and (first := re.search(r"[A-ZÄÖÜ][\w-]+$", text[max(start, low - 45) : low - 5])):
        low = max(start, low - 45) + first.start()
    yield low, high


def _listed(text: str, at: int, end: int) -> Iterator[Range]:
    if text[at : at + 1] != ":":
        return
    for _ in range(_MOST_LISTED):
        match = _LISTED.match(text, at, end)
        if not match:
            return
        yield match.span(1)
        at = match.end()


def _places(text: str, start: int, end: int) -> Iterator[Range]:
    before, before_start = "", start
    for match in _WORD.finditer(text, start, end):
        word = match[0]
        if word[0].isupper() and _is("places", word):
            if (
                len(before) > len("Der")
                and before[:1].isupper()
                and before.endswith("er")
                and match.start() - before_start <= len(before) + 1
            ):
                yield before_start, match.end()
            elif not _is("common_places", word):
                yield match.span()
        elif word[0].isupper() and before[:1].isupper() and _is("districts", before):
            yield match.span()
        before, before_start = word, match.start()


def _times(text: str, start: int, end: int) -> Iterator[Range]:
    yield from (match.span() for match in _DATE.finditer(text, start, end))
    yield from (match.span() for match in _RELATIVE.finditer(text, start, end))
    yield from (match.span() for match in _WORD.finditer(text, start, end) if _lexicon()["times"].labels(match[0].lower()))

"""Who asks: persons and groups, as the head and the signatures of an inquiry name them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, takewhile

from etl.extract.groups import councils_in, factions_in_text, groups_in, groups_in_brackets, parties_in
from etl.extract.heads import Head
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines
from etl.extract.names import DEGREE, NAME, FoundName, names_office, persons_in

_BRACKETS = re.compile(r"\([^()]*\)?")
_SIGNED = re.compile(r"(?:unterzeichnete?(?:\svon)?|gezeichnet(?:\svon)?|gez\.)\s?:?", re.IGNORECASE)
# Who signs for others: "Für die SPD-Fraktion", "Stellvertretend für die FDP OR-Fraktion:"
_ON_BEHALF = re.compile(r"(?:Stellvertretend\s)?[Ff]ür\sdie\s[\w´'`‘’/. -]{2,40}?[Ff]raktion(?:\sim\s\w+)?\s?:?\s?")
_ADDRESS = rf"(?:{LAYOUT.person_title.pattern}\.?)"
_PERSON = rf"(?:{DEGREE}\s)?{NAME}(?:\s(?:von\s)?{NAME})?"
_FULL_NAME = rf"(?:{DEGREE}\s)?{NAME}\s(?:von\s)?{NAME}"
_GROUP_BETWEEN = r"(?:\s?\([^()\n]{2,30}\)|,\s[\w/. -]{2,30},)?"
# Who asks in running text: "Anfrage von Herrn Klein", "Frau Sommer möchte wissen", "stellte Herr Klein folgende Fragen"
_ASKED_BY = re.compile(
    rf"[Aa]nfrage\s(?:Nr\.\s\S+\s)?(?:(?:von|der|des)\s)?(?i:{_ADDRESS}\s)+(?P<after>{_PERSON})(?:(?:\sund\s|,\s)(?:(?i:{_ADDRESS})\s)?(?P<also>{_FULL_NAME}))?"
    rf"|[Aa]nfrage\s(?:von\s)?(?P<untitled>{_FULL_NAME})(?=\s?\(|\s[\w/]+-Fraktion|\s*\n)"
    rf"|(?i:{_ADDRESS}\s)+(?P<before>{_PERSON}){_GROUP_BETWEEN}\s(?:möchte|fragt|bittet|bat|erkundigt|stellte?|hat\s(?:folgende|gefragt|um))"
    rf"|\b(?:stellte|fragte|bat|bittet|fragt|erkundigte\ssich)\s(?i:{_ADDRESS}\s)+(?P<inverse>{_PERSON})"
    rf"|(?i:{_ADDRESS})\s(?P<speaker>{_PERSON})\s?:\s(?:Ich\sfrage|Wir\sfragen|Meine\sFrage)"
    rf"|(?:Fragesteller|Anfragesteller|Anfragende|Fragende|Einreicher|Initiator|Verfasser|Antragsteller)(?:[*:/]?in(?:nen)?|er|r)?\s?:\s?(?i:{_ADDRESS}\s)*(?P<labelled>{_PERSON})"
    rf"|(?<=den)\s\d{{1,2}}\.\s?(?:\d{{1,2}}\.|[A-Z][a-zä]{{2,8}})\s?\d{{4}}\s(?:[Ff]ür\sdie\s)?(?P<dated>{_FULL_NAME})(?=,?\s(?:[\w/]+-)?(?:Fraktion|\())"
)
# Whom an answer addresses: "Sehr geehrte Frau Sommer, Ihre Anfrage"
_ADDRESSED = re.compile(rf"geehrter?\s(?:Herr|Frau)\s(?:{_ADDRESS}\s)?(?P<addressed>(?:{DEGREE}\s)?{NAME}(?:\s{NAME})?)(?=\s?[,!])")
_ASKED_WITHIN = 800
_MOST_SIGNED_LINES = 16
_MOST_LINES_BELOW = 4
_LONGEST_SIGNED_LINE = 110


def read_authors(text: str, head: Head, *, is_answer: bool = False) -> list[FoundName]:
    """The persons and groups that put an inquiry, each once; is_answer: the text also answers, so it addresses who asks."""
    found = [*_in_head(head), *_said_to_ask(text, head), *(_addressed(text) if is_answer else ())]
    signed = _signed_lines(text, head.end)
    found += [name for line in signed for name in _signed_names(line)]
    persons = [name for name in found if name.kind == "person"]
    in_signature = chain.from_iterable(map(groups_in, signed))
    for fallback in (in_signature, councils_in(head, persons), parties_in(head.lines), factions_in_text(text, head.end)):
        if not any(name.kind == "group" for name in found):
            found += fallback
    return distinct(found)


def read_head_authors(head: Head) -> list[FoundName]:
    """The inquirers that the head of an answer repeats."""
    return distinct(_in_head(head))


def _in_head(head: Head) -> list[FoundName]:
    lines = [line for line in head.lines if not (head.title_start <= line.start < head.title_end) and len(line.text) < _LONGEST_SIGNED_LINE]
    return [name for line in lines for name in _in_line(line)]


def _said_to_ask(text: str, head: Head) -> Iterator[FoundName]:
    """Persons of whom the text says that they ask: "Anfrage von Herrn Muster", "Frau Sommer möchte wissen"."""
    for match in _ASKED_BY.finditer(text, 0, head.end + _ASKED_WITHIN):
        for which, name in match.groupdict().items():
            if name and not any(map(names_office, name.split())) and not LAYOUT.party.match(name):
                yield FoundName(name, "person", match.start(which), match.end(which))


def _addressed(text: str) -> Iterator[FoundName]:
    """The persons, not the holders of offices, whom an answer addresses."""
    for match in _ADDRESSED.finditer(text):
        if not names_office(match["addressed"].split()[0]):
            yield FoundName(match["addressed"], "person", match.start("addressed"), match.end("addressed"))


def _in_line(line: Line) -> Iterator[FoundName]:
    title = LAYOUT.person_title.match(line.text)
    if not title:
        yield from groups_in(line)
        return
    without = _BRACKETS.sub(lambda match: " " * len(match.group()), line.text)
    yield from persons_in(Line(line.start, line.end, without), title.end())
    yield from groups_in_brackets(line)


def _signed_lines(text: str, start: int) -> list[Line]:
    """The lines after the one that closes the text; without such a line, those at the end that hold names and groups only."""
    lines = [line for line in split_lines(text, start) if line.text]
    closing = next((at for at, line in enumerate(lines) if LAYOUT.closing.match(line.text) or _ON_BEHALF.match(line.text)), None)
    if closing is not None:
        return [line for line in lines[closing : closing + _MOST_SIGNED_LINES] if len(line.text) < _LONGEST_SIGNED_LINE]
    backwards = list(reversed(lines[-_MOST_SIGNED_LINES:]))
    below = list(takewhile(lambda line: not _is_signature(line), backwards[:_MOST_LINES_BELOW]))
    return list(takewhile(_is_signature, backwards[len(below) :]))[::-1]


def _is_signature(line: Line) -> bool:
    words = line.text.split()
    if len(line.text) >= _LONGEST_SIGNED_LINE or line.text.endswith((".", "?")):
        return False
    return any(True for _ in persons_in(line)) or any(map(names_office, words[:3]))


def _signed_names(line: Line) -> Iterator[FoundName]:
    lead = _SIGNED.match(line.text) or _ON_BEHALF.match(line.text)
    if lead or not LAYOUT.closing.match(line.text):
        yield from persons_in(line, lead.end() if lead else 0, beside_offices=True)


def _plain(name: str) -> frozenset[str]:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return frozenset(bare.lower().split())


def distinct(names: Iterable[FoundName]) -> list[FoundName]:
    """Each name once, the first time; a part of one that came before is the same."""
    kept: list[tuple[frozenset[str], FoundName]] = []
    for name in names:
        words = _plain(name.name)
        if not any(name.kind == other.kind and words <= known for known, other in kept):
            kept.append((words, name))
    return [name for _, name in kept]

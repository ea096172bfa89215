"""Names of the groups that ask: factions, parties, local councils."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, takewhile

from etl.extract.heads import Head
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line
from etl.extract.names import FoundName, names_person

_GROUP_IN_BRACKETS = re.compile(r"\((?P<group>[^()\d]{2,40})\)?")
# A faction: "SPD-Gemeinderatsfraktion", "CDU/FW-Ortschaftsratsfraktion Wettersbach", "B‘90/DIE GRÜNEN-OR-Fraktion"
_FACTION = re.compile(
    r"(?P<group>[A-ZÄÖÜ][\w´'`‘’ʼ/|.& ́]{0,30}?(?:\s?\?90/Die Grünen)?)[\s-]*"
    r"(?:(?:Gemeinderats|Ortschaftsrats|Stadtrats|Rats|Kreistags|OR|GR)-?)?\s?-?\s?(?:[Ff]raktion(?:en)?|[Gg]ruppe)(?!\w)"
)
# A faction named after the word: "Fraktion GRÜNE", "Fraktion der SPD", "Fraktion B90/Die Grünen im OR Durlach"
_FACTION_OF = re.compile(r"Fraktion(?:en)?\s(?:der\s)?(?P<group>[A-ZÄÖÜ][\w´'`‘’ʼ/|. ́]{1,30}?)(?=\s(?:im|in)\s|,|$)")
_FACTION_IN_TEXT = re.compile(r"\b[Dd]ie\s(?P<group>[A-ZÄÖÜ][\w´'`‘’/]{1,30})-(?:\w{2,20}-?)?[Ff]raktion\b")
# What leads to a name: "Anfrage der ", "Stellvertretend für die ", "Max Muster und die"
_LEAD = re.compile(r".*(?<!\w)(?:die|der|des|den|dem|das|von|für)(?:\s+|$)")
_ARTICLE = re.compile(r"Die\s+")
_AND = re.compile(r"\s+(?:und|u\.|sowie)\s+")
# Several groups' names joined by "und" are short: "CDU und FDP"
_ABBREVIATION = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜa-z/]{1,6}")
_NO_GROUP = re.compile(r"(?:pl|partei-?los|fraktionslos|stadt|gemeinsame|inter|\w*rats|or|gr)", re.IGNORECASE)
# The place that a local council is of: "Unterau", "6 Musterdorf", "Bad Muster"
_PLACE = re.compile(r"\s*(?P<place>(?:\d{1,2}[.\s-]{1,3})?[A-ZÄÖÜ][\w-]+(?:[\s/][A-ZÄÖÜ][\w-]+){0,2})")
_ASKED_WITHIN = 800


def groups_in(line: Line) -> Iterator[FoundName]:
    """The factions that a line names."""
    for pattern in (_FACTION, _FACTION_OF):
        match = pattern.search(line.text)
        found = list(_named(match, line)) if match else []
        if found:
            yield from found
            return


def groups_in_brackets(line: Line) -> Iterator[FoundName]:
    """The groups that stand behind the names of people: "Stadtrat Max Muster (SPD)"."""
    for match in _GROUP_IN_BRACKETS.finditer(line.text):
        yield from _named(match, line)


def parties_in(lines: Iterable[Line]) -> Iterator[FoundName]:
    """The parties that lines of a letter's head begin with."""
    for line in lines:
        match = LAYOUT.party.match(line.text)
        if match:
            yield FoundName(match.group(), "group", line.start, line.start + match.end())


def factions_in_text(text: str, start: int) -> Iterator[FoundName]:
    """The faction that the first sentences name: "die CDU-Fraktion bittet"."""
    match = _FACTION_IN_TEXT.search(text, start, start + _ASKED_WITHIN)
    if match:
        yield FoundName(match["group"], "group", match.start("group"), match.end("group"))


def councils_in(head: Head, persons: Sequence[FoundName]) -> Iterator[FoundName]:
    """A local council that asks as a whole: named alone on a line between the heading and the first label.

    persons: those who ask; "Ortschaftsrat Muster" may be one of them rather than the council of a place.
    """
    surnames = {word for person in persons for word in person.name.split()}
    below = list(dropwhile(lambda line: not _is_heading(line), head.lines))[1:]
    for line in takewhile(lambda line: not _is_label(line), below):
        council = LAYOUT.asking_body.match(line.text)
        place = _PLACE.fullmatch(line.text, council.end()) if council else None
        if place and not names_person(line.text) and not surnames & set(place["place"].split()):
            yield FoundName(line.text, "group", line.start, line.end)


def _is_heading(line: Line) -> bool:
    return any(LAYOUT.headings[role].match(line.text) for role in ("inquiry", "answer"))


def _is_label(line: Line) -> bool:
    return any(label.match(line.text) for label in LAYOUT.labels.values())


def _named(match: re.Match[str], line: Line) -> Iterator[FoundName]:
    """The groups that a match names, without what leads to them."""
    low, high = match.span("group")
    low = _name_start(line.text, low, high)
    parts = _parts(line.text, low, high)
    for begin, end in parts:
        raw = line.text[begin:end]
        name = raw.strip(" -")
        if name and not _NO_GROUP.fullmatch(name):
            start = line.start + begin + raw.index(name)
            yield FoundName(name, "group", start, start + len(name))


def _name_start(line: str, low: int, high: int) -> int:
    """Where a name begins behind articles, prepositions, the heading of the document and who asks besides the group."""
    lead = _LEAD.match(line, low, high)
    low = lead.end() if lead else low
    for heading in (LAYOUT.headings["inquiry"].match(line, low, high), LAYOUT.headings["other"].match(line, low, high)):
        low = heading.end() if heading else low
    low += len(line[low:high]) - len(line[low:high].lstrip())
    article = _ARTICLE.match(line, low, high)
    belongs = article and LAYOUT.party.match(line, low, high)
    return article.end() if article and not belongs else low


def _parts(line: str, low: int, high: int) -> list[tuple[int, int]]:
    """The ranges of the names that "und" joins, if each is a party or looks like an abbreviation; else the whole."""
    cuts = list(_AND.finditer(line, low, high))
    ranges = list(zip([low, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), high], strict=True))
    are_names = all(LAYOUT.party.fullmatch(line, *part) or _ABBREVIATION.fullmatch(line, *part) for part in ranges)
    return ranges if are_names else [(low, high)]

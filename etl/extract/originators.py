"""Who put an inquiry, as a source's own metadata write it: "Muster, Eva (SPD)", "Fraktion Die Linke, Herr Beispiel", "SPD; Muster, Eva"."""

import re
from collections.abc import Iterable, Iterator

from etl.extract.groups import groups_in_brackets
from etl.extract.layout import LAYOUT
from etl.extract.lines import LOST, Line, readable
from etl.extract.names import DEGREE, NAME, persons_in

Named = tuple[str, str]

_BRACKETS = re.compile(r"\([^()]*\)?")
# Between entries: a line break, a semicolon, a colon, a dash, a slash before a name, or the number of the next: "1. SPD 2. Muster, Eva"
_ENTRY = re.compile(r"\s*[\n;:]\s*|\s[-–]\s|/(?=[A-ZÄÖÜ][a-zäöü\ufffd]+,)|(?:^|\s)\d{1,2}\.\s(?=[A-ZÄÖÜ])")
_FACTION = re.compile(r"(?:Die\s)?(?:(?:Bezirks|Rats|Stadtrats)?[Ff]raktion|Gruppe)\s(?:der\s|des\s)?")
_FACTION_AFTER = re.compile(r"-?\s?(?:(?:Bezirks|Rats|Stadtrats)?[Ff]raktion|Gruppe)(?!\w)")
_LAST = re.compile(rf"(?:{DEGREE}\s?)*(?:(?:von|van|de|zu)\s)*{NAME}")
_FIRST = re.compile(rf"(?P<degree>(?:{DEGREE}\s?)*){NAME}(?:[\s-]{NAME})?")
_TITLED = re.compile(rf"(?:{DEGREE}\s?)*{NAME}")


def read_originators(names: Iterable[str]) -> Iterator[Named]:
    """Names of inquirers as a source gives them, each with its kind: person or group.

    >>> list(read_originators(["Muster, Eva (SPD)", "Die Linke", "Herr Max Beispiel", "CDU, Frau Sommer"]))
    [('Eva Muster', 'person'), ('SPD', 'group'), ('Die Linke', 'group'), ('Max Beispiel', 'person'), ('CDU', 'group'), ('Sommer', 'person')]
    """
    for given in names:
        said = readable(given)
        found = [name for entry in _ENTRY.split(_BRACKETS.sub("", said)) if entry.strip() for name in _in_entry(entry)]
        persons = [name for name in found if name[1] == "person"]
        found += [(group.name, "group") for group in groups_in_brackets(Line(0, len(said), said))] if persons else []
        yield from ((name.replace(LOST, "?"), kind) for name, kind in found or [(said.strip(), "group")])


def _in_entry(entry: str) -> Iterator[Named]:
    """The groups and persons between the commas of an entry; of two parts that are one word each, the second is the first name."""
    parts = [" ".join(part.split()) for part in entry.split(",")]
    at = 0
    while at < len(parts):
        group, rest = _group_first(parts[at])
        if group:
            yield group, "group"
        following = parts[at + 1] if at + 1 < len(parts) else ""
        first = _FIRST.fullmatch(following)
        if rest and first and _LAST.fullmatch(_untitled(rest)) and not _group_first(following)[0]:
            degree = first["degree"]
            yield f"{degree}{following.removeprefix(degree)} {_untitled(rest)}", "person"
            at += 1
        elif rest:
            yield from ((name, "person") for name in _persons(rest))
        at += 1


def _group_first(part: str) -> tuple[str, str]:
    """The group that a part begins with, "" if with none, and what is left."""
    faction = _FACTION.match(part)
    low = faction.end() if faction else 0
    party = LAYOUT.party.match(part, low)
    if not party:
        return (part[low:], "") if faction else ("", part)
    after = _FACTION_AFTER.match(part, party.end())
    return party[0], part[after.end() if after else party.end() :].strip()


def _untitled(part: str) -> str:
    title = LAYOUT.person_title.match(part)
    return part[title.end() :].strip() if title else part


def _persons(part: str) -> list[str]:
    """The persons in a part: full names, or after a title such as "Herr" a surname."""
    found = [name.name for name in persons_in(Line(0, len(part), part))]
    bare = _untitled(part)
    return found or ([bare] if bare != part and _TITLED.fullmatch(bare) else [])

"""Who asks: persons and groups, as the head and the signatures of an inquiry name them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

from etl.extract.heads import Head
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line, split_lines

_DEGREE = r"(?:Prof|Dr|Dipl|Ing|med|jur|phil|rer|nat|h|c)\.(?:-\w{1,12}\.)?"
_NAME = r"[A-ZÄÖÜØÅÉ][\w’'´`-]+"
# One name after the other: "Max Muster Eva Beispiel Dr. Ida Muster-Probe"
_NAMES = re.compile(rf"(?:{_DEGREE}\s?|(?:von|van|de|der|zu|den)\s|[A-Z]\.\s|{_NAME}(?:\s|$))+")
_TOKEN = re.compile(rf"(?P<degree>{_DEGREE})|(?P<small>(?:von|van|de|der|zu|den)\b|[A-Z]\.)|(?P<name>{_NAME})")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\bund\b|\bu\.)\s*")
_BRACKETS = re.compile(r"\([^()]*\)?")
_GROUP_IN_BRACKETS = re.compile(r"\((?P<group>[^()\d]{2,40})\)?")
# A faction: "SPD-Gemeinderatsfraktion", "CDU/FW-Ortschaftsratsfraktion Wettersbach", "B‘90/DIE GRÜNEN-OR-Fraktion"
_FACTION = re.compile(
    r"(?P<group>[A-ZÄÖÜ][\w´'`‘’ʼ/|.& ́]{0,30}?(?:\s?\?90/Die Grünen)?)[\s-]*"
    r"(?:(?:Gemeinderats|Ortschaftsrats|Stadtrats|Rats|Kreistags|OR|GR)-?)?\s?-?\s?(?:[Ff]raktion(?:en)?|[Gg]ruppe)(?!\w)"
)
# A faction named after the word: "Fraktion GRÜNE", "Fraktion der SPD"
_FACTION_OF = re.compile(r"Fraktion(?:en)?\s(?:der\s|Die\s)?(?P<group>[A-ZÄÖÜ][\w´'`‘’/|. ]{1,30})$")
_FACTION_IN_TEXT = re.compile(r"\b[Dd]ie\s(?P<group>[A-ZÄÖÜ][\w´'`‘’/]{1,30})-(?:\w{2,20}-?)?[Ff]raktion\b")
_NO_GROUP = re.compile(
    r"(?:pl|partei-?los|fraktionslos|stadt|(?:für |stellvertretend für )?die|der|gemeinsame|inter|\w*rats|or|gr)", re.IGNORECASE
)
_SIGNED = re.compile(r"(?:unterzeichnete?(?:\svon)?|gezeichnet(?:\svon)?|gez\.)\s?:?", re.IGNORECASE)
# Who signs for others: "Für die SPD-Fraktion", "Stellvertretend für die FDP OR-Fraktion:"
_ON_BEHALF = re.compile(r"(?:Stellvertretend\s)?[Ff]ür\sdie\s[\w´'`‘’/. -]{2,40}?[Ff]raktion(?:\sim\s\w+)?\s?:?\s?")
_ADDRESS = r"(?:Herrn?|Frau|Stadtrat|Stadträtin|(?:Bezirks|Stadt)verordnete[rn]?|Ratsmitglied|Ratsherrn?|Ratsfrau)"
# Who asks in running text: "Anfrage von Herrn Klein", "Frau Sommer möchte wissen", "Sehr geehrte Frau Sommer, ich beantworte"
_ASKED_BY = re.compile(
    rf"(?:[Aa]nfrage\s(?:von|der|des)\s(?:{_ADDRESS}\s)+"
    rf"(?P<after>(?:{_DEGREE}\s)?{_NAME}(?:\s{_NAME})?)|{_ADDRESS}\s(?P<before>(?:{_DEGREE}\s)?{_NAME}(?:\s{_NAME})?)\s(?:möchte|fragt|bittet|erkundigt)\b"
    rf"|geehrter?\s(?:Herr|Frau)\s(?P<addressed>(?:{_DEGREE}\s)?{_NAME}),\s(?:ich|Ihre|gerne|zu\sIhrer)\b)"
)
_ASKED_WITHIN = 800
# A word that names an office and no person.
_OFFICE_WORD = re.compile(
    r"\w{0,40}?(?:vorsitzende[rn]?|vertreter(?:in)?|rätin(?:nen)?|rat|mitglied|sprecher(?:in)?|meister(?:in)?|fraktion|gruppe|partei|verordnete[r]?)",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    (
        *("die", "der", "das", "und", "für", "mit", "stadt", "seite", "anlage", "vorlage", "termin", "gremium", "hauptamt"),
        *("ratsangelegenheiten", "sachverhalt", "begründung", "grüße", "grüßen", "freundlichen"),
    )
)
_MOST_SIGNED_LINES = 16
_MOST_LINES_BELOW = 4
_LONGEST_SIGNED_LINE = 110
_NAME_PARTS = 2


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name in a text, what it is (person, group, organization, signatory) and where it stands."""

    name: str
    kind: str
    start: int
    end: int


def read_authors(text: str, head: Head) -> list[FoundName]:
    """The persons and groups that put an inquiry, each once."""
    found = [*_in_head(head), *_said_to_ask(text, head)]
    signed = _signed_lines(text, head.end)
    found += [name for line in signed for name in _signed_names(line)]
    for fallback in (chain.from_iterable(map(_groups, signed)), map(_party, head.lines), _factions(text, head.end)):
        if not any(name.kind == "group" for name in found):
            found += [name for name in fallback if name]
    return _distinct(found)


def read_head_authors(head: Head) -> list[FoundName]:
    """The inquirers that the head of an answer repeats."""
    return _distinct(_in_head(head))


def _in_head(head: Head) -> list[FoundName]:
    lines = [line for line in head.lines if not (head.title_start <= line.start < head.title_end) and len(line.text) < _LONGEST_SIGNED_LINE]
    return [name for line in lines for name in _in_line(line)]


def _said_to_ask(text: str, head: Head) -> Iterator[FoundName]:
    """Persons of whom the text says that they ask: "Anfrage von Herrn Muster", "Frau Sommer möchte wissen"."""
    for match in _ASKED_BY.finditer(text, 0, head.end + _ASKED_WITHIN):
        which = match.lastgroup or "after"
        yield FoundName(match[which], "person", match.start(which), match.end(which))


def _in_line(line: Line) -> Iterator[FoundName]:
    title = LAYOUT.person_title.match(line.text)
    if not title:
        yield from _groups(line)
        return
    without = _BRACKETS.sub(lambda match: " " * len(match.group()), line.text)
    yield from _persons(Line(line.start, line.end, without), title.end())
    for match in _GROUP_IN_BRACKETS.finditer(line.text):
        yield from _group(match, line)


def _persons(line: Line, at: int) -> Iterator[FoundName]:
    """The names in a line from `at` on, parted by commas or "und"; parts that are no plain name are left out."""
    for match in [*_BETWEEN_NAMES.finditer(line.text, at), None]:
        end = match.start() if match else len(line.text)
        part = line.text[at:end]
        low = at + len(part) - len(part.lstrip())
        title = LAYOUT.person_title.match(line.text, low, end)
        low = title.end() if title else low
        low += len(line.text[low:end]) - len(line.text[low:end].lstrip())
        names = line.text[low:end].rstrip(" .")
        if _NAMES.fullmatch(names):
            yield from _one_by_one(line.start + low, names)
        at = match.end() if match else end


def _one_by_one(offset: int, names: str) -> Iterator[FoundName]:
    """Names that stand one after the other: a new one begins with a degree, or after two words if at least two more follow."""
    tokens = list(_TOKEN.finditer(names))
    if any(_OFFICE_WORD.fullmatch(token.group()) or token.group().lower() in _NO_NAME for token in tokens):
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


def _groups(line: Line) -> Iterator[FoundName]:
    for pattern in (_FACTION, _FACTION_OF):
        match = pattern.search(line.text)
        if match:
            yield from _group(match, line)
            return


def _party(line: Line) -> FoundName | None:
    """The party that a line of a letter's head begins with."""
    match = LAYOUT.party.match(line.text)
    return FoundName(match.group(), "group", line.start, line.start + match.end()) if match else None


def _factions(text: str, start: int) -> Iterator[FoundName]:
    """The faction that the first sentences name: "die CDU-Fraktion bittet"."""
    match = _FACTION_IN_TEXT.search(text, start, start + _ASKED_WITHIN)
    if match:
        yield FoundName(match["group"], "group", match.start("group"), match.end("group"))


def _group(match: re.Match[str], line: Line) -> Iterator[FoundName]:
    name = match["group"].strip(" -")
    if name and not _NO_GROUP.fullmatch(name):
        start = line.start + match.start("group")
        yield FoundName(name, "group", start, start + len(match["group"].rstrip(" -")))


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
    if len(line.text) >= _LONGEST_SIGNED_LINE:
        return False
    return any(True for _ in _persons(line, 0)) or any(_OFFICE_WORD.fullmatch(word.strip(".,-").rpartition("-")[2]) for word in words[:3])


def _signed_names(line: Line) -> Iterator[FoundName]:
    lead = _SIGNED.match(line.text) or _ON_BEHALF.match(line.text)
    if lead or not LAYOUT.closing.match(line.text):
        yield from _persons(line, lead.end() if lead else 0)


def _plain(name: str) -> frozenset[str]:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return frozenset(bare.lower().split())


def _distinct(names: Iterable[FoundName]) -> list[FoundName]:
    kept: list[tuple[frozenset[str], FoundName]] = []
    for name in names:
        words = _plain(name.name)
        if not any(name.kind == other.kind and words <= known for known, other in kept):
            kept.append((words, name))
    return [name for _, name in kept]

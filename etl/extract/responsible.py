"""Who answers: offices named as responsible, and people who sign."""

import re
from collections.abc import Iterator

from etl.extract.authors import FoundName
from etl.extract.dates import find_dates
from etl.extract.heads import Head
from etl.extract.layout import LAYOUT
from etl.extract.lines import split_lines

# Values that are no office: references, agenda items, dates, "öffentlich", crosses
_NO_OFFICE = re.compile(r"(?:[\d./\s:-]+(?:und[\d./\s]+)?[a-z]?|[xX?-]|(?:nicht\s?)?öffentlich|\d+\.\s.*|Dez\.?)$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:/|;|,|\bi\.\s?B\.\s?m\.|\bi\.\s?V\.\s?m\.|\bund\b(?!\s\d))\s*")
# The line before an answer: "Antwort des Jobcenter Köln:", "Stellungnahme der Verwaltung:"
_ANSWER_OF = re.compile(r"(?:Antwort|Stellungnahme|Beantwortung|Mitteilung)\s(?:des|der|von)\s(?P<office>[A-ZÄÖÜ][^:\n]{2,80}):")
# An office whose name goes on in the next line
_GOES_ON = re.compile(r"(?:[/,;]|\bund|\bi\.\s?[BV]\.\s?m\.)\s*$")
_GENITIVE = re.compile(r"(?<=[Aa]mt)e?s\b")
_ADMINISTRATION = re.compile(r"(?:Stadtv|V)erwaltung")
_SIGNATURE = re.compile(r"(?:gez\.|gezeichnet:?)\s*(?P<name>(?:(?:Prof|Dr)\.\s){0,2}[A-ZÄÖÜ][\w-]+(?:\s[A-ZÄÖÜ][\w.-]+){0,3})")
# A unit of the administration itself, which answers for the body: "Dez. 2", "Tiefbauamt", "OA", "Fachbereich 4"
_UNIT = re.compile(
    r"(?:Dez(?:ernat)?\b|Abt|Fachbereich|Stabsstelle|Referat|Bezirks|Orts)|.*(?:amt|ämter|verwaltung|direktion|dienst|behörde)\b|[\w.&+-]{1,8}$",
    re.IGNORECASE,
)
# Place and date of a letter: "Köln, den 23. Januar 2012"
_LETTER_DATE = re.compile(r"[A-ZÄÖÜ][\w. -]{2,30},?\s(?:den\s)?(?=\d{1,2}\.)")
_MOST_OFFICES = 6
_LONGEST_OFFICE = 90


def read_responsible(text: str, head: Head) -> list[FoundName]:
    """The offices that a head or the line before the answer names, as written."""
    found = list(_labelled(head)) or list(_in_columns(head))
    if not found:
        match = _ANSWER_OF.search(text)
        if match and not _ADMINISTRATION.fullmatch(match["office"].strip()):
            found = [
                FoundName(_GENITIVE.sub("", match["office"].strip(), count=1), "organization", match.start("office"), match.end("office"))
            ]
    distinct = {name.name: name for name in reversed(found)}
    return [name for name in found if distinct[name.name] is name][:_MOST_OFFICES]


def _labelled(head: Head) -> Iterator[FoundName]:
    for line in head.lines:
        label = LAYOUT.labels["responsible"].match(line.text)
        if label and line.text[label.end() - 1] == ":":
            yield from _offices(line.text[label.end() :], line.start + label.end())


def _in_columns(head: Head) -> Iterator[FoundName]:
    """What stands between the label, alone on its line, and the title, without the other labels' values."""
    at = next((n for n, line in enumerate(head.lines) if LAYOUT.labels["responsible"].fullmatch(line.text)), None)
    if at is None:
        return
    for line in head.lines[at + 1 :]:
        if (head.title_end and line.end > head.title_start) or LAYOUT.labels["table"].match(line.text):
            return
        if _NO_OFFICE.match(line.text) or LAYOUT.session_body.search(line.text) or len(line.text) >= _LONGEST_OFFICE:
            continue
        yield from _offices(line.text, line.start)
        if not _GOES_ON.search(line.text):
            return


def _offices(value: str, offset: int) -> Iterator[FoundName]:
    at = 0
    for match in [*_SEPARATOR.finditer(value), None]:
        end = match.start() if match else len(value)
        raw = value[at:end]
        name = raw.strip()
        if name and name != "-" and not _NO_OFFICE.match(name):
            start = offset + at + raw.index(name)
            yield FoundName(name, "organization", start, start + len(name))
        at = match.end() if match else end


def read_signatories(text: str, start: int) -> list[FoundName]:
    """The people who sign a text after `start` ("gez. Wagner")."""
    found = []
    for line in split_lines(text, start):
        match = _SIGNATURE.match(line.text)
        if match:
            found.append(FoundName(match["name"], "signatory", line.start + match.start("name"), line.start + match.end("name")))
    return found


def is_own_organization(name: str) -> bool:
    """Whether an office named as responsible is an organisation of its own ("Jobcenter Köln") rather than a unit of the body.

    >>> is_own_organization("Jobcenter Köln"), is_own_organization("Dez. 2"), is_own_organization("Tiefbauamt")
    (True, False, False)
    """
    return not _UNIT.match(name)


def answering_date(head: Head) -> str:
    """The date that an answer itself bears, as a letter does in its head; "" if it bears none."""
    for line in head.lines:
        place = _LETTER_DATE.match(line.text)
        found = next(find_dates(line.text, place.end()), None) if place else None
        if found:
            return found.iso
    return ""

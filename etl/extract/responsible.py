"""Who answers: offices named as responsible, and people who sign."""

import re
from collections.abc import Iterator

from etl.extract.dates import find_dates
from etl.extract.heads import Head
from etl.extract.layout import LAYOUT
from etl.extract.lines import split_lines
from etl.extract.names import FoundName
from etl.model.documents import fold_whitespace

# Values that are no office: references, agenda items, dates, "öffentlich", crosses
_NO_OFFICE = re.compile(r"(?:[\d./\s:-]+(?:und[\d./\s]+)?[a-z]?|[xX?-]|(?:nicht\s?)?öffentlich|offen|\d+\.\s.*|Dez\.?)$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:/|;|,|\bi\.\s?B\.\s?m\.|\bi\.\s?V\.\s?m\.)\s*|(?<!-)\s+und\s+(?P<second>(?=\D))")
# What follows "und" is an office of its own: "OA", "Gartenbauamt", "Stadtwerke", "Dez. 2"; else it goes on: "Schulen und Sport"
_OFFICE = re.compile(
    r"[A-ZÄÖÜ][\w+]{0,2}[A-ZÄÖÜ]\w{0,3}\b(?!-)|[A-ZÄÖÜ][\w-]*(?:amt|ämter|werke|betriebe?|verwaltung|direktion|behörde|verband|gmbh)\b"
    r"|(?:Amt|Dez|Dezernat|Abt|Abteilung|Fachbereich|Referat|Stabsstelle|OV)\b",
)
# The sentence before an answer of somebody else: "Das Jobcenter teilt hierzu Folgendes mit:"
_SAYS = re.compile(
    r"(?:^|(?<=[.?!:]\s)|(?<=\n))(?:Das|Die|Der)\s(?P<office>[A-ZÄÖÜ][^.,:\n]{1,70}?)\s(?:teilt|teilte|nimmt|nahm|führt|hat|antwortet|erklärt)\b"
    r"[^.:\n]{0,100}(?:\bmit|Stellung(?:\sgenommen)?|\baus|mitgeteilt|geantwortet|folgendes|wie\sfolgt):",
)
# A body that answers as the administration itself, or a person who does
_ADMINISTRATION = re.compile(
    r"(?:(?:Stadt|Gemeinde|Kreis|Bezirks)?[Vv]erwaltung|Stadt|Gemeinde|Senat|Magistrat|Bezirksamt|Rat|Bürgerschaft|(?:\w+)?[Bb]ürgermeister\w*"
    r"|Landrat|Dezernent\w*|Anfrage\w*|Fraktion\w*|Antragsteller\w*)(?:\s.*)?"
)
# The line before an answer: "Antwort des Jobcenter Köln:", "Stellungnahme der Verwaltung:"
_ANSWER_OF = re.compile(r"(?:Antwort|Stellungnahme|Beantwortung|Mitteilung)\s(?:des|der|von)\s(?P<office>[A-ZÄÖÜ][^:\n]{2,80}):")
# A unit named in a letter's head or where the answer begins: "Abt. Bauen, Planen und Umwelt"
_NAMED_UNIT = re.compile(
    r"(?:Abt\.|Abteilung|Geschäftsbereich|Dezernat|Fachbereich|Fachamt|Amt\sfür|Referat)\s(?:für\s)?[A-ZÄÖÜ][\w-]*(?:(?:,\s|\sund\s|\su\.\s)[A-ZÄÖÜ][\w-]*){0,8}"
)
_UNIT_WITHIN = 400
# A line after which another office, or the rest of one, follows in the next line
_GOES_ON = re.compile(r"(?:[/,;]|\bund|\bi\.\s?[BV]\.\s?m\.|\bDez\.)$")
# The last word of a line that says of what only in the next one, and words that only end a name
_OPEN_NAME = re.compile(r"\b(?:Stabsstelle|Ortsverwaltung|Bezirksverwaltung|Stadtamt|Dezernat|Abteilung|Fachbereich|Referat|Amt|OV)$")
_NAME_END = re.compile(r"(?:gGmbH|GmbH|AG|KG|e\.\s?V\.|AöR)(?!\w)")
# "Dez. 4."
_ORDINAL_DOT = re.compile(r"(?<=\s\d)\.$")
_GENITIVE = re.compile(r"(?<=[Aa]mt)e?s\b")
_SIGNATURE = re.compile(r"(?:gez\.|gezeichnet:?)\s*(?P<name>(?:(?:Prof|Dr)\.\s){0,2}[A-ZÄÖÜ][\w-]+(?:\s[A-ZÄÖÜ][\w.-]+){0,3})")
# A unit of the administration itself, which answers for the body: "Dez. 2", "Tiefbauamt", "OA", "Fachbereich 4"
_UNIT = re.compile(
    r"(?:Dez(?:ernat)?\b|Abt|Fachbereich|Stabsstelle|Referat|Bezirks|Orts)|.*(?:amt|ämter|verwaltung|direktion|dienst|behörde)\b|[\w.&+-]{1,8}$",
    re.IGNORECASE,
)
# Place and date of a letter: "Köln, den 23. Januar 2012"
_LETTER_DATE = re.compile(r"[A-ZÄÖÜ][\w. -]{2,30},?\s(?:den\s)?(?=\d{1,2}\.)")
# "Die Anfrage kann erst zur nächsten Sitzung beantwortet werden.", "Die Antwort wird nachgereicht."
_FOLLOWS_LATER = re.compile(
    r"\b(?:kann|können|konnte|konnten|wird|werden)\b[^.]{0,120}\b(?:erst|noch\snicht|nicht\smehr|bis\szur|zur|in\sder)\b[^.]{0,80}"
    r"\b(?:nächsten|kommenden|folgenden|späteren|abschließend|vollständig)\w?\b[^.]{0,80}\bbeantwortet"
    r"|\b(?:Antwort|Beantwortung|Stellungnahme)\b[^.]{0,80}\b(?:wird|werden)\s(?:schriftlich\s)?(?:nachgereicht|nachgeliefert|zugesandt)"
)
_LONGEST_INTERIM = 700
_MOST_OFFICES = 6
_LONGEST_OFFICE = 90


def read_responsible(text: str, head: Head) -> list[FoundName]:
    """The offices that a head or the line before the answer names, as written."""
    found = list(_labelled(text, head)) or list(_in_columns(text, head))
    if not found:
        unit = _NAMED_UNIT.search(text, 0, head.end + _UNIT_WITHIN)
        found = list(_answering(text)) or ([FoundName(unit.group(), "organization", unit.start(), unit.end())] if unit else [])
    distinct = {name.name: name for name in reversed(found)}
    return [name for name in found if distinct[name.name] is name][:_MOST_OFFICES]


def _answering(text: str) -> Iterator[FoundName]:
    """Those whose answer a text says it gives: "Antwort des Jobcenters:", "Die Polizei teilt hierzu mit:", but not the administration."""
    for match in sorted((*_ANSWER_OF.finditer(text), *_SAYS.finditer(text)), key=lambda one: one.start()):
        office = match["office"].strip()
        if not _ADMINISTRATION.fullmatch(office):
            yield FoundName(_GENITIVE.sub("", office, count=1), "organization", match.start("office"), match.end("office"))


def _labelled(text: str, head: Head) -> Iterator[FoundName]:
    for at, line in enumerate(head.lines):
        label = LAYOUT.labels["responsible"].match(line.text)
        if label and line.text[label.end() - 1] == ":" and label.end() < len(line.text):
            yield from _offices(text, line.start + label.end(), _value_end(head, at))


def _in_columns(text: str, head: Head) -> Iterator[FoundName]:
    """What stands between the label, alone on its line, and the title, without the other labels' values."""
    at = next((n for n, line in enumerate(head.lines) if LAYOUT.labels["responsible"].fullmatch(line.text)), None)
    if at is None:
        return
    for number, line in enumerate(head.lines[at + 1 :], at + 1):
        if (head.title_end and line.end > head.title_start) or LAYOUT.labels["table"].match(line.text):
            return
        is_value = _NO_OFFICE.match(line.text) or LAYOUT.session_body.search(line.text) or _is_label(line.text)
        if is_value or len(line.text) >= _LONGEST_OFFICE:
            continue
        yield from _offices(text, line.start, _value_end(head, number))
        return


def _value_end(head: Head, at: int) -> int:
    """Where offices end that begin in a line of a head: lines that go on are followed, but not into the title."""
    line = head.lines[at]
    for below in head.lines[at + 1 :]:
        goes_on = _GOES_ON.search(line.text)
        is_open = head.title_end and (_OPEN_NAME.search(line.text) or _NAME_END.match(below.text))
        is_other = _is_label(below.text) or (head.title_end and below.end > head.title_start)
        if not (goes_on or is_open) or is_other or below.start - line.end > 1:
            break
        line = below
    return line.end


def _is_label(line: str) -> bool:
    """Whether a line is a label, or begins with one and a colon."""
    found = (label.match(line) for label in LAYOUT.labels.values())
    return any(match and (match.end() == len(line) or match.group().endswith(":")) for match in found)


def _offices(text: str, start: int, end: int) -> Iterator[FoundName]:
    """The offices in a range of a text, which separators part, and "und" where an office follows it."""
    cuts = [cut for cut in _SEPARATOR.finditer(text, start, end) if cut["second"] is None or _OFFICE.match(text, cut.end(), end)]
    for low, high in zip([start, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), end], strict=True):
        name = _ORDINAL_DOT.sub("", fold_whitespace(text[low:high]))
        if name and name != "-" and not _NO_OFFICE.match(name) and not _is_label(name):
            begin = low + len(text[low:high]) - len(text[low:high].lstrip())
            yield FoundName(name, "organization", begin, begin + len(text[begin:high].rstrip()))


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


def is_interim(name: str, text: str, head: Head) -> bool:
    """Whether an answer only says that the proper one will follow: its file's name or its head does, or all of a short text."""
    if LAYOUT.interim.search(name.replace("_", " ")) or any(LAYOUT.interim.match(line.text) for line in head.lines):
        return True
    body = text[head.end :].strip()
    return len(body) < _LONGEST_INTERIM and bool(_FOLLOWS_LATER.search(body))

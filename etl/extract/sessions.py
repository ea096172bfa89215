"""When and where a document says its paper is dealt with: session, agenda item, date of receipt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from etl.extract.dates import find_dates
from etl.extract.heads import Head
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line
from etl.extract.names import names_person

_ITEM = r"\d{1,3}(?:\.\d{1,3}){0,4}(?:\s?[a-w])?(?![\w/])"
_ITEM_ALONE = re.compile(_ITEM)
# An agenda item in running text: "TOP 8.2.4", "zu TOP 3.6", "TOP: 17.2"
_ITEM_NAMED = re.compile(rf"\b(?:TOP|Tagesordnungspunkt|Punkt)\s?:?\s(?P<item>{_ITEM})")
# The end of a table row after the date: the agenda item, then crosses
_ROW_REST = re.compile(rf"\s*(?P<item>{_ITEM})?\s*(?:[xX?]\s?)*$")
# What belongs to a body's name after its first word: "für Umwelt, Verkehr und zentrale Dienste", "der Stadt Musterstadt", "6 Nord"
_BODY_REST = re.compile(
    r"(?:,\s+[A-ZÄÖÜ][\w./’'&-]*|\s+(?:(?!(?:Termin|Datum|TOP)\b)[A-ZÄÖÜ][\w./’'&-]*|\d{1,2}(?![\d./])"
    r"|(?:für|und|der|des|von|zur|zum|&)(?:\s+[a-zäöüß]+e[nrs]?)?(?=\s+[A-ZÄÖÜ\d])))*"
)
# A line whose last word shows that the name goes on in the next: "Ausschuss für"
_GOES_ON = re.compile(r"(?:,|\s(?:für|und|der|des|von|zur|zum|&))$")
_NUMBER = r"\d{2,4}/\d{1,5}(?:/\d{1,3})*"
# "2016/0123", "2016/0123/1", and "2016/0123 und 2016/0124" of an answer to two papers
_REFERENCE = re.compile(rf"(?<![\w/]){_NUMBER}(?:(?:,|\sund)\s{_NUMBER})*(?![\w/])")
_MOST_BEFORE_DATE = 8
# The body's name after "Sitzung des": "Ausschusses", "Gemeinderats"
_GENITIVE = re.compile(r"(rat|ausschuss)(?:e?s|ssitzung)\b", re.IGNORECASE)
_SESSION_WORD = re.compile(r"Sitzung|Gremium|Bezirksvertretung|BV\b|BVV\b|Ausschuss", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Session:
    """What a head says of the session: body, ISO date, agenda item, ISO date of receipt, the paper's reference; "" for none."""

    body: str = ""
    on: str = ""
    agenda_item: str = ""
    received_on: str = ""
    reference: str = ""


def read_session(head: Head) -> Session:
    """The session that the head of a text names."""
    lines = _joined(head.lines)
    row, columns, phrase = _table_row(head.lines), _columns(lines), _phrase(lines)
    body, on, item = (next((value for value in values if value), "") for values in zip(row, columns, phrase, strict=True))
    return Session(body, on, item, _received(head), _reference(head.lines))


def merge_sessions(inquiry: Session, answer: Session | None = None) -> Session:
    """What two heads say together: the answer's date and agenda item, being later, win; the inquiry's receipt and body are its own.

    An answer that is a paper of its own, with its own reference, has a place of its own on the agenda: it only adds the receipt.
    """
    if answer is None:
        return inquiry
    if inquiry.reference and answer.reference and inquiry.reference != answer.reference:
        return replace(inquiry, received_on=inquiry.received_on or answer.received_on)
    return Session(
        inquiry.body or answer.body,
        answer.on or inquiry.on,
        answer.agenda_item or inquiry.agenda_item,
        inquiry.received_on or answer.received_on,
        inquiry.reference or answer.reference,
    )


def _joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, each joined with the next one where a body's name goes on there."""
    joined = list(lines)
    for at, (line, below) in enumerate(pairwise(lines)):
        if _GOES_ON.search(line.text) and LAYOUT.session_body.search(line.text):
            joined[at] = line._replace(text=f"{line.text} {below.text}")
    return joined


def _table_row(lines: Sequence[Line]) -> tuple[str, str, str]:
    """A row under "Gremium Termin TOP": the first that holds a date."""
    table = next((at for at, line in enumerate(lines) if LAYOUT.labels["table"].match(line.text)), None)
    if table is None:
        return "", "", ""
    body = ""
    for number in range(table + 1, min(table + 8, len(lines))):
        line = lines[number]
        found = next(find_dates(line.text), None)
        if not found:
            body = line.text if LAYOUT.session_body.search(line.text) else body
            continue
        rest = _ROW_REST.match(line.text, found.end)
        item = (rest["item"] or "") if rest else ""
        if not item and number + 1 < len(lines) and _ITEM_ALONE.fullmatch(lines[number + 1].text):
            item = lines[number + 1].text
        return _clean_body(line.text[: found.start]) or body, found.iso, item
    return "", "", ""


def _columns(lines: Sequence[Line]) -> tuple[str, str, str]:
    """Labels with their value beside them or, in columns, somewhere below them."""
    labels = LAYOUT.labels
    body = next((_clean_body(line.text) for line in lines if LAYOUT.session_body.search(line.text) and _is_session_line(line.text)), "")
    on = item = ""
    has_date = has_item = False
    for line in lines:
        date_label, item_label = labels["session_on"].match(line.text), labels["agenda_item"].match(line.text)
        has_date, has_item = has_date or bool(date_label), has_item or bool(item_label)
        found = next(find_dates(line.text), None)
        if found and not on and has_date and (date_label or len(line.text) == found.end - found.start):
            on = found.iso
        value = line.text[item_label.end() :].strip() if item_label else line.text
        if has_item and not item and _ITEM_ALONE.fullmatch(value):
            item = value
    return body, on, item


def _is_session_line(line: str) -> bool:
    return bool(re.search(r"[Ss]itzung\b|Gremium", line)) or bool(
        LAYOUT.session_body.match(line) and "(" not in line and "raktion" not in line and not names_person(line)
    )


def _phrase(lines: Sequence[Line]) -> tuple[str, str, str]:
    """What running text says: "Sitzung des Ausschusses … vom 09.06.2016", "BV 3 am 30.01.2012 TOP 7.2.7"."""
    body = on = item = ""
    for line, found in _dated(lines):
        if _SESSION_WORD.search(line.text):
            on = found
            break
    for line in lines:
        named = _ITEM_NAMED.search(line.text)
        if named:
            item = named["item"]
            break
    for line in lines:
        match = LAYOUT.session_body.search(line.text)
        if match and _SESSION_WORD.search(line.text):
            body = _clean_body(line.text[match.start() :])
            break
    return body, on, item


def _dated(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    for number, line in enumerate(lines):
        found = next(find_dates(line.text), None)
        if found:
            before = lines[number - 1] if number else line
            yield (line if _SESSION_WORD.search(line.text) else before), found.iso


def _clean_body(raw: str) -> str:
    dated = next(find_dates(raw), None)
    raw = raw[: dated.start] if dated else raw
    match = LAYOUT.session_body.search(raw)
    if not match:
        return _GENITIVE.sub(r"\1", raw.strip())
    rest = _BODY_REST.match(raw, match.end())
    return _GENITIVE.sub(r"\1", raw[match.start() : rest.end() if rest else match.end()])


def _received(head: Head) -> str:
    for line, below in zip(head.lines, [*head.lines[1:], None], strict=False):
        label = LAYOUT.labels["received"].match(line.text)
        if label:
            rest = line.text[label.end() :] or (below.text if below else "")
            found = next(find_dates(rest), None)
            if found and found.start <= _MOST_BEFORE_DATE:
                return found.iso
    return ""


def _reference(lines: Sequence[Line]) -> str:
    """The reference beside its label, or alone on a line of a head in columns."""
    for line in lines:
        label = LAYOUT.labels["reference"].match(line.text)
        found = _REFERENCE.search(line.text, label.end()) if label else _REFERENCE.fullmatch(line.text)
        if found:
            return found.group()
    return ""

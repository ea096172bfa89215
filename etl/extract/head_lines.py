"""What a line of a document's head is: label, value, heading or text."""

import re

from etl.extract.dates import DATE
from etl.extract.layout import LAYOUT
from etl.extract.lines import Line
from etl.extract.names import names_office

# Values that stand alone on a line of a head: a reference, an agenda item, a cross in a table
_VALUE = re.compile(r"(?:\d{2,4}/\d{1,5}(?:/\d+)?|\d{1,4}(?:\.\d{1,3})*\s?[a-z]?|[xX?☒☐]|-|n?ö(?:\s+nö)?)")
_DATE_FIRST = re.compile(r"\d{1,2}\.\s?(?:\d|[A-Za-zä]{3,9}\.?\s\d)")
_NUMBERED_QUESTION = re.compile(r"(?:\d{1,2}|[A-Z])[.)]{1,2}\s?\w")
SALUTATION = re.compile(
    r"(?:sehr\s(?:geehrte|verehrte)|liebe[r]?\s|guten\s(?:tag|abend)|meine\sdamen\sund\sherren|(?:frau|herr)\s(?:bezirksverordneten)?vorsteher)",
    re.IGNORECASE,
)
_PROSE_LENGTH = 60
_MOST_HEADING_LINES = 3


def is_head_line(line: str) -> bool:
    """Whether a line is a label, a value, a heading or a table row of a head rather than text."""
    if _VALUE.fullmatch(line) or LAYOUT.furniture.match(line) or (LAYOUT.office.match(line) and len(line) < _PROSE_LENGTH):
        return True
    if any(pattern.match(line) for pattern in LAYOUT.labels.values()) or any(pattern.match(line) for pattern in LAYOUT.headings.values()):
        return len(line) < _PROSE_LENGTH or not line.endswith((".", "?"))
    found = DATE.search(line)
    return bool(found) and len(line) < _PROSE_LENGTH and not line.endswith((".", "?"))


def is_of_head(line: str) -> bool:
    """Whether a line belongs to a head although it is no label: a body, a person, a group, a salutation. Text may begin so too."""
    also = (LAYOUT.person_title.match(line), LAYOUT.session_body.search(line), SALUTATION.match(line))
    return is_head_line(line) or any(also) or names_office(line.split(maxsplit=1)[0])


def is_prose(text: str, line: Line) -> bool:
    """Whether a line is running text: it asks, or is long and no heading that stands alone."""
    if "?" in line.text and not _VALUE.fullmatch(line.text):
        return True
    if LAYOUT.session_body.search(line.text) and len(line.text) < _PROSE_LENGTH:
        return False
    if begins_question(line.text):
        return True
    heading = is_head_line(line.text) or _stands_alone(text, line)
    return len(line.text) >= _PROSE_LENGTH and not heading


def _stands_alone(text: str, line: Line) -> bool:
    """Whether a line begins a short paragraph that is no sentence, at its beginning or below a line of the head."""
    above = text[text.rfind("\n", 0, max(line.start - 1, 0)) + 1 : max(line.start - 1, 0)]
    after = text.find("\n\n", line.end, line.end + 2 * _PROSE_LENGTH)
    block = text[line.start : after] if after >= 0 else ""
    is_short = 0 < len(block.split("\n")) <= _MOST_HEADING_LINES and not block.endswith((".", ":", ",", "?"))
    return bool(block) and is_short and (not above or is_head_line(above))


def begins_question(line: str) -> bool:
    """Whether a line begins with the number of a question, which is no date.

    >>> begins_question("1. Wann wird gebaut"), begins_question("24.09.2013"), begins_question("3. Mai 2016")
    (True, False, False)
    """
    return bool(_NUMBERED_QUESTION.match(line)) and not _DATE_FIRST.match(line)

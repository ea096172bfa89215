"""Marks of numbered and lettered lists, and the questions that a heading such as "Zu Frage 2 und 3:" names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.extract.lines import BULLETS, COUNTS, MONTH, NUMBER_WORDS, RANKS, SPOKEN_REFERENCE, Line, is_in_long_line, line_start, split_lines

NUMBER, UPPER, ROMAN, LOWER, DOTTED, BULLET = "number", "upper", "roman", "lower", "dotted", "bullet"

# What asks once more is counted apart: "1. Nachfrage:"
_MORE = r"(?:Nachf|Zusatzf|Ergänzungsf|Rückf)rage"
# "1." "1)" "1.)" "(1)" "1 /" "A." "a)" "II." "3.1" "3.1." "7a)" "Frage 1:" "Frage 1" "„1." at the beginning of a line
_MARK = re.compile(
    r"[„\"“»]?(?:(?P<word>Frage|Punkt)\s?(?:Nr\.\s?)?)?\(?"
    r"(?:(?P<bare>(?<=Frage\s)\d{1,2})(?=\s*\n|\s[A-ZÄÖÜ„\"])|(?P<dotted>(?:\d{1,2}|[A-ZIVX])(?:\.\d{1,2}){1,3})(?:\.?\)|[.:])?(?=\s)"
    r"|(?P<pair>\d{1,2}\s?[a-hA-H])\s?(?:\.\)|[.):])(?!\d)"
    rf"|(?P<label>\d{{1,2}}|[IVX]{{2,4}}|[A-Za-z])\s?(?:\.\)|[.):/])(?![\d.])(?!\s?{_MORE}))\s*",
)
_SPELT = re.compile(rf"(?P<number>{'|'.join(NUMBER_WORDS)})\s?:\s*")
_BULLET = re.compile(rf"[{BULLETS}?]\s+(?=\S)")
# "b) Wenn ja" inside a line, after the end of a sentence
_INLINE_LETTER = re.compile(r"(?<=[?.!:;,]\s)(?:\d{1,2}\s?)?(?P<label>[a-h])\)\s(?=\S)")
_MARK_ROOM = 14
_ROMAN_NUMBERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}

_LABEL = r"(?:\(?\d{1,2}(?!\d)(?:\.\d{1,2}){0,3}(?:[ ]?[a-h](?![\w.]))?|[IVX]{2,4}(?!\w)|[A-K](?:\.?\d{1,2})?(?!\w))"
# Headings of passages such as "Zu Frage 2 und 3:", "zu 1. bis 3.:", "Zu 1)", "Antwort zu 4:", "Frage 2:", "zu den Fragen 1, 2 und 4"
_REFERENCE = re.compile(
    r"(?P<answer>Antwort(?:en)?[^\S\n])?(?P<zu>(?:zu[rm]?|ad|auf)\s?(?:den\s|der\s|Ihrer\s)?)?(?:(?:Ihre|die)\s(?=Frage))?(?P<word>(?:(?P<more>Nach|Zusatz|Ergänzungs|Rück)?Fragen?|Fr\.|F(?=\d)|Ziffern?|Ziff\.|Punkte?n?|Anfragen?)\s?(?:Nr\.\s?)?|Nr\.\s?)?"
    rf"(?P<labels>{_LABEL}[.)]{{0,2}}"
    rf"(?:\s?(?:,|und|bis|sowie|-|–|/|\+|&|u\.)\s?(?:Frage\s|zu\s)?{_LABEL}[.)]{{0,2}}){{0,12}})"
    r"(?P<close>[ ]?[:.)]+|[ ][–-](?=\s)|(?<=\d),(?=\s)|[ ]?)"
    rf"(?![.)\s]*{_MORE})[ ]*",
    re.IGNORECASE,
)
# What makes a heading of a sentence: "Ihre Frage 1 beantworte ich wie folgt:"
_SAYS_IT_ANSWERS = re.compile(r"[^.?!:\n]{0,20}\b(?:be)?antwort[^.?!:\n]{0,60}:\s?")
_PART = re.compile(rf"(?P<join>bis|-|–)?[\s,]*(?<!\w)(?P<label>{_LABEL})", re.IGNORECASE)
# What stands before a line that continues a sentence: "(siehe Antwort", "wie unter"; a comma, but not a salutation's
_RUNS_ON = re.compile(
    r"(?:(?<!Herren),|\(|\b(?:[Ss]iehe|[Vv]gl\.|bei|Antwort|Antworten|Ausführungen|Frage|Fragen|und|oder|in|unter|wie|auch|bereits))\s?\n$"
)
_RUNS_ON_ROOM = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A list mark: its range in the text with the white space after it, its kind, its place in the list from 1, and its label."""

    start: int
    end: int
    kind: str
    ordinal: int
    label: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A heading that names questions: its range and the labels it names; a range ("1 bis 3") stands as ("1", "-", "3").

    answers: whether it says that an answer follows: "Zu 1:", not "Frage 1:"; more: whether it counts further questions: "Zu Nachfrage 1:".
    """

    start: int
    end: int
    labels: tuple[str, ...]
    answers: bool
    more: bool = False


def find_marks(text: str, start: int = 0, end: int | None = None) -> list[Mark]:
    r"""The list marks at the beginnings of lines, in order.

    A mark that may be read in two ways ("I.", "7a)") is given once for each.

    >>> [(mark.kind, mark.label) for mark in find_marks("1. a) Wann?\nb) Wo?")]
    [('number', '1'), ('lower', 'a'), ('lower', 'b')]
    """
    marks: list[Mark] = []
    for line in _filled(text, start, end):
        at = line.start
        for _ in range(2):
            found = list(_marks_at(text, at, line.end))
            marks += found
            if not found or found[0].kind == BULLET:
                break
            at = found[-1].end
        marks += [
            Mark(m.start(), m.end(), LOWER, ord(m["label"]) - ord("a") + 1, m["label"])
            for m in _INLINE_LETTER.finditer(text, line.start, line.end)
            if m.start() > at
        ]
    return marks


def _filled(text: str, start: int, end: int | None) -> list[Line]:
    return [line for line in split_lines(text, start, end) if line.text]


def _marks_at(text: str, at: int, end: int) -> Iterator[Mark]:
    spelt = _SPELT.match(text, at, end)
    if spelt:
        ordinal = NUMBER_WORDS.index(spelt["number"]) + 1
        yield Mark(at, spelt.end(), NUMBER, ordinal, str(ordinal))
        return
    match = _MARK.match(text, at)
    if not match or at + len(match.group().rstrip()) > end:
        bullet = _BULLET.match(text, at)
        if bullet:
            yield Mark(at, bullet.end(), BULLET, 1, "")
    elif match["dotted"]:
        *_, last = parts = match["dotted"].split(".")
        if last == "1":
            yield from _read(parts[0], at, match.start("dotted"))
        yield Mark(at, match.end(), DOTTED, int(last), match["dotted"])
    elif match["pair"]:
        number, letter = match["pair"][:-1].strip(), match["pair"][-1]
        if letter in "aA":
            yield Mark(at, at, NUMBER, int(number), number)
        yield from _read(letter, at, match.end())
    elif not MONTH.match(text, match.end()):
        yield from _read(match["bare"] or match["label"], at, match.end())


def weak_mark(text: str, label: str, start: int, end: int) -> Mark | None:
    """A number that nothing shows to be a heading, but that a list lacks: in a very long line "Herr Muster 2. Der", anywhere "zu 2 Der"."""
    if not label.isdecimal():
        return None
    pattern = rf"(?:(?<=\s)|(?<=[a-zäöüß)][.:?!]))(?:(?P<zu>[Zz]ur?)\s(?:Frage\s)?{label}|{label}[.):]{{1,2}})[\s.):–-]{{0,4}}(?=[A-ZÄÖÜ])"
    found = re.compile(pattern).finditer(text, start, end)
    match = next((one for one in found if not MONTH.match(text, one.end()) and _may_begin(text, one)), None)
    return Mark(match.start(), match.end(), NUMBER, int(label), label) if match else None


def _may_begin(text: str, match: re.Match[str]) -> bool:
    """Whether a weak mark stands where a passage may begin: in a very long line, or with "zu" where a sentence has ended before."""
    return is_in_long_line(text, match.start()) or (
        bool(match["zu"]) and text[max(match.start() - _RUNS_ON_ROOM, 0) : match.start()].rstrip().endswith((".", ":", "?", "!"))
    )


def _read(label: str, start: int, end: int) -> Iterator[Mark]:
    if label.isdecimal():
        yield Mark(start, end, NUMBER, int(label), label)
    elif label.islower():
        yield Mark(start, end, LOWER, ord(label) - ord("a") + 1, label)
    else:
        if len(label) == 1:
            yield Mark(start, end, UPPER, ord(label) - ord("A") + 1, label)
        if label in _ROMAN_NUMBERS:
            yield Mark(start, end, ROMAN, _ROMAN_NUMBERS[label], label)


def rising(marks: Sequence[Mark], first: int = 1) -> list[Mark]:
    """The marks of one kind that count up from `first`; others are left out, and one number at a time may be missing."""
    last_place = {mark.ordinal: at for at, mark in enumerate(marks)}
    chain: list[Mark] = []
    expected = first
    for at, mark in enumerate(marks):
        if chain and mark.ordinal == expected + 1 and last_place.get(expected, -1) < at:
            expected += 1
        if mark.ordinal == expected:
            chain.append(mark)
            expected += 1
    return chain


def sub_marks(mark: Mark, inner: Sequence[Mark]) -> list[tuple[Mark, tuple[str, ...]]]:
    """The marks of the sub-questions of a numbered question, each with its labels from the number down."""
    dotted = [m for m in inner if m.kind == DOTTED and m.label.startswith(mark.label + ".")]
    chain = [m for at, m in enumerate(dotted) if not at or _parts(m.label) > _parts(dotted[at - 1].label)]
    if chain:
        return [(m, tuple(m.label[:at] for at, sign in enumerate(m.label + ".") if sign == ".")) for m in chain]
    for kind in (LOWER, UPPER, NUMBER):
        if kind != mark.kind and not (kind == UPPER and mark.kind == ROMAN):
            chain = rising([m for m in inner if m.kind == kind])
            if chain:
                dot = "." if kind == NUMBER else ""
                return [(m, (mark.label, f"{mark.label}{dot}{m.label}")) for m in chain]
    return []


def _parts(label: str) -> tuple[int, ...]:
    return tuple(int(part) for part in label.split(".")[1:])


def find_references(text: str, start: int = 0, end: int | None = None) -> list[Reference]:
    r"""Headings that say which questions the text after them answers.

    >>> [found.labels for found in find_references("Zu Frage 2 und 3:\nJa.\nZu 4. bis 6.\nNein.")]
    [('2', '3'), ('4', '-', '6')]
    """
    found = []
    for line in _filled(text, start, end):
        reference = reference_at(text, line.start, line.end)
        found += [reference] if reference else []
    return found


def reference_at(text: str, at: int, end: int, *, is_heading: bool = True) -> Reference | None:
    """The reference to questions that begins at an offset; a heading must show by its end that it is one."""
    spoken = SPOKEN_REFERENCE.match(text, at, end) if is_heading else None
    if spoken:
        return Reference(at, spoken.end(), (_spoken_number(spoken),), answers=True)
    match = _REFERENCE.match(text, at)
    if (
        not match
        or match.end() > end
        or not (match["zu"] or match["word"] or (match["answer"] and ":" in match["close"]))
        or _RUNS_ON.search(text, max(at - _RUNS_ON_ROOM, 0), at)
    ):
        return None
    alone = match.end() >= end
    says = _SAYS_IT_ANSWERS.match(text, match.end(), end) if match["word"] else None
    closed = (match["close"].strip() and (match["close"] != "," or (match["zu"] and match["word"]))) or match["labels"].endswith((".", ")"))
    if is_heading and not (
        alone or closed or says or ((match["word"] or text[at] == "Z") and text[match.end() : match.end() + 1].isupper())
    ):
        return None
    labels: list[str] = []
    for part in _PART.finditer(match["labels"]):
        labels += ["-"] * bool(part["join"] and labels) + [normal_label(part["label"])]
    answers = bool(match["zu"] or match["answer"] or says)
    return Reference(at, (says or match).end(), tuple(labels), answers, more=bool(match["more"]))


def _spoken_number(spoken: re.Match[str]) -> str:
    word = spoken["rank"] or spoken["titled"] or ""
    if word[:1].isdecimal():
        return word.rstrip(".")
    if word:
        return str(next(number for number, rank in enumerate(RANKS, 1) if word.startswith(rank)))
    return str(COUNTS.index(spoken["count"] or spoken["counted"]) + 1)


def mark_start(text: str, at: int) -> int:
    """Where the list mark before an offset begins: with the line, if nothing else stands there; else the offset."""
    begin = line_start(text, at)
    return begin if at - begin <= _MARK_ROOM else at


def normal_label(label: str) -> str:
    """A label as compared: without spaces, brackets and dots at its ends, letters after a number small.

    >>> normal_label("2 a)"), normal_label("3.1."), normal_label("B")
    ('2a', '3.1', 'b')
    """
    return re.sub(r"[\s()]+", "", label).strip(".:").lower()

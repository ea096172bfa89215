"""The words of councils' layouts: headings, labels and lines between the parts of a text, read from `layouts/*.yml`.

Every file adds its words to one vocabulary, so a document may mix layouts and a new council needs no code.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from etl.extract.asking import INTERROGATIVE
from etl.yaml_text import from_yaml

_FOLDER = Path(__file__).parent / "layouts"
# The rest of a sentence that announces what follows it: "nimmt die Verwaltung wie folgt Stellung:"
_FOLLOWS = r"[^.?!\n]{0,60}\b(?:wie\sfolgt|folgendermaßen|folgendes)\b[^.?!\n]{0,30}:"
# A title that no layout names, or a word such as "Beantwortung", before one that does
_FIRST_WORD = r"(?:[\w'’./-]{2,24}\s)?"
# A whole sentence that announces an answer, whoever gives it: "Der Senat beantwortet die Fragen wie folgt:"
_IN_SENTENCE = r"(?:[^.?!:\n]|(?<=\d)\.)"
_ANNOUNCES = (
    rf"(?:Hierzu\s|Dazu\s|Zu\s{_IN_SENTENCE}{{3,60}}?\s|Die\sVerwaltung\s|Das\s\w{{4,20}}\s|(?=teilen?\s(?:ich|wir)\b))(?:teil(?:t|en|e)|wird){_IN_SENTENCE}{{0,60}}?\b(?:mit|mitgeteilt)(?:\s\w{{8,10}})?:|"
    rf"(?={_IN_SENTENCE}{{0,200}}\b(?:wie\sfolgt|folgenderma(?:ß|ss|\ufffd|Ã.?|)en)\b){_IN_SENTENCE}{{0,200}}?\b(?:antworte|beantworte|stellung)\w{{0,8}}\b"
    rf"(?:{_IN_SENTENCE}{{0,60}}:|(?:\swie\sfolgt)?[.]?(?=\s*(?:\n|$|(?:Frage\s)?\d{{1,2}}[.):])))"
    r"|[^.?!:\n]{0,80}\b(?:antwortet|antworte|beantwortet\s(?:die|Ihre)\s\w{4,20})(?:\s[^.?!:\n]{0,40})?:"
)
# What may count a further question: "1. Nachfrage"; and what may stand before it: "Zur 2. Nachfrage", "Beantwortung der Nachfrage"
_COUNTED = r"(?:\d{1,2}\.\s?)?"
_ANSWERS = r"(?:(?:(?:Antwort|Beantwortung)\s)?(?:auf\s|zur?\s)?(?:der\s|die\s)?(?=(?:\d{1,2}\.\s?)?(?:Nach|Zusatz|Ergänzungs|Rück)))?"
# Names with other titles before them, and the group behind them: "Frau Dr. Muster (SPD)", "Herr Klein, SPD-Fraktion"
_TITLES = r"\.?(?:\s(?:Herrn?|Frau|Hr\.|Fr\.|Dr\.|Prof\.))*"
_ONE_NAME = r"\s(?-i:[A-ZÄÖÜ\ufffd?])[\w\ufffd?-]{1,30}"
_GROUP = r"(?:\s?\(\w[^()\n]{0,30}\)|\s?[,/]\s?(?-i:[A-ZÄÖÜ])[\w/-]{1,30})?"
_NAMED = _TITLES + rf"(?:{_ONE_NAME}){{0,3}}{_GROUP}\s?:"
_NAME = _TITLES + _ONE_NAME + r"(?:\s?\(\w[^()\n]{0,30}\))?[ \t]*[:.]?(?=\s|$)"
# A name that stands alone on its line, or in running text before what its bearer says
_ALONE = _TITLES + rf"(?:{_ONE_NAME}){{1,2}}?{_GROUP}(?:[ \t]*(?=\n|$)|(?=\s(?-i:[A-ZÄÖÜ\d])))"
# What follows a word such as "Nachfrage": all up to a colon; or a number, who asks and the end of the line or the question itself
_SAYS_MORE = (
    r"(?:(?<=:)|(?:[^.?!:\n]|(?<=\bDr|\bFr|\bHr)\.|(?<=\bProf)\.|(?<=\d)\.){0,60}\??:"
    rf"|n?(?:\s?\d{{1,2}}[.)]?)?(?:\s(?:von|des|der|durch)(?=\s))?(?:\s(?:BV|BzV|Bezirksverordnete[rn]?))?{_TITLES}(?:{_ONE_NAME}){{0,2}}?{_GROUP}"
    rf"(?:\s[-–](?=\s)|[ \t]*(?=\n|$)|(?=\s(?=(?-i:[A-ZÄÖÜ])){INTERROGATIVE.pattern})))"
)
# A line that says that somebody answers, and does not ask for it: "Für das Bezirksamt antwortet Herr Beispiel"
_NO_WISH = (
    r"(?![^\n]{0,100}\b(?:bitte[nt]?|gebeten|erbeten|[Dd]ank\w*|bis\s(?:zum|spätestens)|aus(?:steht|stehend)|noch\snicht|Begründung)\b)"
)
_SAYS_ANSWER = (
    r"(?:A\sN\sT\sW\sO\sR\sT|(?:(?:Schriftlich|Mündlich)e?\s|Zur\s)?(?:Antwort(?:en)?|Beantwortung|Beantwortet|Stellungnahme)\b[^?!:\n]{0,70}:?"
    r"|[^.?!:\n]{0,60}\b(?:antwortet|antworte|beantwortet|beantworte|erwidert|berichtet|erklärt|führt\saus|teilt\smit"
    r"|Beantwortung\serfolgte?|nimmt\s[^.?!:\n]{0,30}Stellung)\b[^.?!:\n]{0,60}[.:]?)"
    r"(?:[ \t]*(?=\n|$)|(?<=[.:])(?=\s))"
)
# Who gives an answer, behind a word such as "Beantwortung": "durch Herrn Beispiel", "BezStR Frau Dr. Muster"
_GIVEN_BY = r"\s(?:(?:durch|von|des|der|für\sdas\s\w{4,20}\sdurch)\s)?(?:den\s|die\s)?"
# When it was given: "Abschließende Antwort am 02.12.2019"
_ON_DAY = r"(?:\s(?:am|vom)\s\d{1,2}\.\s?(?:\d{1,2}\.|\w{3,9})\s?\d{2,4})?"
# What is left of a special letter where a text's encoding was mistaken or lost: "fuer", "f?r", "fr", "fÃ¼r"
_SPECIAL = re.compile("[äöüß]", re.IGNORECASE)
_LOST = r"\?|\ufffd|Ã.?|"
_DAMAGED = {letter: f"(?:{letter}|{spelt}|{_LOST})" for letter, spelt in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}.items()}
GENERAL = "general"  # the layout of a text that shows no sign of another: it is read by the words that all councils share
_SIGN_LINES = 80
_ROLES = ("answer", "minutes", "other", "inquiry", "attachment")


@dataclass(frozen=True, slots=True)
class Layout:
    """Patterns of all layouts together; each matches at the beginning of a line, without regard to case.

    headings: by role code; labels: by what they name (received, session_on, …); signs: by the name of a layout all words that only its
    own file has; the others as the keys of the files.
    """

    signs: Mapping[str, re.Pattern[str]]
    headings: Mapping[str, re.Pattern[str]]
    labels: Mapping[str, re.Pattern[str]]
    inquiry_phrase: re.Pattern[str]
    answer_phrase: re.Pattern[str]
    answer_sentence: re.Pattern[str]
    justification: re.Pattern[str]
    questions_begin: re.Pattern[str]
    answer_begins: re.Pattern[str]
    answer_announced: re.Pattern[str]
    answer_section: re.Pattern[str]
    interim: re.Pattern[str]
    passage_lead: re.Pattern[str]
    follow_up: re.Pattern[str]
    speaker: re.Pattern[str]
    asker: re.Pattern[str]
    answer_head: re.Pattern[str]
    answering_body: re.Pattern[str]
    closing: re.Pattern[str]
    furniture: re.Pattern[str]
    office: re.Pattern[str]
    session_body: re.Pattern[str]
    asking_body: re.Pattern[str]
    person_title: re.Pattern[str]
    party: re.Pattern[str]


def _pattern(phrases: Iterable[str], after: str = r"(?!\w)") -> re.Pattern[str]:
    """The phrases, longest first, white space of any width between their words; "*ausschuss" stands for every compound with it."""
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    alike = groupby(longest_first, key=lambda phrase: phrase.startswith("*"))
    return re.compile(
        "(?:" + "|".join(_compounds(some) if starred else _words(some) for starred, some in alike) + ")" + after, re.IGNORECASE
    )


def _compounds(phrases: Iterable[str]) -> str:
    return "|".join(r"\b\w{0,40}?" + _phrase(phrase[1:]) for phrase in phrases)


def _words(phrases: Iterable[str]) -> str:
    """Phrases that begin words, behind what is told at once of most places: that no word begins there, or none with such a letter."""
    some = list(phrases)
    first = {phrase[0] for phrase in some}
    letters = "" if any(map(_SPECIAL.match, first)) else f"(?=[{''.join(map(re.escape, sorted(first)))}])"
    return rf"(?<!\w){letters}(?:{'|'.join(map(_phrase, some))})"


def _phrase(phrase: str) -> str:
    words = r"\s+".join(map(re.escape, phrase.split()))
    return _SPECIAL.sub(lambda match: _DAMAGED[match[0].lower()], words)


def _either(*patterns: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern in patterns), re.IGNORECASE)


def _files() -> dict[str, dict[str, Any]]:
    return {path.stem: from_yaml(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.yml"))}


def _signs(files: Mapping[str, Mapping[str, Any]]) -> dict[str, re.Pattern[str]]:
    shared = set(_words_of(files[GENERAL]))
    return {name: _pattern(set(_words_of(file)) - shared) for name, file in files.items() if name != GENERAL}


def _words_of(file: Mapping[str, Any]) -> Iterator[str]:
    """All words of a layout's file, in lower case."""
    for part in file.values():
        lists = part.values() if isinstance(part, dict) else [part] if isinstance(part, list) else []
        yield from (word.lower() for words in lists for word in words)


def _merged(files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for file in files.values():
        for key, words in file.items():
            if isinstance(words, dict):
                for name, more in words.items():
                    merged.setdefault(key, {}).setdefault(name, []).extend(more)
            elif isinstance(words, list):
                merged.setdefault(key, []).extend(words)
    return merged


def _load() -> Layout:
    files = _files()
    words = _merged(files)
    alone = r"[ \t]*:?[ \t]*(?=\n|$)"
    answering_body = _pattern(words["answering_bodies"], after=rf"(?:{_ONE_NAME}){{0,2}}\s?:")
    announced = _either(_pattern(words["answer_sentences"], after=_FOLLOWS), re.compile(_ANNOUNCES))
    given = re.compile(
        r"(?:Antwort|Beantwortung|Beantwortet|Stellungnahme)" + _GIVEN_BY + _pattern(words["speakers"], after=_NAME).pattern, re.IGNORECASE
    )
    return Layout(
        signs=_signs(files),
        headings={role: _pattern(words["headings"][role]) for role in _ROLES},
        labels={name: _pattern(phrases, after=r"(?!\w)[ \t]*[:.]?") for name, phrases in words["labels"].items()},
        inquiry_phrase=_pattern(words["inquiry_phrases"]),
        answer_phrase=_pattern(words["answer_phrases"]),
        answer_sentence=_pattern(words["answer_sentences"], after=_FOLLOWS),
        justification=_pattern(words["justification"], after=r"[ \t]*(?::|(?=\n|$))"),
        questions_begin=_pattern(words["questions_begin"], after=r"(?:[^.?!:\n]{0,60}:|[^.?!\n]{0,60}(?=\n|$))"),
        answer_begins=_either(_pattern(words["answer_begins"], after=_ON_DAY + r"(?:[^.?!\n]{0,60}:|" + alone + ")"), announced, given),
        answer_announced=announced,
        answer_section=_pattern(words["answer_sections"], after=r"\s[^.?!\n]{2,40}:?[ \t]*(?=\n|$)"),
        interim=_pattern(words["interim_phrases"]),
        passage_lead=re.compile(
            _ANSWERS + _COUNTED + _pattern(words["passage_leads"], after=r"(?:\s\d{1,2})?[ \t]*(?::|(?=\n|$))").pattern, re.IGNORECASE
        ),
        follow_up=re.compile(_COUNTED + _pattern(words["follow_ups"], after=_SAYS_MORE).pattern, re.IGNORECASE),
        speaker=re.compile(_FIRST_WORD + _pattern(words["speakers"], after=_NAMED).pattern, re.IGNORECASE),
        asker=_pattern({*words["speakers"], *words["person_titles"]}, after=_NAMED),
        answer_head=_either(
            re.compile(_NO_WISH + _SAYS_ANSWER),
            re.compile(_FIRST_WORD + _pattern(words["speakers"], after=_ALONE).pattern),
            answering_body,
        ),
        answering_body=answering_body,
        closing=_pattern(words["closings"], after=""),
        furniture=_pattern(words["furniture"], after=r"[\s\d.:/]*$"),
        office=_pattern(words["offices"]),
        session_body=_pattern(words["session_bodies"]),
        asking_body=_pattern(words["asking_bodies"]),
        person_title=_pattern(words["person_titles"]),
        party=_pattern(words["parties"]),
    )


LAYOUT = _load()


def layout_of(text: str) -> str:
    r"""The name of the layout that a text shows the signs of, "general" if of none that is known.

    >>> layout_of("Stellungnahme\nGremium Termin TOP"), layout_of("Rundbrief des Rates")
    ('session-table', 'general')
    """
    lines = [line.strip() for line in text.split("\n", _SIGN_LINES)[:_SIGN_LINES]]
    return next((name for name, sign in LAYOUT.signs.items() if any(sign.match(line) for line in lines)), GENERAL)

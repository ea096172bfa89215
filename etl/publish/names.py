"""Names of citizens in texts: "Herr Muster", "die Anwohnerin Erika Muster", unless somebody of that name holds an office.

Who holds an office is told by the release itself: those who sign inquiries and answers, and names that follow an office's title in any text
("Stadträtin Linde"). A name is masked only where a word before it says that it is a person's.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from etl.tables import Table

Officials = frozenset[str]
"""Last names of those who hold an office."""

_WORD = r"[A-ZÄÖÜ][a-zäöüßà-ÿ]+(?:[-’'][A-ZÄÖÜ][a-zäöüßà-ÿ]+)*"
_DEGREE = r"(?:(?:Prof|Dr|Dipl|Ing|med|jur|phil|rer|nat|h|c)\.[\s-]?)*"
_PREFIX = r"(?:(?:von|van|de|zu|zur|vom)(?: (?:der|den|dem))? )?"
_OFFICE = (
    r"(?:\w*[Bb]ürgermeister|Stadtr[aä]t|Gemeinder[aä]t|Kreisr[aä]t|Ortschaftsr[aä]t|Ratsherr|Ratsfrau|Ratsmitglied|Stadtverordnete|Ortsvorsteher"
    r"|Bezirksvorsteher|Bezirksbürgermeister|Dezernent|\w*[Dd]irektor|Beigeordnete|Kämmer|\w*[Mm]inister|\w*[Ss]ekretär|\w*[Pp]räsident"
    r"|Landr[aä]t|Schulr[aä]t|Abgeordnete|\w*[Vv]orsitzende|\w*[Ll]eiter|\w*[Bb]eauftragte|\w*[Ss]precher|Intendant|Professor|Pfarrer|Dekan"
    r"|Kanzler|Richter|Bischof|Vizeadmiral|General|Oberst|Referent)\w*"
)
_IS_OFFICE = re.compile(_OFFICE)
_LAST = re.compile(rf"{_WORD}$")
# "Stadträtin Dr. Erika Linde", "Bürgermeister von der Linde", "Stadträte Linde, Eiche und Buche"
_ONE = rf"{_DEGREE}{_PREFIX}{_WORD}(?: {_WORD})?"
_TITLE = re.compile(r"\b[A-ZÄÖÜ]\w+(?=\s(?:[A-ZÄÖÜ]|[a-z]{1,4}\.|(?:für|von|van|de|zur?|vom) ))")  # before what holders may begin with
_HOLDERS = re.compile(rf"(?:\s(?:a\. ?D\.|für {_WORD}))?\s(?P<names>{_ONE}(?:(?:,| und| sowie) {_ONE})*)")
_BETWEEN = re.compile(r",| und | sowie ")
_NO_NAME = r"(?:Tel|Fax|Durchwahl|Zimmer|Raum|Amt|Mobil|Straße|Str|Platz|Park|Frau|Herr)"
_FEMININE = ("Bürger", "Anwohner", "Einwohner", "Bewohner", "Mieter", "Eigentümer", "Nachbar", "Petent", "Kläger")
# "Herrn Dr. Max Muster", "Eheleute Muster", "der Familie Muster", "Anwohnerin Muster"; a second word counts only in the same line;
# whoever has a party or an office behind the name is no mere citizen
_CITIZEN = re.compile(
    r"\b(?:Herrn?|Frau|Eheleuten?|(?:[Dd]ie|[Dd]er|von|mit) Familie"
    rf"|(?:{'|'.join(_FEMININE)})in)\s"
    rf"{_DEGREE}(?!(?:Erste[rn]?\s)?{_OFFICE}\b|{_NO_NAME}\b){_PREFIX}(?P<secret>{_WORD}(?: (?!{_NO_NAME}){_WORD})?)"
    rf"(?P<office>\s\(|,\s(?:de[rmn]|die|damalige[rn]?)\s{_OFFICE})?"
)
_HINTS = ("Herr", "Frau", "Eheleute", "Familie", *(f"{word}in" for word in _FEMININE))  # one of them is in every match


def find_citizens(text: str, officials: Officials) -> Iterator[tuple[int, int]]:
    """Where names of citizens stand in a text, in code points."""
    for match in _CITIZEN.finditer(text) if any(map(text.__contains__, _HINTS)) else ():
        if not match["office"] and not officials.intersection(re.findall(_WORD, match["secret"])):
            yield match.span("secret")


def officials_in(text: str) -> Iterator[str]:
    """Last names that follow an office's title in a text."""
    for title in _TITLE.finditer(text):
        if _is_office(title[0]) and (match := _HOLDERS.match(text, title.end())):
            for name in _BETWEEN.split(match["names"]):
                if last := _LAST.search(name.strip()):
                    yield last[0]


@lru_cache(maxsize=1 << 12)  # the same words come again and again, and the pattern is slow
def _is_office(word: str) -> bool:
    return bool(_IS_OFFICE.fullmatch(word))


def signers(tables: Mapping[str, Table], rows_of: Callable[[str], Iterable[Mapping[str, str]]]) -> Officials:
    """Last names of those who sign inquiries and answers. rows_of: the rows of a table, by its name."""
    names = (row["name"] for table in tables.values() if _names_people(table) for row in rows_of(table.name) if row["kind_code"] in _PEOPLE)
    return frozenset(last[0] for name in names if (last := _LAST.search(name)))


_PEOPLE = frozenset({"person", "signatory"})  # of the kinds of authors


def _names_people(table: Table) -> bool:
    return any(field.name == "kind_code" and _PEOPLE.intersection(field.enum) for field in table.fields)

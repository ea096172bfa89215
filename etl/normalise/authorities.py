"""Parties, municipalities and districts to their items in Wikidata, by the list `authorities.yml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from etl.yaml_text import from_yaml

_WIKIDATA = "http://www.wikidata.org/entity/"
# What a faction's name says besides its party, and how the Greens write the first half of theirs
_FACTION = re.compile(r"^fraktion\s+(?:der\s+)?|(?:-|\s)+(?:\w{0,30}rats|bezirks|kreistags|or|gr)?-?\s*fraktion.*", re.IGNORECASE)
_GREENS = re.compile(r"^(?:b|bündnis)\W*90\W*", re.IGNORECASE)
_TITLE = re.compile(r"^(?:(?:Landeshaupt|Bundes|Nachbar|Große Kreis)?[Ss]tadt(?:teil|bezirk)?|(?:Nachbar)?[Gg]emeinde)\s+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Authorities:
    """Party by the key of its names: name and item; places by name, districts by AGS and name: item."""

    parties: Mapping[str, tuple[str, str]]
    municipalities: Mapping[str, str]
    districts: Mapping[tuple[str, str], str]


def party_name(name: str) -> str:
    """The name of the party that a group is of, "" if it is of none that is known, or of several.

    >>> party_name("GRÜNE-Gemeinderatsfraktion"), party_name("B‘90/Die Grünen"), party_name("CDU/FW")
    ('Bündnis 90/Die Grünen', 'Bündnis 90/Die Grünen', '')
    """
    return _party(name)[0]


def party_item(name: str) -> str | None:
    """The Wikidata id of the party that a group is of, None as for `party_name`."""
    return _party(name)[1] or None


def place_item(name: str, ags: str) -> str | None:
    """The Wikidata id of a municipality, or of a district of the municipality with this AGS; None if the name is not known.

    >>> place_item("Stadt Bonn", ""), place_item("Ehrenfeld", "08212000")
    ('Q586', None)
    """
    known = _load()
    plain = _TITLE.sub("", name)
    names = (name, plain) if plain != name else (name,)
    return next((item for one in names if (item := known.districts.get((ags, one)) or known.municipalities.get(one))), None)


def place_url(name: str, ags: str) -> str | None:
    """The IRI of `place_item`."""
    item = place_item(name, ags)
    return f"{_WIKIDATA}{item}" if item else None


def _party(name: str) -> tuple[str, str]:
    bare = _FACTION.sub("", name)
    return _load().parties.get(_key(bare), _load().parties.get(_key(_GREENS.sub("", bare)), ("", "")))


def _key(name: str) -> str:
    return " ".join(_WORD.findall(name.lower()))


@cache
def _load() -> _Authorities:
    lists = from_yaml(resources.files(__package__).joinpath("authorities.yml").read_text("utf-8"))
    parties = {_key(name): (one["name"], one["wikidata"]) for one in lists["parties"] for name in (one["name"], *one["aliases"])}
    return _Authorities(
        parties,
        {one["name"]: one["wikidata"] for one in lists["municipalities"]},
        {(one["ags"], one["name"]): one["wikidata"] for one in lists["districts"]},
    )

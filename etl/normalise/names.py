"""Names in documents to the council's own organizations. What is unknown or ambiguous stays a name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from etl.identifiers import mint
from etl.model.records import Organization
from etl.normalise.authorities import party_name

_NOISE = re.compile(r"\b(?:die|der|das|des|dem|den|(?:\w{0,30}rats|stadtbezirks|kreistags)?fraktion|im|rat)\b|[^\w]+", re.IGNORECASE)
# A number that sticks to a word: "Dez5"
_STUCK = re.compile(r"(?<=[a-zäöüß])(?=\d)")
_LEGAL_FORM = re.compile(r"\b(?:g?gmbh(?: co kg)?|mbh|ag|kg|e ?v|aör|ggmbh)\b")
_KIND = re.compile(r"^(?:städtisches |städtische )?amt für ")
_ABBREVIATIONS = {
    "dez": "dezernat",
    "abt": "abteilung",
    "fb": "fachbereich",
    "ov": "ortsverwaltung",
    "or": "ortschaftsrat",
    "bv": "bezirksvertretung",
    "ref": "referat",
}


@dataclass(frozen=True, slots=True)
class OrganizationIndex:
    """The organizations of a source by the forms of their names and short names; place: the body's, which its offices may bear or not."""

    ids: dict[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    place: str = ""

    @classmethod
    def of(cls, organizations: Iterable[Organization], *, scope: str, place: str = "") -> "OrganizationIndex":
        """The index of these organizations; a form that two of them share leads to neither, unless it is the very name of one."""
        by_depth: dict[int, dict[str, set[str]]] = {}
        names: set[str] = set()
        for organization in organizations:
            organization_id = mint("organization", organization.url, scope=scope)
            for name in filter(None, (organization.name, organization.short_name)):
                names.add(name)
                for depth, form in enumerate(_forms(name, place)):
                    by_depth.setdefault(depth, {}).setdefault(form, set()).add(organization_id)
        found: dict[str, set[str]] = {}
        for _, forms in sorted(by_depth.items()):
            found = {**forms, **found}
        return cls({form: ids.pop() for form, ids in found.items() if form and len(ids) == 1}, tuple(sorted(names)), place)

    def find(self, name: str) -> str | None:
        """The id of the organization that a name means, None if there is none or more than one.

        >>> index = OrganizationIndex.of([Organization("https://x.example/1", "", "Tiefbauamt", "TBA")], scope="x", place="Musterstadt")
        >>> index.find("das Tiefbauamt") == index.find("TBA") == index.find("Tiefbauamt Musterstadt") is not None
        True
        """
        return next((self.ids[form] for form in _forms(name, self.place) if form in self.ids), None)


def key(name: str) -> str:
    """A name without articles, punctuation and the word for faction, in lower case, its words parted by one space.

    >>> key("SPD-Fraktion")
    'spd'
    """
    return " ".join(_NOISE.sub(" ", name.lower()).split())


def _forms(name: str, place: str) -> Iterator[str]:
    """What a name may be written as, from the very name on: abbreviations spelt out, parties by their names, without kind and place.

    >>> list(dict.fromkeys(_forms("Dez5", ""))), list(dict.fromkeys(_forms("Stadtwerke Musterstadt GmbH", "Musterstadt")))
    (['dez5', 'dezernat 5'], ['stadtwerke musterstadt gmbh', 'stadtwerkemusterstadtgmbh', 'stadtwerke musterstadt', 'stadtwerke'])
    """
    plain = key(name)
    yield plain
    spelt = " ".join(_ABBREVIATIONS.get(word, word) for word in _STUCK.sub(" ", plain).split())
    yield spelt
    yield plain.replace(" ", "")
    party = party_name(name)
    if party:
        yield key(party)
    bare = _KIND.sub("", " ".join(_LEGAL_FORM.sub(" ", spelt).split()))
    yield bare
    if place:
        yield " ".join(word for word in bare.split() if word != place.lower())

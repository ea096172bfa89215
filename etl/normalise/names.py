"""Names in documents to the council's own organizations. What is unknown or ambiguous stays a name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.identifiers import mint
from etl.model.records import Organization

_NOISE = re.compile(
    r"\b(?:die|der|das|des|dem|den|fraktion|gemeinderatsfraktion|ratsfraktion|stadtratsfraktion|im|rat)\b|[^\w]+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class OrganizationIndex:
    """The organizations of a source by their names and short names, as `key` writes them."""

    ids: dict[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, organizations: Iterable[Organization], *, scope: str) -> "OrganizationIndex":
        """The index of these organizations; a name that two of them share leads to neither."""
        found: dict[str, set[str]] = {}
        names: list[str] = []
        for organization in organizations:
            organization_id = mint("organization", organization.url, scope=scope)
            for name in filter(None, (organization.name, organization.short_name)):
                names.append(name)
                found.setdefault(key(name), set()).add(organization_id)
        return cls({name: ids.pop() for name, ids in found.items() if name and len(ids) == 1}, tuple(sorted(set(names))))

    def find(self, name: str) -> str | None:
        """The id of the organization of this name, None if there is none or more than one.

        >>> index = OrganizationIndex.of([Organization("https://x.example/1", "", "Tiefbauamt", "TBA")], scope="x")
        >>> index.find("das Tiefbauamt") == index.find("TBA") is not None
        True
        """
        return self.ids.get(key(name))


def key(name: str) -> str:
    """A name without articles, punctuation and the word for faction, in lower case, its words parted by one space.

    >>> key("SPD-Fraktion")
    'spd'
    """
    return " ".join(_NOISE.sub(" ", name.lower()).split())

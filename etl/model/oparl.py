"""Tolerant access to OParl's JSON, as real servers write it: missing types, lists that are objects, references instead of objects.

Source: OParl 1.0 and 1.1, and what harvesters report of servers (`docs/quirks.md`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

# Control characters, and halves of surrogate pairs, which JSON may hold and no encoding can write
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_EMPTY_WORDS = frozenset(("n/a", "null", "none", "-", "unbekannt"))
_LONGEST_EMPTY = max(map(len, _EMPTY_WORDS))

#: The Body's external lists that are harvested, with the kind of object they hold; some vendors name them otherwise (second place).
LISTS: Mapping[str, tuple[str, ...]] = {
    "Organization": ("organization",),
    "Person": ("person",),
    "Meeting": ("meeting",),
    "Paper": ("paper",),
}

#: Where objects of one kind name objects that reading needs: kind → (property, kind of what it names).
PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Paper": (("mainFile", "File"), ("auxiliaryFile", "File"), ("consultation", "Consultation")),
    "Meeting": (
        ("agendaItem", "AgendaItem"),
        ("invitation", "File"),
        ("resultsProtocol", "File"),
        ("verbatimProtocol", "File"),
        ("auxiliaryFile", "File"),
    ),
}


def text(value: Any) -> str:
    r"""A property's value as text: white space folded; "" for nothing and for the words that servers write instead of nothing.

    >>> text("  Anfrage\x0bder SPD "), text("N/A"), text(None), text(["a"])
    ('Anfrage der SPD', '', '', '')
    """
    if not isinstance(value, str):
        return "" if value is None or isinstance(value, bool) or not isinstance(value, int | float) else str(value)
    if len(value) > _LONGEST_EMPTY and value.isprintable() and "  " not in value and value == value.strip(" "):
        return value  # as nearly all are; there is no other printable white space
    folded = " ".join((value if value.isprintable() else _UNWRITABLE.sub(" ", value)).split())
    return "" if folded.lower() in _EMPTY_WORDS else folded


def items(value: Any) -> Sequence[Any]:
    """A list property as a list, also where a server writes its only member itself.

    >>> items({"id": "a"}), items(None), items(["x", None])
    ([{'id': 'a'}], [], ['x'])
    """
    members = value if isinstance(value, list) else [value]
    return [member for member in members if member not in (None, "", {})]


def identifier(value: Any) -> str:
    """The id (URL) of an object, or of a reference to one; "" if it has none."""
    return text(value) if isinstance(value, str) or not isinstance(value, Mapping) else text(value.get("id"))


def kind(value: Json) -> str:
    """The kind of an object from its type URL: "Paper"; "" where the server leaves the type out.

    >>> kind({"type": "https://schema.oparl.org/1.1/Paper"})
    'Paper'
    """
    return text(value.get("type")).rstrip("/").rsplit("/", 1)[-1]


def is_deleted(value: Json) -> bool:
    """Whether an object is a tombstone."""
    return value.get("deleted") is True or text(value.get("deleted")).lower() == "true"


def parts(value: Json, of_kind: str) -> Iterator[tuple[str, Any]]:
    """(kind, object or reference) of everything that an object of a kind embeds or names as its part."""
    for name, part_kind in PARTS.get(of_kind, ()):
        for member in items(value.get(name)):
            yield part_kind, member


def files(value: Json, of_kind: str) -> Iterator[Any]:
    """The files (objects or references) of a paper or meeting, the main file first."""
    return (member for part_kind, member in parts(value, of_kind) if part_kind == "File")


def related_papers(value: Json) -> list[str]:
    """The ids of a paper's super- and subordinated papers (some vendors swap the two), in order, each once."""
    names = ("superordinatedPaper", "subordinatedPaper", "relatedPaper")
    found = (identifier(member) for name in names for member in items(value.get(name)))
    return list(dict.fromkeys(url for url in found if url))

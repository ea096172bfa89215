"""Texts of made-up councils that hold inquiry and answer together (`council_shapes.yml`), and the ways in which letters get lost."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

Part = tuple[str, str, str]
_SPECIAL = re.compile("[äöüÄÖÜß]")


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape: its name, the type of the paper, and its parts."""

    name: str
    paper_type: str
    parts: tuple[Part, ...]

    def text(self, gap: str = "\n\n") -> str:
        """The text, `gap` between its parts."""
        return gap.join(f"{lead} {body}".strip() for lead, body, _ in self.parts)

    def questions(self) -> list[tuple[str, str]]:
        """The questions, (number, text)."""
        return [(what[1:], body) for _, body, what in self.parts if what.startswith("?")]

    def passages(self) -> list[tuple[list[str], str]]:
        """The passages, (numbers of questions, text)."""
        return [(what[1:].split(), body) for _, body, what in self.parts if what.startswith("!")]


def _load() -> tuple[Shape, ...]:
    shapes = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return tuple(Shape(one["name"], one["paper_type"], tuple((lead, body, what) for lead, body, what in one["parts"])) for one in shapes)


SHAPES = _load()


def _plain(text: str) -> str:
    return text


def _spelt_out(text: str) -> str:
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")):
        text = text.replace(letter, spelt)
    return text


def _left_out(text: str) -> str:
    return _SPECIAL.sub("", text)


def _question_marks(text: str) -> str:
    return _SPECIAL.sub("?", text)


def _replaced(text: str) -> str:
    return _SPECIAL.sub("\ufffd", text)


def _mistaken(text: str) -> str:
    return text.encode().decode("latin-1")


def _without_question_marks(text: str) -> str:
    return text.replace("?", "")


DAMAGES: dict[str, Callable[[str], str]] = {
    "whole": _plain,
    "spelt out": _spelt_out,
    "left out": _left_out,
    "question marks": _question_marks,
    "replaced": _replaced,
    "mistaken": _mistaken,
    "no question marks": _without_question_marks,
}

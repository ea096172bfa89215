"""The word lists of this package: read once from its YAML files, looked up by word.

A term is one or more lower-case words; "stem*" matches every word that begins so, "*end" every word that ends so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

from etl.yaml_text import from_yaml

_WIDEST_GAP = 6
_AFFIX = 3  # no stem or ending is shorter
_MOST_REMEMBERED = 1 << 15


def load_yaml(name: str) -> Any:
    """The content of one of the package's YAML files."""
    return from_yaml(resources.files(__package__).joinpath(name).read_text("utf-8"))


@cache
def grammar(name: str) -> frozenset[str]:
    """One of the lists of function words (`grammar.yml`)."""
    return frozenset(load_yaml("grammar.yml")[name])


@dataclass(slots=True)
class Words:
    """Labels of words: exact, by prefix, by suffix. Affixes stand under their outermost letters, so that a word meets few of them."""

    exact: dict[str, set[str]] = field(default_factory=dict)
    prefixes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    suffixes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    labels: Callable[[str], frozenset[str]] = field(init=False)  # all labels of a lower-case word; those of frequent words are found once

    def __post_init__(self) -> None:
        """Remember what is asked often."""
        self.labels = lru_cache(_MOST_REMEMBERED)(self._matching)

    @classmethod
    def of(cls, terms: Mapping[str, Iterable[str]]) -> "Words":
        """From lists of terms by label."""
        words = cls()
        for label, listed in terms.items():
            for term in listed:
                words.add(term, label)
        return words

    def add(self, term: str, label: str) -> None:
        """Give the words that a term matches a label."""
        if term.endswith("*"):
            self.prefixes.setdefault(term[:_AFFIX], []).append((term[:-1], label))
        elif term.startswith("*"):
            self.suffixes.setdefault(term[-_AFFIX:], []).append((term[1:], label))
        else:
            self.exact.setdefault(term, set()).add(label)

    def _matching(self, word: str) -> frozenset[str]:
        found = set(self.exact.get(word, ()))
        for stem, label in self.prefixes.get(word[:_AFFIX], ()):
            if word.startswith(stem):
                found.add(label)
        for end, label in self.suffixes.get(word[-_AFFIX:], ()):
            if word.endswith(end):
                found.add(label)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Cues:
    """Cue names of words, and of phrases by their first word: the words that follow, None standing for a gap."""

    words: Words
    phrases: Mapping[str, Sequence[tuple[tuple[str | None, ...], str]]]

    def of_phrases(self, words: Sequence[str]) -> set[str]:
        """The cues whose phrases stand among the words of a sentence."""
        found = set()
        for at, (word, following) in enumerate(pairwise((*words, "")), 1):
            for rest, label in self.phrases.get(word, ()):
                if rest[0] in (following, None) and label not in found and _follows(words, at, rest):
                    found.add(label)
        return found


def _follows(words: Sequence[str], at: int, rest: Sequence[str | None]) -> bool:
    """Whether the rest of a phrase stands in the words from a place on; a gap takes the nearest match."""
    gap = 0
    for part in rest:
        if part is None:
            gap = _WIDEST_GAP
            continue
        try:
            at = words.index(part, at, at + 1 + gap) + 1
        except ValueError:
            return False
        gap = 0
    return True


@cache
def cues() -> Cues:
    """The cue lexicon of the classifier (`cues.yml`)."""
    return lexicon("cues.yml")


@cache
def lexicon(name: str) -> Cues:
    """The terms of one of the YAML files by their labels, those of phrases marked with "+"."""
    words, phrases = Words(), dict[str, list[tuple[tuple[str | None, ...], str]]]()
    for label, terms in load_yaml(name).items():
        for term in terms:
            first, *rest = term.split()
            if rest:
                phrases.setdefault(first, []).append((tuple(None if part == "_" else part for part in rest), f"{label}+"))
            else:
                words.add(term, label)
    return Cues(words, phrases)

"""Phrases that may name who acts: offices, companies, police, schools, associations, acronyms, groups.

A phrase is found by its head noun (`organizations.yml`), as an acronym, as a known organization, or because a preposition of agents and
partners ("mit", "durch") leads to it. Which of them is the committing party and which are partners is judged in `parties`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from etl.extract.commitments.lexicon import Words, grammar, load_yaml

_WORD = re.compile(r"e\. ?V\.|\w[\w&+/’'-]*(?:\*\w+)?|[^\w\s]")
_ACRONYM = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ\d&]{1,7}|[a-z]?[A-Z][a-z]?[A-Z]{1,4}[a-z]?")
_GENITIVE_END = re.compile(r"(?<=\w{3})(?<!s)(?<!ni)e?s$|(?<=ss)es$|(?<=nis)ses$")  # not of "Ausschuss" and "Bündnis"
_WEAK_END = re.compile(r"(?:e|en|es)$")  # of an adjective after an article: "Städtische(n)"
_ADJECTIVE_ENDS = ("e", "en", "er", "em", "es")
_NOMINATIVES = frozenset(("Der", "Die", "Das"))
_EXTENSIONS = frozenset(("für", "von"))
_MOST_WORDS = 12
_LONGEST_CHAIN = 40
_SHORTEST_ADJECTIVE = 5


class Token(NamedTuple):
    """One word or sign with its place in the document's text. A named tuple: there are as many as words in all answers."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Actor:
    """A phrase that may name an actor.

    first, last: its half-open range of tokens; kind: the class of its head noun ("office", "acronym", "led" …); lead: the preposition
    before it or before the list that it stands in, with the word before that ("abstimmung mit"), or "".
    """

    first: int
    last: int
    kind: str
    lead: str


@dataclass(frozen=True, slots=True)
class _Lexicon:
    heads: Words
    never: Words
    extending: tuple[str, ...]
    leads: frozenset[str]
    genders: Words


@cache
def _lexicon() -> _Lexicon:
    raw = load_yaml("organizations.yml")
    never = Words.of({"never": raw["never"], "abstract": raw["abstract"]})
    return _Lexicon(Words.of(raw["heads"]), never, tuple(raw["extending"]), frozenset(raw["leads"]), Words.of(raw["genders"]))


def tokenise(text: str, start: int, end: int) -> list[Token]:
    """Words and signs of a range of the text."""
    return [Token(match[0], *match.span()) for match in _WORD.finditer(text, start, end)]


def actors_in(tokens: Sequence[Token], known: frozenset[str]) -> list[Actor]:
    """The phrases of a sentence that may name an actor, in order, not overlapping; known: lower-case names of organizations."""
    found: list[Actor] = []
    at = floor = 0
    while at < len(tokens):
        kind = _kind(tokens, at, known, floor)
        if kind:
            first, last = _left(tokens, at - _is_legal_form(tokens, at), floor), _right(tokens, at)
            found.append(Actor(first, last, kind, _lead(tokens, first, found)))
            at = floor = last
        else:
            at += 1
    return found


def in_nominative(name: str, *, genitive: bool = False) -> str:
    """A name as the subject of a sentence has it; genitive: whether "des" stands before it.

    >>> in_nominative("Städtischen Klinikums Karlsruhe", genitive=True), in_nominative("Kommunale Ordnungsdienst")
    ('Städtisches Klinikum Karlsruhe', 'Kommunaler Ordnungsdienst')
    """
    words = name.split(" ")
    head = next((at for at, word in enumerate(words) if _gender_of(word)), None)
    if head is None:
        return name
    bare = _GENITIVE_END.sub("", words[head]) if genitive else words[head]
    gender = _gender_of(bare) or _gender_of(words[head])
    endings = {"neuter": "es", "masculine": "er"}
    front = [_WEAK_END.sub(endings[gender], word) if word[0].isupper() and not word.endswith("er") else word for word in words[:head]]
    return " ".join([*front, bare, *words[head + 1 :]])


def _gender_of(word: str) -> str:
    """neuter, masculine or "" for feminine and unknown."""
    labels = _lexicon().genders.labels(word.lower()) or _lexicon().genders.labels(_GENITIVE_END.sub("", word.lower()))
    return min(labels, default="")


def _kind(tokens: Sequence[Token], at: int, known: frozenset[str], floor: int) -> str:
    """The class of actor that a token is the head of, "" if of none."""
    word = tokens[at].text
    plain = word.lower()
    if _is_legal_form(tokens, at):
        return "company"
    if not word[0].isupper() or word.endswith("-") or plain in grammar("determiners"):
        return ""
    return "known" if plain in known else _kind_of_noun(tokens, at, floor)


def _is_legal_form(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token says what kind of company or association the name before it is: "GmbH", "e. V."."""
    return at > 0 and tokens[at].text.lower() in grammar("legal_forms") and tokens[at - 1].text[0].isupper()


def _kind_of_noun(tokens: Sequence[Token], at: int, floor: int) -> str:
    word, plain, lexicon = tokens[at].text, tokens[at].text.lower(), _lexicon()
    refused = lexicon.never.labels(plain)
    kinds = lexicon.heads.labels(plain.rsplit("-", 1)[-1])
    if "never" in refused:
        return ""
    if kinds:
        return min(kinds)
    if _ACRONYM.fullmatch(word):
        return "acronym"
    if refused:
        return ""
    return "led" if _is_led(tokens, at, floor) else "subject" if _is_subject(tokens, at, floor) else ""


def _is_led(tokens: Sequence[Token], at: int, floor: int) -> bool:
    """Whether a preposition of agents and partners stands before the phrase of a noun."""
    before = _left(tokens, at, floor) - 1
    while before >= floor and tokens[before].text in grammar("determiners"):
        before -= 1
    return before >= floor and tokens[before].text in _lexicon().leads


def _is_subject(tokens: Sequence[Token], at: int, floor: int) -> bool:
    """Whether a noun opens the sentence behind an article, with a verb or the like after it: "Die Zoopädagogik bietet"."""
    before = _left(tokens, at, floor) - 1
    opens = before == 0 and tokens[0].text in _NOMINATIVES
    return opens and at + 1 < len(tokens) and tokens[at + 1].text[0].islower()


def _lead(tokens: Sequence[Token], first: int, earlier: Sequence[Actor]) -> str:
    """Back over articles and the other members of a list to the preposition that governs it."""
    at = first - 1
    ends = {actor.last - 1: actor.first for actor in earlier[-8:]}
    for _ in range(_LONGEST_CHAIN):
        if at < 0:
            return "^"
        word = tokens[at].text.lower()
        if at in ends:
            at = ends[at] - 1
        elif word in grammar("joints") or word in grammar("determiners"):
            at -= 1
        else:
            return f"{tokens[at - 1].text.lower() if at else '^'} {word}"
    return ""


def _left(tokens: Sequence[Token], head: int, floor: int) -> int:
    """Leftwards over "Sozial- und", "Karlsruher", "freie", but not over articles."""
    first = head
    while first > max(floor, head - _MOST_WORDS):
        word = tokens[first - 1].text
        if word in ("und", ",", "/") and first - 2 >= floor and tokens[first - 2].text.endswith("-"):
            first -= 2
        elif _is_modifier(word, opens=first == 1) and not (word[0].isupper() and tokens[first].text[0].islower()):
            first -= 1
        else:
            break
    return first


def _is_modifier(word: str, *, opens: bool) -> bool:
    plain = word.lower()
    if plain in grammar("determiners") or plain in grammar("not_adjectives") or not word[0].isalpha():
        return False
    if word[0].isupper():
        return not opens or plain.endswith(_ADJECTIVE_ENDS)
    return plain.endswith(_ADJECTIVE_ENDS) and len(plain) >= _SHORTEST_ADJECTIVE


def _right(tokens: Sequence[Token], head: int) -> int:
    """Rightwards over "Karlsruhe", "für Hochbau und Gebäudewirtschaft", "GmbH", "(KIT)"."""
    at = _capitals(tokens, head + 1, head)
    if at < len(tokens) and tokens[at].text in _EXTENSIONS and tokens[head].text.lower().startswith(_lexicon().extending):
        at = _extension(tokens, at + 1, head) or at
    if at + 2 < len(tokens) and tokens[at].text == "(" and tokens[at + 2].text == ")" and tokens[at + 1].text[0].isalpha():
        at = _capitals(tokens, at + 3, head)
    return at


def _capitals(tokens: Sequence[Token], at: int, head: int) -> int:
    while at < min(len(tokens), head + _MOST_WORDS):
        plain = tokens[at].text.lower()
        if plain not in grammar("legal_forms") and (not tokens[at].text[0].isupper() or plain in grammar("determiners")):
            break
        at += 1
    return at


def _extension(tokens: Sequence[Token], at: int, head: int) -> int:
    """After "für": adjectives and nouns, once joined by "und"; 0 if no noun follows."""
    end = 0
    while at < min(len(tokens), head + _MOST_WORDS):
        while at < len(tokens) and tokens[at].text[0].islower() and _is_modifier(tokens[at].text, opens=False):
            at += 1
        after = _capitals(tokens, at, head)
        if after == at:
            break
        end = at = after
        if at >= len(tokens) or tokens[at].text != "und":
            break
        at += 1
    return end

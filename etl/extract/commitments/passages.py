"""The sentences of an answer's items, each with its surroundings and the actors that it names."""

from collections.abc import Iterator
from dataclasses import dataclass

from etl.extract.commitments.actors import Actor, Token, actors_in, tokenise
from etl.extract.commitments.features import Passage
from etl.extract.sentences import LIST_MARK, Range, split_sentences

_LONGEST_MARK = 12
_LONGEST_SENTENCE = 2000
_CLOSED = (".", "!", "?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer item: its range, its words, the actors among them, and what the classifier looks at."""

    start: int
    end: int
    item: int | None
    tokens: tuple[Token, ...]
    actors: tuple[Actor, ...]
    passage: Passage


def sentences_of(text: str, start: int, end: int, item: int | None, known: frozenset[str]) -> list[Sentence]:
    """The sentences of one answer item in order; known: lower-case names of organizations."""
    ranges = [(low, high) for low, high in split_sentences(text, start, end) if high - low <= _LONGEST_SENTENCE]
    return list(_sentences(text, ranges, start, item, known))


def _sentences(text: str, ranges: list[Range], start: int, item: int | None, known: frozenset[str]) -> Iterator[Sentence]:
    lead_in = ""
    for position, (low, high) in enumerate(ranges):
        words = tuple(tokenise(text, low, high))
        actors = tuple(actors_in(words, known))
        is_listed = _is_listed(text, start, low)
        sentence = text[low:high]
        kinds = tuple((actor.kind, actor.lead) for actor in actors)
        yield Sentence(low, high, item, words, actors, Passage(sentence, position, len(ranges), is_listed, lead_in, kinds))
        if sentence.endswith(":"):
            lead_in = sentence
        elif not is_listed and sentence.endswith(_CLOSED):
            lead_in = ""


def _is_listed(text: str, start: int, at: int) -> bool:
    line = max(text.rfind("\n", max(start, at - _LONGEST_MARK), at) + 1, start)
    return at - line <= _LONGEST_MARK and bool(LIST_MARK.match(text, line, at + 1))

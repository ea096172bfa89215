"""What a sentence shows of being a commitment: words, character n-grams, German verb brackets, cues, actors, shape, surroundings.

Three groups of features, each normalised on its own, so that long sentences weigh no more than short ones (see `vectors`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from etl.extract.commitments.lexicon import cues, grammar
from etl.extract.commitments.vectors import Hashes, Vectors, assemble, combined, hashed

TABLE_BITS = 17

_TOKEN = re.compile(r"\w+|[,.;:?!()„“\"%€§–-]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HEAD = 800
_LONGEST_SENTENCE = 1200
_LONGEST_WORD = 30
_SHORTEST_GRAM_WORD = 3
_GRAM_SIZES = (3, 4, 5)
_GROUP_WEIGHTS = (1.5, 1.0, 1.0)
_FIRST, _BEFORE, _AFTER = (hashed((name,)) for name in ("first", "before", "after"))
_CLAUSE_ENDS = frozenset(",.;:?!()–")
_MOST_REMEMBERED = 1 << 15
_NONE = hashed(())


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence to be judged, and where it stands.

    position, count: its place among the sentences of its answer item, and their number; is_listed: it follows a list mark;
    lead_in: the sentence that ends with the colon before it and its like, or ""; actors: kind and lead of the actors in it.
    """

    text: str
    position: int
    count: int
    is_listed: bool = False
    lead_in: str = ""
    actors: tuple[tuple[str, str], ...] = ()


def tokens(text: str, year: int = 0) -> list[str]:
    """Lower-case words and signs of a sentence, figures masked; years by how they stand to the document's own year, where that is known.

    >>> tokens("Ab 2019 wird geprüft.", 2018)
    ['ab', 'year-later', 'wird', 'geprüft', '.']
    """
    return [_masked(token, year) for token in _TOKEN.findall(text[:_LONGEST_SENTENCE].lower())]


def _masked(token: str, year: int) -> str:
    if not token[0].isdigit():
        return token[:_LONGEST_WORD]
    if not _YEAR.fullmatch(token):
        return "0" * min(len(token), 3)
    if not year:
        return "year"
    return "year-same" if int(token) == year else "year-later" if int(token) > year else "year-before"


def year_of(text: str) -> int:
    """The year that a document most often names near its head, the earliest of equals; 0 if it names none."""
    years = Counter(int(year) for year in _YEAR.findall(text[:_HEAD]))
    return min(years, key=lambda year: (-years[year], year), default=0)


class Featuriser:
    """Turns the sentences of one document into vectors; year: the document's own, 0 where unknown."""

    def __init__(self, year: int = 0) -> None:
        self._year = year
        self._lexicon = cues()

    def vectors(self, passages: Sequence[Passage]) -> Vectors:
        """One row per passage."""
        words = [tokens(passage.text, self._year) for passage in passages]
        marks = [self.cues_of(row) for row in words]
        lexical, grams, shown = list[Hashes](), list[Hashes](), list[Hashes]()
        for at, passage in enumerate(passages):
            before = marks[at - 1] if passage.position else frozenset[str]()
            after = marks[at + 1] if passage.position + 1 < passage.count else frozenset[str]()
            lexical.append(_word_hashes(words[at]))
            grams.append(np.concatenate([_NONE, *(_grams_of(word) for word in set(words[at]))]))
            names = (*self._predicate_features(words[at]), *self._lead_features(passage))
            own = (*_shape_features(passage, words[at]), *_actor_features(passage))
            shown.append(np.concatenate((hashed((*names, *own)), *_cue_hashes(marks[at], before, after))))
        return assemble(zip(_GROUP_WEIGHTS, (lexical, grams, shown), strict=True), len(passages), TABLE_BITS)

    def cues_of(self, words: Sequence[str]) -> frozenset[str]:
        """The names of the cues among the words of a sentence."""
        return frozenset(self._lexicon.of_phrases(words).union(*map(self._lexicon.words.labels, words)))

    def _predicate_features(self, words: Sequence[str]) -> Iterator[str]:
        """What the clauses do: the verb that closes a bracket, with its auxiliary; how the sentence and its clauses begin."""
        for auxiliary, last in brackets(words):
            yield f"bracket {auxiliary} {last}"
            yield f"bracket {auxiliary} -{last[-2:]}"
            yield f"final -{last[-3:]}"
            yield from (f"does {auxiliary} {cue}" for cue in self._lexicon.words.labels(last))
        yield from (f"first {cue}" for word in words[:1] for cue in self._lexicon.words.labels(word))
        yield from (f"comma {two}" for one, two in pairwise(words) if one == ",")

    def _lead_features(self, passage: Passage) -> Iterator[str]:
        if passage.lead_in:
            words = tokens(passage.lead_in, self._year)
            yield from (f"lead {cue}" for cue in self.cues_of(words))
            yield from (f"lead {word}" for word in words)


def _word_hashes(words: Sequence[str]) -> Hashes:
    """Words, pairs and triples of neighbours, and how the sentence begins."""
    ones = hashed(words)
    twos = combined(ones[:-1], ones[1:])
    threes = combined(twos[:-1], ones[2:])
    return np.concatenate((ones, twos, threes, combined(ones[:1], _FIRST[: len(ones)]), combined(twos[:1], _FIRST[: len(twos)])))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _grams_of(word: str) -> Hashes:
    """The letter sequences of a word."""
    padded = f"_{word}_".encode("utf-8", "surrogatepass")
    sizes = _GRAM_SIZES if len(word) >= _SHORTEST_GRAM_WORD else ()
    return np.array([crc32(padded[at : at + size], size) for size in sizes for at in range(len(padded) - size + 1)], np.uint32)


def brackets(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Auxiliary (or "") and last other word of every clause: ("wird", "geprüft")."""
    auxiliaries = grammar("auxiliaries")
    auxiliary = last = ""
    for word in (*words, "."):
        if word in _CLAUSE_ENDS:
            if last:
                yield auxiliary, last
            auxiliary = last = ""
        elif word in auxiliaries:
            auxiliary = auxiliary or word
        else:
            last = word


def _cue_hashes(here: frozenset[str], before: frozenset[str], after: frozenset[str]) -> Iterator[Hashes]:
    """Cues, pairs of them, and cues of the neighbours."""
    own = hashed(sorted(here))
    one, other = _pairs(len(own))
    yield own
    yield combined(own[one], own[other])
    yield combined(_BEFORE, hashed(before))
    yield combined(_AFTER, hashed(after))


@cache
def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs of places among some, each in order."""
    one, other = np.triu_indices(count, 1)
    return one, other


def _shape_features(passage: Passage, words: Sequence[str]) -> Iterator[str]:
    last = passage.text[-1:]
    yield f"length {min(len(words) // 4, 12)}"
    yield f"figures {min(sum(word.startswith('0') for word in words), 5)}"
    yield f"end {'x' if last.isalnum() else last}"
    yield f"question {'?' in passage.text}"
    yield f"position {min(passage.position, 6)}"
    yield f"from the end {min(passage.count - passage.position, 4)}"
    yield f"count {min(passage.count, 12)}"
    yield f"capital {passage.text[:1].isupper()}"
    yield f"listed {passage.is_listed} {bool(passage.lead_in)} {last == '.'}"


def _actor_features(passage: Passage) -> Iterator[str]:
    yield f"actors {min(len(passage.actors), 5)}"
    for kind, lead in passage.actors:
        preposition = lead.rsplit(" ", 1)[-1]
        yield f"actor {kind}"
        yield f"actor {kind} {preposition}"
        yield f"actor {preposition}"
        yield f"actor {lead}"

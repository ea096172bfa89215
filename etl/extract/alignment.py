"""Find a text again inside another text, word by word, where a few words were changed, left out or added.

Pairs of neighbouring words are looked up in an index; cost grows with the texts' lengths, not with their product.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"\w+")
_MOST_PLACES = 24  # of one pair of words; a pair that stands everywhere says nothing
_LEAST_SHARE = 0.5
_LEAST_LONG_MATCH = 9  # so many pairs of a long text are enough, even where the rest of it is not repeated
_LEAST_DENSITY = 0.6
_MOST_OCCURRENCES = 6
_MOST_STRETCH = 3

Pair = tuple[str, str]
Match = tuple[int, int]  # number of the first word of a pair in the text, and in the sought one


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a range of a text, in lower case, and their offsets in the whole text."""

    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Words [first, last] of a text repeat words [from_word, to_word] of the sought one; weight counts the pairs in common."""

    first: int
    last: int
    from_word: int
    to_word: int
    weight: int


def words_of(text: str, start: int = 0, end: int | None = None) -> Words:
    """The words of a range of a text."""
    spans = [match.span() for match in _WORD.finditer(text, start, len(text) if end is None else end)]
    starts, ends = zip(*spans, strict=True) if spans else ((), ())
    return Words(tuple([text[low:high].lower() for low, high in spans]), starts, ends)


def pair_index(words: Words, sought: Iterable[Sequence[str]]) -> Mapping[Pair, Sequence[int]]:
    """Where each pair of neighbouring words that some sought words have stands, by the number of its first word."""
    wanted = {pair for keys in sought for pair in pairwise(keys)}
    index: dict[Pair, list[int]] = defaultdict(list)
    for at, pair in enumerate(pairwise(words.keys)):
        if pair in wanted:
            index[pair].append(at)
    return index


def occurrences(sought: Sequence[str], index: Mapping[Pair, Sequence[int]]) -> list[Occurrence]:
    """The places where the sought words are repeated, best first, at most a few.

    >>> text = words_of("Frage: Wann wird die neue Brücke gebaut? Die Brücke wird 2014 gebaut.")
    >>> sought = ["wann", "wird", "die", "brücke", "gebaut"]
    >>> occurrences(sought, pair_index(text, [sought]))
    [Occurrence(first=1, last=3, from_word=0, to_word=2, weight=2)]
    """
    if len(sought) == 1:
        return []
    matches = [
        (place, at) for at, pair in enumerate(pairwise(sought)) if len(places := index.get(pair, ())) <= _MOST_PLACES for place in places
    ]
    found = [hit for cluster in _clusters(sorted(matches), len(sought)) if (hit := _occurrence(cluster, len(sought)))]
    return sorted(found, key=lambda hit: (-hit.weight, hit.first))[:_MOST_OCCURRENCES]


def _clusters(matches: Sequence[Match], size: int) -> Iterator[list[Match]]:
    """Runs of matches without a wide gap between them, none much longer than the sought text."""
    gap, span = max(8, size // 3), size + size // 2 + 8
    cluster: list[Match] = []
    for match in matches:
        if cluster and (match[0] - cluster[-1][0] > gap or match[0] - cluster[0][0] > span):
            yield cluster
            cluster = []
        cluster.append(match)
    if cluster:
        yield cluster


def _occurrence(cluster: Sequence[Match], size: int) -> Occurrence | None:
    chain = _compact(_rising(cluster))
    (first, from_word), (last, to_word) = chain[0], chain[-1]
    pairs = to_word - from_word + 1
    share = len(chain) / (size - 1)
    begins = from_word <= max(2, size // 8)
    if share < _LEAST_SHARE and not (begins and len(chain) >= _LEAST_LONG_MATCH and len(chain) / pairs >= _LEAST_DENSITY):
        return None
    return Occurrence(first, last + 1, from_word, to_word + 1, len(chain))


def _compact(chain: list[Match]) -> list[Match]:
    """The chain without stray matches at its ends, which lie further off than left out or added words explain."""
    low, high = 0, len(chain) - 1
    while low < high and _stretch(chain[high - 1], chain[high]) > _MOST_STRETCH:
        high -= 1
    while low < high and _stretch(chain[low], chain[low + 1]) > _MOST_STRETCH:
        low += 1
    return chain[low : high + 1]


def _stretch(left: Match, right: Match) -> int:
    return abs((right[0] - left[0]) - (right[1] - left[1]))


def _rising(cluster: Sequence[Match]) -> list[Match]:
    """The longest run of matches whose words rise in both texts."""
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    # Of matches at one place the later word first, so that no place is used twice.
    order = sorted(cluster, key=lambda match: (match[0], -match[1]))
    for number, (_, at) in enumerate(order):
        slot = bisect_left(tails, at)
        if slot < len(tails) and tails[slot] == at:
            before.append(-1)  # the earlier place of the same word stays
            continue
        before.append(tail_at[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(at)
            tail_at.append(number)
        else:
            tails[slot], tail_at[slot] = at, number
    chain, number = [], tail_at[-1]
    while number >= 0:
        chain.append(order[number])
        number = before[number]
    return chain[::-1]


def best_chain(candidates: Sequence[Sequence[Occurrence]]) -> dict[int, Occurrence]:
    """One occurrence at most for each sought text, in the texts' order without overlap, with the greatest weight together."""
    nodes = sorted(((hit, number) for number, hits in enumerate(candidates) for hit in hits), key=lambda node: (node[1], node[0].first))
    best: list[tuple[int, int]] = []  # weight of the best chain that ends here, and the node before
    for at, (hit, number) in enumerate(nodes):
        top, link = 0, -1
        for earlier in range(at):
            other, other_number = nodes[earlier]
            if other_number < number and other.last < hit.first and best[earlier][0] > top:
                top, link = best[earlier][0], earlier
        best.append((top + hit.weight, link))
    chain: dict[int, Occurrence] = {}
    at = max(range(len(nodes)), key=lambda place: best[place][0], default=-1)
    while at >= 0:
        chain[nodes[at][1]] = nodes[at][0]
        at = best[at][1]
    return chain

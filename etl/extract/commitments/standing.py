"""What a whole answer shows of an actor: how often it is named and opens sentences, whether its head or the questions it repeats name it.

An actor goes by changing names ("Städtisches Klinikum", "Klinikum"), so it is looked up by the words that are its own, without endings.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from etl.extract.commitments.actors import Actor
from etl.extract.commitments.lexicon import grammar
from etl.extract.commitments.passages import Sentence

WEAK_KINDS = frozenset(("led", "subject"))

_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?<=\w{4})(?:ses|e[snrm]?|[sn])$")
_SELF = frozenset(("",))
_LONGEST_HEAD = 2500
_LONGEST_QUESTION = 1200
_MANY, _SOME = 6, 3
_SHORTEST_OWN = 4

Key = frozenset[str]


@dataclass(slots=True)
class _Count:
    """How many names stand in a stretch of text, and in how many of them each word does."""

    total: int = 0
    words: Counter[str] = field(default_factory=Counter)

    def add(self, key: Key) -> None:
        """Count a name."""
        self.total += 1
        self.words.update(key)

    def of(self, key: Key) -> int:
        """How many names have all of a key's words, at most."""
        return min((self.words[word] for word in key), default=0)

    def share(self, key: Key) -> int:
        """The same as quarters of all names."""
        return self.of(key) * 4 // max(self.total, 1)


@dataclass(slots=True)
class _Item:
    """An answer item: its first sentence, the words before it (the question), its names, those that open sentences, and where last."""

    first: int
    question: Key
    named: _Count = field(default_factory=_Count)
    opening: _Count = field(default_factory=_Count)


class Standing:
    """All that one answer shows of its actors; a name that says the answering body has the key of `self_key`."""

    def __init__(self, text: str, sentences: Sequence[Sentence], body: str) -> None:
        """Read the head and the questions; `add` the names of each sentence then."""
        self._sentences, self._items = sentences, dict[int | None, _Item]()
        self._body = tuple(word for word in stems(body) if len(word) >= _SHORTEST_OWN)
        self._named, self._opening = _Count(), _Count()
        self._kinds = dict[Key, Counter[str]]()
        self._head = frozenset(stems(text[: min((one.start for one in sentences), default=0)][-_LONGEST_HEAD:]))
        end = 0
        for at, one in enumerate(sentences):
            if one.item not in self._items:
                self._items[one.item] = _Item(at, frozenset(stems(text[max(end, one.start - _LONGEST_QUESTION) : one.start])))
            end = max(end, one.end)

    def key(self, name: str, *, says_self: bool) -> Key:
        """The words by which an actor is looked up: its own, or all of them if it has none."""
        if says_self:
            return _SELF
        words = frozenset(stems(name))
        return frozenset(one for one in words if one not in grammar("determiners") and not one.startswith(self._body)) or words

    def add(self, key: Key, at: int, actor: Actor) -> None:
        """Count an actor of a sentence."""
        item = self._items[self._sentences[at].item]
        self._kinds.setdefault(key, Counter())[actor.kind] += 1
        for count in (self._named, item.named):
            count.add(key)
        if actor.lead.endswith("^"):
            for count in (self._opening, item.opening):
                count.add(key)

    def features(self, key: Key, at: int) -> Iterator[str]:
        """What is known of an actor, for one sentence."""
        sentence = self._sentences[at]
        item = self._items[sentence.item]
        opens = self._opening.of(key)
        kinds = self._kinds.get(key)
        kind = max(kinds, key=lambda one: (kinds[one], one)) if kinds else ""
        head, asked, lead_in = (_parts(key, words) for words in (self._head, item.question, frozenset(stems(sentence.passage.lead_in))))
        yield f"named {min(self._named.of(key), _MANY)}"
        yield f"named here {min(item.named.of(key), _MANY)}"
        yield f"share {self._named.share(key)}"
        yield f"share here {item.named.share(key)}"
        yield f"opens {min(opens, _MANY)}"
        yield f"opens here {min(item.opening.of(key), _MANY)}"
        yield f"opening share {self._opening.share(key)}"
        yield f"head {head}"
        yield f"asked {asked}"
        yield f"lead-in {lead_in}"
        yield f"head {head // 2} asked {asked // 2} opens {min(opens, _SOME)}"
        yield f"kind {kind}"
        yield f"kind {kind} opens {min(opens, _SOME)}"
        yield f"actors {min(len(sentence.actors), _MANY)}"
        yield f"strong actors {min(sum(actor.kind not in WEAK_KINDS for actor in sentence.actors), _MANY)}"
        yield f"position {min(at - item.first, _MANY)}"


def stems(text: str) -> Iterable[str]:
    """The words of a text, lower case, without endings."""
    return (_ENDING.sub("", word) for word in _WORD.findall(text.lower()))


def _parts(key: Key, words: Key) -> int:
    """How much of a key is among some words, in quarters; -1 for the answering body."""
    return -1 if key == _SELF else len(key & words) * 4 // max(len(key), 1)

"""Who may be party or partner of a commitment: actors of its sentence, those that the text around it is about, the body that answers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.extract.commitments.actors import Actor, in_nominative
from etl.extract.commitments.lexicon import grammar
from etl.extract.commitments.passages import Sentence

_GENITIVE_LEADS = ("des", "eines")
_WEAK_KINDS = frozenset(("led", "subject"))
_FAR = 6
_LONGEST_HEAD = 2000
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be party or partner of a sentence.

    sentence: index of the sentence; name: in the nominative; written: as the sentence has it, "" where it does not;
    origin: "self" (the answering body), "here" (in the sentence) or "near" (in other sentences);
    standing: what speaks for it from afar; actor: its phrase, where it stands in the sentence itself; named: where it is named last up to
    the sentence, or else first after it, as the index of a sentence and its phrase there (None: the answering body).
    """

    sentence: int
    name: str
    written: str
    origin: str
    standing: tuple[str, ...] = ()
    actor: Actor | None = None
    named: tuple[int, Actor] | None = None


@dataclass(frozen=True, slots=True)
class _Tally:
    """How often actors are named in a stretch of text: the most named first; "" is the answering body."""

    counts: Counter[str]
    total: int
    most: int
    leading: tuple[str, ...]

    @classmethod
    def of(cls, counts: Counter[str], least: int) -> "_Tally":
        """least: how often an actor must be named to lead."""
        leading = [name for name, count in counts.most_common(_NEAR + 1) if name and count >= least]
        return cls(counts, counts.total(), max(counts.values(), default=0), tuple(leading[:_NEAR]))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """An actor where it stands: its name in the nominative, as written, and its phrase."""

    name: str
    written: str
    actor: Actor


@dataclass(slots=True)
class _Sofar:
    """What the text has named up to a sentence: where each actor was named last, and whom it is about since when."""

    seen: dict[str, tuple[int, Actor]]
    topic: str = ""
    topic_at: int = 0

    def go_on(self, at: int, phrases: Sequence[_Phrase]) -> None:
        """Behind a sentence."""
        for phrase in phrases:
            if phrase.actor.kind not in _WEAK_KINDS and _opens(phrase.actor):
                self.topic, self.topic_at = phrase.name, at
            self.seen[phrase.name] = (at, phrase.actor)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the whole document says of its actors; head: what stands before the answer items, in small letters."""

    body: str
    sentences: int
    head: str
    document: _Tally
    items: dict[int | None, _Tally]
    opening: Counter[str]
    first: dict[str, tuple[int, Actor]]

    @classmethod
    def of(cls, text: str, sentences: Sequence[Sentence], phrases: Sequence[Sequence[_Phrase]], body: str) -> "_Whole":
        """body: who answers."""
        head = text[: min((sentence.start for sentence in sentences), default=0)][-_LONGEST_HEAD:].lower()
        opening = Counter(phrase.name for row in phrases for phrase in row if _opens(phrase.actor))
        first = {phrase.name: (at, phrase.actor) for at in reversed(range(len(phrases))) for phrase in phrases[at]}
        return cls(body, len(sentences), head, *_tallies(sentences, phrases, body), opening, first)

    def near(self, item: int | None, topic: str, here: Sequence[_Phrase]) -> Iterator[str]:
        """The names that a sentence may mean although it does not say them."""
        said = {phrase.name for phrase in here}
        for name in dict.fromkeys((topic, *self.items[item].leading, *self.document.leading)):
            if name and name not in said and not is_self(name, self.body):
                yield name

    def standing(self, name: str, at: int, item: int | None, sofar: _Sofar) -> tuple[str, ...]:
        """What speaks for an actor from afar."""
        key = "" if is_self(name, self.body) else name
        return (
            f"topic {name == sofar.topic} {min(at - sofar.topic_at, _FAR) if sofar.topic else ''}",
            f"opens {min(self.opening[name], 5)}",
            f"opens {self.opening[name] * 8 // max(self.sentences, 1)}",
            f"head {bool(key) and key.lower() in self.head}",
            f"ago {min(at - sofar.seen[name][0], _FAR) if name in sofar.seen else ''}",
            *_standing(key, self.items[item], self.document),
        )


def candidates_of(text: str, sentences: Sequence[Sentence], answering_body: str, wanted: frozenset[int]) -> Iterator[Candidate]:
    """The candidates of the wanted sentences of one document (indexes), those of a sentence together."""
    phrases = [[_phrase(text, sentence, actor) for actor in sentence.actors] for sentence in sentences]
    whole, sofar = _Whole.of(text, sentences, phrases, answering_body), _Sofar({})
    for at, (sentence, here) in enumerate(zip(sentences, phrases, strict=True)):
        if at in wanted:
            item = sentence.item
            yield Candidate(at, answering_body, "", "self", whole.standing(answering_body, at, item, sofar))
            for one in here:
                yield Candidate(at, one.name, one.written, "here", whole.standing(one.name, at, item, sofar), one.actor, (at, one.actor))
            for name in whole.near(item, sofar.topic, here):
                named = sofar.seen.get(name, whole.first[name])
                yield Candidate(at, name, "", "near", whole.standing(name, at, item, sofar), named=named)
        sofar.go_on(at, here)


def _phrase(text: str, sentence: Sentence, actor: Actor) -> _Phrase:
    written = " ".join(text[sentence.tokens[actor.first].start : sentence.tokens[actor.last - 1].end].split())
    before = sentence.tokens[actor.first - 1].text.lower() if actor.first else ""
    return _Phrase(in_nominative(written, genitive=before in _GENITIVE_LEADS), written, actor)


def _opens(actor: Actor) -> bool:
    return actor.lead.endswith("^")


def is_self(name: str, answering_body: str) -> bool:
    """Whether a name says the answering body: "die Verwaltung", "Stadt", or its own name.

    >>> is_self("Stadtverwaltung", "Stadt Köln"), is_self("Jobcenter", "Jobcenter Köln"), is_self("Polizei", "Stadt Köln")
    (True, True, False)
    """
    plain, body = name.lower(), answering_body.lower()
    return plain in grammar("self") or plain in body or plain == f"stadtverwaltung {body.removeprefix('stadt ')}"


def _tallies(sentences: Sequence[Sentence], phrases: Sequence[Sequence[_Phrase]], body: str) -> tuple[_Tally, dict[int | None, _Tally]]:
    document, items = Counter[str](), dict[int | None, Counter[str]]()
    for sentence, row in zip(sentences, phrases, strict=True):
        keys = ["" if is_self(phrase.name, body) else phrase.name for phrase in row if phrase.actor.kind not in _WEAK_KINDS]
        document.update(keys)
        items.setdefault(sentence.item, Counter()).update(keys)
    return _Tally.of(document, 2), {item: _Tally.of(counts, 1) for item, counts in items.items()}


def _standing(key: str, item: _Tally, document: _Tally) -> tuple[str, ...]:
    inside, everywhere = item.counts[key], document.counts[key]
    return (
        f"item {min(inside, 4)} of {min(item.total, 4)}",
        f"item {inside * 4 // max(item.total, 1)}",
        f"document {min(everywhere, 8)}",
        f"document {everywhere * 8 // max(document.total, 1)}",
        f"most {0 < everywhere == document.most}",
    )

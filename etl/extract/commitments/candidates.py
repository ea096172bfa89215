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
    standing: what speaks for it from afar; actor: its phrase, where it stands in the sentence itself.
    """

    sentence: int
    name: str
    written: str
    origin: str
    standing: tuple[str, ...] = ()
    actor: Actor | None = None


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


def candidates_of(text: str, sentences: Sequence[Sentence], answering_body: str, wanted: frozenset[int]) -> Iterator[Candidate]:
    """The candidates of the wanted sentences of one document (indexes), those of a sentence together."""
    written = [[_written(text, sentence, actor) for actor in sentence.actors] for sentence in sentences]
    names = [
        [_nominative(name, sentence, actor) for name, actor in zip(row, sentence.actors, strict=True)]
        for row, sentence in zip(written, sentences, strict=True)
    ]
    document, items = _tallies(sentences, names, answering_body)
    opening = Counter(
        name for row, one in zip(names, sentences, strict=True) for name, actor in zip(row, one.actors, strict=True) if _opens(actor)
    )
    head = text[: min((sentence.start for sentence in sentences), default=0)][-_LONGEST_HEAD:].lower()
    seen = dict[str, int]()
    topic, topic_at = "", 0
    for at, sentence in enumerate(sentences):
        if at in wanted:
            item = items[sentence.item]
            rows: list[tuple[str, str, str, Actor | None]] = [(answering_body, "", "self", None)]
            rows += [(name, quote, "here", actor) for name, quote, actor in zip(names[at], written[at], sentence.actors, strict=True)]
            near = dict.fromkeys((topic, *item.leading, *document.leading))
            rows += [(name, "", "near", None) for name in near if name and not is_self(name, answering_body) and name not in names[at]]
            for name, quote, origin, actor in rows:
                key = "" if is_self(name, answering_body) else name
                distance = f"{name == topic} {min(at - topic_at, _FAR) if topic else ''}"
                standing = (
                    f"topic {distance}",
                    f"opens {min(opening[name], 5)}",
                    f"opens {opening[name] * 8 // max(len(sentences), 1)}",
                    f"head {bool(key) and key.lower() in head}",
                    f"ago {min(at - seen[name], _FAR) if name in seen else ''}",
                    *_standing(key, item, document),
                )
                yield Candidate(at, name, quote, origin, standing, actor)
        for name, actor in zip(names[at], sentence.actors, strict=True):
            if actor.kind not in _WEAK_KINDS and actor.lead.endswith("^"):
                topic, topic_at = name, at
            seen[name] = at


def _opens(actor: Actor) -> bool:
    return actor.lead.endswith("^")


def is_self(name: str, answering_body: str) -> bool:
    """Whether a name says the answering body: "die Verwaltung", "Stadt", or its own name.

    >>> is_self("Stadtverwaltung", "Stadt Köln"), is_self("Jobcenter", "Jobcenter Köln"), is_self("Polizei", "Stadt Köln")
    (True, True, False)
    """
    plain, body = name.lower(), answering_body.lower()
    return plain in grammar("self") or plain in body or plain == f"stadtverwaltung {body.removeprefix('stadt ')}"


def _written(text: str, sentence: Sentence, actor: Actor) -> str:
    return " ".join(text[sentence.tokens[actor.first].start : sentence.tokens[actor.last - 1].end].split())


def _nominative(name: str, sentence: Sentence, actor: Actor) -> str:
    """The subject's form: "des Städtischen Klinikums Karlsruhe" is "Städtisches Klinikum Karlsruhe"."""
    before = sentence.tokens[actor.first - 1].text.lower() if actor.first else ""
    return in_nominative(name, genitive=before in _GENITIVE_LEADS)


def _tallies(sentences: Sequence[Sentence], names: Sequence[Sequence[str]], body: str) -> tuple[_Tally, dict[int | None, _Tally]]:
    document, items = Counter[str](), dict[int | None, Counter[str]]()
    for sentence, row in zip(sentences, names, strict=True):
        strong = (name for name, actor in zip(row, sentence.actors, strict=True) if actor.kind not in _WEAK_KINDS)
        keys = ["" if is_self(name, body) else name for name in strong]
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

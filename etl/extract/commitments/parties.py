"""Who commits itself, and with whom: what shows that a candidate is the committing party, or a partner."""

from collections.abc import Iterator, Sequence

from etl.extract.commitments.actors import Actor
from etl.extract.commitments.candidates import Candidate, is_self
from etl.extract.commitments.features import Featuriser, tokens
from etl.extract.commitments.lexicon import cues, grammar
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.vectors import Vectors, assemble, hashed

TABLE_BITS = 14

_GROUP_WEIGHTS = (1.0, 1.0)
_SHORT = 5
_WINDOW = 3
_PLURAL_ENDS = ("e", "n", "er")


def vectors(candidates: Sequence[Candidate], sentences: Sequence[Sentence], answering_body: str) -> Vectors:
    """One row per candidate."""
    lexicon = Featuriser()
    shown = {at: lexicon.cues_of(tokens(sentences[at].passage.text)) for at in {candidate.sentence for candidate in candidates}}
    near, around = [], []
    for candidate in candidates:
        sentence = sentences[candidate.sentence]
        says_self = is_self(candidate.name, answering_body)
        near.append(hashed(_near_features(candidate, sentence, says_self=says_self)))
        flag = f"{candidate.origin} {says_self}"
        around.append(
            hashed(
                f"{flag} {name}" for name in (*_around_features(sentence, candidate), *(f"cue {cue}" for cue in shown[candidate.sentence]))
            )
        )
    return assemble(zip(_GROUP_WEIGHTS, (near, around), strict=True), len(candidates), TABLE_BITS)


def _near_features(candidate: Candidate, sentence: Sentence, *, says_self: bool) -> Iterator[str]:
    words = tokens(candidate.name)
    yield f"origin {candidate.origin} {says_self}"
    yield from (f"word {word}" for word in words)
    yield from (f"end {word[-4:]}" for word in words)
    yield f"name {' '.join(words)}"
    yield from (f"{candidate.origin} {says_self} {part}" for part in candidate.standing)
    actor = candidate.actor
    if not actor:
        yield from (f"origin {candidate.origin} {word}" for word in words)
        return
    texts = [token.text.lower() for token in sentence.tokens]
    preposition = actor.lead.rsplit(" ", 1)[-1]
    before, after = texts[max(0, actor.first - _WINDOW) : actor.first], texts[actor.last : actor.last + _WINDOW]
    yield f"kind {actor.kind}"
    yield f"lead {actor.lead}"
    yield f"lead {preposition}"
    yield f"lead {preposition} {actor.kind}"
    yield f"lead {preposition} self {says_self}"
    yield from (f"before {word}" for word in before)
    yield f"clause {_end(before[-2:-1])} {' '.join(before[-1:])} {_end(after[:1])}"
    yield f"clause {' '.join(before[-1:])} {_end(after[:1])}"
    yield f"clause {_end(before[-2:-1])} {' '.join(before[-1:])}"
    yield f"just before {' '.join(before[-1:])}"
    yield f"two before {' '.join(before[-2:])}"
    yield f"just before {' '.join(before[-1:])} {actor.kind}"
    yield f"just after {' '.join(after[:1])}"
    yield f"two after {' '.join(after[:2])}"
    yield f"place {min(actor.first * 5 // max(len(texts), 1), 4)}"
    yield f"order {min(sentence.actors.index(actor), 4)} of {min(len(sentence.actors), 5)}"
    yield from _phrase_features(texts, sentence, actor)


def _phrase_features(texts: Sequence[str], sentence: Sentence, actor: Actor) -> Iterator[str]:
    """How the phrase itself is built, the list that it stands in, and what the sentence does with those whom its preposition leads to."""
    preposition = actor.lead.rsplit(" ", 1)[-1]
    listed = min(sum(other.lead == actor.lead for other in sentence.actors), 5)
    last, article = texts[actor.last - 1], texts[actor.first - 1] if actor.first else ""
    yield f"list {listed}"
    yield f"list {listed} {preposition}"
    yield f"last {last} {preposition}"
    yield f"length {actor.last - actor.first}"
    yield f"plural {last.endswith(_PLURAL_ENDS)} {actor.kind}"
    yield f"article {article if article in grammar('determiners') else ''} {actor.kind}"
    yield from (f"{preposition} has {cue}" for text in texts for cue in cues().words.labels(text))


def _end(word: Sequence[str]) -> str:
    """The last letters of a word, which tell finite verbs ("fragt", "werden") from others."""
    return word[0] if word and len(word[0]) < _SHORT else f"-{word[0][-2:]}" if word else ""


def _around_features(sentence: Sentence, candidate: Candidate) -> Iterator[str]:
    words = [token.text.lower() for token in sentence.tokens]
    yield "bias"
    yield f"we {not grammar('first_person').isdisjoint(words)}"
    yield f"backward {' '.join(words[:1]) if words[0] in grammar('backward') else ''}"
    yield f"listed {sentence.passage.is_listed}"
    yield f"others {min(sum(actor is not candidate.actor for actor in sentence.actors), 4)}"
    for actor in sentence.actors:
        if actor is not candidate.actor:
            yield f"other {actor.kind} {actor.lead.rsplit(' ', 1)[-1]}"
            yield f"other {actor.lead.rsplit(' ', 1)[-1]}"

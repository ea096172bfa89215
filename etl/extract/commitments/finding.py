"""From the sentences of an answer to its commitments."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from etl.extract.commitments.actors import Actor
from etl.extract.commitments.candidates import Candidate, is_self
from etl.extract.commitments.encoder import load_encoder
from etl.extract.commitments.features import tokens, year_of
from etl.extract.commitments.involved import Involved, involved_in
from etl.extract.commitments.judging import KINDS, STATUSES, judge
from etl.extract.commitments.mentions import mentions_in
from etl.extract.commitments.network import load_network
from etl.extract.commitments.passages import Sentence, sentences_of
from etl.extract.commitments.readings import Reader
from etl.model.documents import Document
from etl.model.facts import AnswerItem, Commitment, Evidence, Named

METHOD = "sentence-model/7"
METHOD_WITH_ENCODER = f"{METHOD}+encoder"

_SURE_PARTNER = 0.5
_LIKELIEST_PARTNER, _FURTHER_PARTNER = 0.3, 0.45  # a partnership has a partner, so the likeliest need not be as likely; by cross-validation
_WITHOUT_PARTNERS = 0.7  # weight of cooperation then
_PREDICATE = " als"  # "versteht sich als Partner" names no partner
_NO_PARTNER = re.compile(r"\w+er\s\w*partner|.*(?:19|20)\d\d", re.IGNORECASE)  # nor do "ist aktiver Partner" and a programme of 2016


@dataclass(frozen=True, slots=True)
class _Reading:
    """What reading one commitment needs: the document, one of its sentences, and who may be involved in it."""

    document: Document
    sentence: Sentence
    method: str
    is_partnership: bool
    involved: Sequence[Involved]
    answering_body: str
    body_name: str


def find_commitments(
    document: Document, items: Sequence[AnswerItem], *, answering_body: str, body_name: str, organization_names: Sequence[str]
) -> tuple[Commitment, ...]:
    """The commitments in the answer items of a document, in the order of the text; in the whole document if there are no items.

    answering_body: who answers ("Jobcenter Köln"), whom "wir" means; body_name: the municipality ("Stadt Köln"), which "die Verwaltung"
    means; organization_names: known organizations, to recognise parties and partners.
    """
    sentences = read_sentences(document.text, items, organization_names)
    if not sentences:
        return ()
    judgement = judge(sentences, year_of(document.text), readers())
    chosen = [int(at) for at in np.flatnonzero(judgement.says["commitment"] | judgement.says["partnership"])]
    involved = involved_in(document.text, sentences, chosen, answering_body or body_name, judgement.readings)
    is_encoded = judgement.readings["encoder"].is_read if "encoder" in judgement.readings else np.zeros(len(sentences), bool)
    found = []
    for at in chosen:
        reading = _Reading(
            document,
            sentences[at],
            METHOD_WITH_ENCODER if is_encoded[at] else METHOD,
            bool(judgement.says["partnership"][at]),
            involved[at],
            answering_body or body_name,
            body_name or answering_body,
        )
        found.append(_commitment(reading, judgement.at(at)))
    return tuple(found)


def readers() -> dict[str, Reader]:
    """Who reads sentences after the linear models, by stage: the network, and the encoder where it is installed."""
    encoder = load_encoder()
    return {"network": load_network(), **({"encoder": encoder} if encoder else {})}


def read_sentences(text: str, items: Sequence[AnswerItem], organization_names: Sequence[str]) -> list[Sentence]:
    """The sentences of the answer items, each once; those of the whole text without items."""
    known = frozenset(name.lower() for name in organization_names if name and " " not in name)
    ranges: list[tuple[int, int, int | None]] = [
        (item.evidence.start, min(item.evidence.end, len(text)), at) for at, item in enumerate(items)
    ]
    found: dict[int, Sentence] = {}
    for start, end, at in ranges or [(0, len(text), None)]:
        for sentence in sentences_of(text, start, end, at, known):
            found.setdefault(sentence.start, sentence)
    return [found[start] for start in sorted(found)]


def _commitment(reading: _Reading, scores: Mapping[str, float]) -> Commitment:
    sentence, document = reading.sentence, reading.document
    confidence = round(scores["commitment"], 3)
    party = _party(reading)
    partners = _partners(reading, party, confidence) if reading.is_partnership else ()
    return Commitment(
        evidence=Evidence.of(document, sentence.start, sentence.end, method=reading.method, confidence=confidence),
        kind_code=_kind(scores, names_partners=bool(partners)),
        status_code=max(STATUSES, key=lambda status: scores[f"status {status}"]),
        is_partnership=reading.is_partnership,
        committing_party_name=_party_name(reading, party),
        partners=partners,
        mentions=_mentions(reading, confidence),
        answer_item_index=sentence.item,
    )


def _kind(scores: Mapping[str, float], *, names_partners: bool) -> str:
    """The likeliest kind; a partnership without named partners may be the role of a partner rather than a cooperation."""
    weights = {kind: scores[f"kind {kind}"] for kind in KINDS}
    if not names_partners:
        weights["cooperation"] *= _WITHOUT_PARTNERS
    return max(KINDS, key=lambda kind: weights[kind])


def _party(reading: _Reading) -> Candidate:
    """The candidate with the highest score as party; in a partnership, not one that is rather a partner."""
    free = [one for one in reading.involved if not (reading.is_partnership and one.candidate.actor and one.partner >= _SURE_PARTNER)]
    return max(free, key=lambda one: one.party).candidate


def _party_name(reading: _Reading, party: Candidate) -> str:
    """The name to publish: "die Verwaltung" is the municipality; where nobody is named, the body that answers is bound."""
    if not is_self(party.name, reading.answering_body):
        return party.name
    words = tokens(reading.sentence.passage.text)
    return reading.body_name if "verwaltung" in words else reading.answering_body


def _partners(reading: _Reading, party: Candidate, confidence: float) -> tuple[Named, ...]:
    found: dict[str, Named] = {}
    words = reading.sentence.tokens
    for actor, score in _likely_partners(reading, party):
        evidence = Evidence.of(
            reading.document,
            words[actor.first].start,
            words[actor.last - 1].end,
            method=reading.method,
            confidence=round(confidence * score, 3),
        )
        found.setdefault(evidence.quote, Named(evidence.quote, "organization", evidence))
    return tuple(found.values())


def _likely_partners(reading: _Reading, party: Candidate) -> list[tuple[Actor, float]]:
    named = [
        (one.candidate.actor, one.partner)
        for one in reading.involved
        if one.candidate.actor and one.candidate is not party and not _is_predicate(reading, one.candidate.actor)
    ]
    highest = max((score for _, score in named), default=0.0)
    return [(actor, score) for actor, score in named if score >= (_LIKELIEST_PARTNER if score == highest else _FURTHER_PARTNER)]


def _is_predicate(reading: _Reading, actor: Actor) -> bool:
    """Whether words that look like an actor's name only say what somebody is."""
    words = reading.sentence.tokens
    name = reading.document.text[words[actor.first].start : words[actor.last - 1].end]
    return actor.lead.endswith(_PREDICATE) or _NO_PARTNER.fullmatch(name) is not None


def _mentions(reading: _Reading, confidence: float) -> tuple[Named, ...]:
    found: dict[tuple[str, str], Named] = {}
    for mention in mentions_in(reading.document.text, reading.sentence.start, reading.sentence.end):
        evidence = Evidence.of(reading.document, mention.start, mention.end, method=reading.method, confidence=confidence)
        found.setdefault((mention.kind, evidence.quote), Named(evidence.quote, mention.kind, evidence))
    return tuple(found.values())

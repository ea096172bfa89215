"""How likely each candidate is the committing party, or a partner, of a commitment."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.extract.commitments import parties
from etl.extract.commitments.candidates import Candidate, candidates_of
from etl.extract.commitments.encoder_heads import Reading
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.vectors import load_arrays, load_model

Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Involved:
    """A candidate of a commitment: its score as party, comparable within the sentence, and its probability as partner."""

    candidate: Candidate
    party: float
    partner: float


def involved_in(
    text: str, sentences: Sequence[Sentence], chosen: Sequence[int], body: str, reading: Reading | None
) -> dict[int, list[Involved]]:
    """The candidates of the chosen sentences (indexes), judged by the linear model and, where the encoder read a sentence, by both.

    body: who answers; reading: what the encoder read, None where it is not installed or read nothing.
    """
    candidates = list(candidates_of(text, sentences, body, frozenset(chosen)))
    found: dict[int, list[Involved]] = {at: [] for at in chosen}
    if candidates:
        logits = linear_logits(candidates, sentences, body)
        if reading:
            weights, is_read = load_arrays("mixture"), reading.is_read[[candidate.sentence for candidate in candidates]]
            mixed = weighed_actors(logits, reading.actors(sentences, candidates), weights["encoder party"], weights["encoder partner"])
            logits = np.where(is_read[:, None], mixed, logits)
        for candidate, (party, partner) in zip(candidates, logits, strict=True):
            found[candidate.sentence].append(Involved(candidate, float(party), float(1 / (1 + np.exp(-partner)))))
    return found


def linear_logits(candidates: Sequence[Candidate], sentences: Sequence[Sentence], body: str) -> Row:
    """What the linear model says of candidates: a score as party and a logit as partner, a row each."""
    said = load_model("actors").logits(parties.vectors(candidates, sentences, body))
    return np.column_stack((said["party"], said["partner"]))


def weighed_actors(linear: Row, encoder: Row, party: Row, partner: Row) -> Row:
    """What both say, weighed: as `linear_logits`. party: the weights of both scores; partner: of both logits, and a bias."""
    scores = np.column_stack((linear[:, 0], encoder[:, 0])) @ party
    return np.column_stack((scores, np.column_stack((linear[:, 1], encoder[:, 1], np.ones(len(linear)))) @ partner))

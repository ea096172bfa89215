"""How likely each candidate is the committing party, or a partner, of a commitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from etl.extract.commitments import parties
from etl.extract.commitments.candidates import Candidate, candidates_of
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.readings import Reading, Row
from etl.extract.commitments.vectors import load_arrays, load_model


@dataclass(frozen=True, slots=True)
class Involved:
    """A candidate of a commitment: its score as party, comparable within the sentence, and its probability as partner."""

    candidate: Candidate
    party: float
    partner: float


def involved_in(
    text: str, sentences: Sequence[Sentence], chosen: Sequence[int], body: str, readings: Mapping[str, Reading]
) -> dict[int, list[Involved]]:
    """The candidates of the chosen sentences (indexes), judged by the linear model and by all who read the sentence.

    body: who answers; readings: by stage.
    """
    candidates = list(candidates_of(text, sentences, body, frozenset(chosen)))
    found: dict[int, list[Involved]] = {at: [] for at in chosen}
    if candidates:
        opinions = [linear_logits(candidates, sentences, body)]
        logits, weights = opinions[0], load_arrays("mixture")
        for stage, reading in readings.items():
            opinions.append(reading.actors(sentences, candidates))
            is_read = reading.is_read[[candidate.sentence for candidate in candidates]]
            mixed = weighed_actors(opinions, weights[f"{stage} party"], weights[f"{stage} partner"])
            logits = np.where(is_read[:, None], mixed, logits)
        for candidate, (party, partner) in zip(candidates, logits, strict=True):
            found[candidate.sentence].append(Involved(candidate, float(party), float(1 / (1 + np.exp(-partner)))))
    return found


def linear_logits(candidates: Sequence[Candidate], sentences: Sequence[Sentence], body: str) -> Row:
    """What the linear model says of candidates: a score as party and a logit as partner, a row each."""
    said = load_model("actors").logits(parties.vectors(candidates, sentences, body))
    return np.column_stack((said["party"], said["partner"]))


def weighed_actors(opinions: Sequence[Row], party: Row, partner: Row) -> Row:
    """What several say, weighed: as `linear_logits`. party: the weights of their scores; partner: of their logits, and a bias."""
    scores, logits = (np.column_stack([one[:, column] for one in opinions]) for column in (0, 1))
    return np.column_stack((scores @ party, logits @ partner[:-1] + partner[-1]))

"""What the heads of a reader make of its vectors: of sentences, of actors where they are named, of those whom no window names."""

from typing import Any

import numpy as np
import pytest

from etl.extract.commitments.candidates import Candidate, candidates_of
from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.involved import weighed_actors
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.pieces import Window
from etl.extract.commitments.readings import Reading, pieces_of, words_of

TEXT = "Das Gartenbauamt pflanzt Bäume. Die Verwaltung spricht mit der Polizei."
BODY = "Stadt Musterstadt"
WIDTH = 4
WORDS = {(at, at + 1): word for at, word in enumerate(TEXT.split(), 1)}  # by the range of its piece in a window over both sentences


@pytest.fixture
def sentences() -> list[Sentence]:
    return read_sentences(TEXT, (), ())


def window(sentences: list[Sentence], *places: int) -> Window:
    """A window over sentences in which every word is one piece; a piece opens it."""
    spans, at = [], 1
    for place in places:
        words = len(words_of(sentences[place]))
        spans.append((place, tuple(range(at, at + words + 1))))
        at += words
    return Window(tuple(range(at)), tuple(spans))


def reading(sentences: list[Sentence], one: Window) -> Reading:
    """A reading whose states say in their first number which piece they belong to; the head of partners hands that on."""
    states = np.zeros((len(one.pieces), WIDTH), np.float32)
    states[:, 0] = np.arange(len(one.pieces))
    first = np.eye(WIDTH, 1, dtype=np.float32)
    own = {name: np.full(WIDTH, value, np.float32) for name, value in (("self", 100.0), ("far", 200.0), ("near", 0.5))}
    heads: dict[str, Any] = {
        "judge.w": first,
        "judge.b": np.ones(1),
        "party": first,
        "met": first,
        "party.w": 0 * first,
        "partner.w": first,
        "partner.b": np.zeros(1),
    }
    is_read = np.array([any(place == at for at, _ in one.spans) for place in range(len(sentences))])
    vectors = np.array([np.full(WIDTH, 2.5 * known, np.float32) for known in is_read])
    return Reading({**heads, **own}, vectors, is_read, ((one, states),))


def candidates(sentences: list[Sentence]) -> list[Candidate]:
    return list(candidates_of(TEXT, sentences, BODY, frozenset(range(len(sentences)))))


def test_a_sentence_that_was_not_read_is_nothing(sentences: list[Sentence]) -> None:
    assert reading(sentences, window(sentences, 0)).sentences().tolist() == [[2.5 + 1], [0.0]]


def test_an_actor_is_found_at_its_pieces(sentences: list[Sentence]) -> None:
    both = window(sentences, 0, 1)
    found = {WORDS[span] for one in candidates(sentences) if (span := pieces_of(both, sentences, one.named))}
    assert found == {"Gartenbauamt", "Verwaltung", "Polizei."}


def test_actors_are_judged_by_their_own_pieces_the_body_and_who_is_far_by_vectors_of_their_own(sentences: list[Sentence]) -> None:
    everybody = candidates(sentences)
    only_second = dict(
        zip(
            ((c.sentence, c.name, c.origin) for c in everybody),
            reading(sentences, window(sentences, 1)).actors(sentences, everybody)[:, 1],
            strict=True,
        )
    )
    assert only_second[1, "Polizei", "here"] == 6.0
    assert only_second[1, BODY, "self"] == 100.0
    assert only_second[1, "Gartenbauamt", "near"] == 200.0
    assert only_second[0, "Gartenbauamt", "here"] == 0.0


def test_who_is_named_in_another_sentence_of_the_window_differs_a_little(sentences: list[Sentence]) -> None:
    everybody = candidates(sentences)
    scores = reading(sentences, window(sentences, 0, 1)).actors(sentences, everybody)[:, 1]
    at = {(c.sentence, c.name): score for c, score in zip(everybody, scores, strict=True)}
    assert at[1, "Gartenbauamt"] == at[0, "Gartenbauamt"] + 0.5


def test_opinions_on_actors_are_weighed_and_partners_have_a_bias() -> None:
    found = weighed_actors([np.array([[1.0, 2.0]]), np.array([[10.0, 20.0]])], np.array([1.0, 0.1]), np.array([1.0, 0.1, -3.0]))
    assert found.tolist() == [[2.0, 1.0]]

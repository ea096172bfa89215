"""What the encoder is tuned on: windows of answer items with the labels of their sentences, in batches of like length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from etl.extract.commitments.candidates import Candidate
from etl.extract.commitments.encoder import Encoder
from etl.extract.commitments.pieces import Window
from etl.extract.commitments.readings import pieces_of, words_of
from tools.actor_heads import published
from tools.gold_commitments import Example, Label, same_name

BATCH = 1200  # pieces that are learned from at once

Tensor = Any


@dataclass(frozen=True, slots=True)
class Actor:
    """A candidate of a sentence that is a commitment: its origin, and the range of pieces that name it (None: none in the window)."""

    origin: str
    span: tuple[int, int] | None
    is_party: bool
    is_partner: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """A window with the label of each of its sentences, whether anybody judged them, and the actors of those that are commitments."""

    window: Window
    labels: tuple[Label | None, ...]
    is_read: tuple[bool, ...]
    actors: tuple[tuple[Actor, ...], ...]


def lessons(base: Encoder, examples: Iterable[Example]) -> list[Lesson]:
    """The windows of the answer items of papers."""
    return [lesson for example in examples for lesson in _lessons(base, example)]


def batches(all_lessons: Sequence[Lesson], draw: np.random.Generator) -> list[list[int]]:
    """The lessons' numbers in batches of like length, batches in any order."""
    length = np.array([len(lesson.window.pieces) for lesson in all_lessons]) * draw.uniform(0.9, 1.1, len(all_lessons))
    found: list[list[int]] = [[]]
    for at in map(int, np.argsort(length)):
        if found[-1] and len(all_lessons[at].window.pieces) * (len(found[-1]) + 1) > BATCH:
            found.append([])
        found[-1].append(at)
    return [found[at] for at in draw.permutation(len(found))]


def numbers_of(chosen: Sequence[Lesson]) -> tuple[Tensor, Tensor]:
    """The pieces of some windows, a row each, and which of them are there."""
    length = max(len(lesson.window.pieces) for lesson in chosen)
    numbers = torch.ones((len(chosen), length), dtype=torch.long)
    mask = torch.zeros((len(chosen), length), dtype=torch.bool)
    for row, lesson in enumerate(chosen):
        numbers[row, : len(lesson.window.pieces)] = torch.tensor(lesson.window.pieces)
        mask[row, : len(lesson.window.pieces)] = True
    return numbers, mask


def lesson_of(example: Example, window: Window) -> Lesson:
    """What there is to learn from a window over sentences of a paper."""
    judged: dict[int, list[tuple[Candidate, Label]]] = {}
    for candidate, label in example.judged():
        judged.setdefault(candidate.sentence, []).append((candidate, label))
    labels = tuple(example.labels[key] for key, _ in window.spans)
    actors = tuple(tuple(_actors(example, window, judged.get(key, ()))) for key, _ in window.spans)
    return Lesson(window, labels, tuple(example.is_read[key] for key, _ in window.spans), actors)


def _lessons(base: Encoder, example: Example) -> Iterator[Lesson]:
    items: dict[int | None, list[tuple[int, list[str]]]] = {}
    for at, sentence in enumerate(example.sentences):
        items.setdefault(sentence.item, []).append((at, words_of(sentence)))
    for item in items.values():
        for window in base.windows(item):
            if any(example.is_read[key] for key, _ in window.spans):
                yield lesson_of(example, window)


def _actors(example: Example, window: Window, judged: Iterable[tuple[Candidate, Label]]) -> Iterator[Actor]:
    for candidate, label in judged:
        is_partner = candidate.actor is not None and any(same_name(name, candidate.written) for name in label["partners"])
        is_party = same_name(label["committing_party"], published(candidate))
        yield Actor(candidate.origin, pieces_of(window, example.sentences, candidate.named), is_party, is_partner)

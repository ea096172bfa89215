"""What the encoder is tuned on: windows of answer items with the labels of their sentences, in batches of like length."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from etl.extract.commitments.encoder import Encoder, Window
from tools.gold_commitments import Example, Label, same_name

BATCH = 1200  # pieces that are learned from at once

Tensor = Any


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor of a sentence that is a commitment: its range of pieces (None: the body that answers, or one that is not in the window)."""

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


def _lessons(base: Encoder, example: Example) -> Iterator[Lesson]:
    items: dict[int | None, list[tuple[int, list[str]]]] = {}
    for at, sentence in enumerate(example.sentences):
        items.setdefault(sentence.item, []).append((at, sentence.passage.text.split()))
    judged: dict[int, list[tuple[Any, Label]]] = {}
    for candidate, label in example.judged():
        judged.setdefault(candidate.sentence, []).append((candidate, label))
    for item in items.values():
        for window in base.windows(item):
            labels = tuple(example.labels[key] for key, _ in window.spans)
            actors = (tuple(_actors(example, starts, judged.get(key, ()))) for key, starts in window.spans)
            is_read = tuple(example.is_read[key] for key, _ in window.spans)
            if any(is_read):
                yield Lesson(window, labels, is_read, tuple(actors))


def _actors(example: Example, starts: Sequence[int], judged: Iterable[tuple[Any, Label]]) -> Iterator[Actor]:
    for candidate, label in judged:
        span = _span(example, starts, candidate) if candidate.actor else None
        is_partner = bool(span) and any(same_name(name, candidate.written) for name in label["partners"])
        yield Actor(span, same_name(label["committing_party"], candidate.name), is_partner)


def _span(example: Example, starts: Sequence[int], candidate: Any) -> tuple[int, int] | None:
    sentence = example.sentences[candidate.sentence]
    low, high = sentence.tokens[candidate.actor.first].start, sentence.tokens[candidate.actor.last - 1].end
    words = list(re.finditer(r"\S+", sentence.passage.text))
    met = [at for at, word in enumerate(words) if word.start() + sentence.start < high and word.end() + sentence.start > low]
    return (starts[met[0]], starts[met[-1] + 1]) if met and met[-1] + 1 < len(starts) else None

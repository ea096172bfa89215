"""The small network of `etl.extract.commitments.network` in PyTorch, and what it has to learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from etl.extract.commitments.judging import KINDS, MIXED
from etl.extract.commitments.network import REACH, neighbours, shapes
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.pieces import Window
from tools.encoder_lessons import Lesson
from tools.head_losses import Tensor, Weights, loss_of, new_heads

NARROWED, WIDTH = 64, 96  # width of the vectors of pieces as they are stored, and of all others
DROPPED, DROPPED_PIECES = 0.25, 0.08
SHAPES = 3  # `network.shapes`
ACTORS = 0.4  # how much actors count in what is learned


@dataclass(frozen=True, slots=True)
class Document:
    """What is learned from: windows over all sentences of a text.

    shapes, before, after: `network.shapes` and `network.neighbours`; taught: what the encoder says of the sentences, None if readers did.
    """

    lessons: Sequence[Lesson]
    numbers: Sequence[Tensor]
    shapes: Tensor
    before: Tensor
    after: Tensor
    taught: Tensor | None

    @classmethod
    def of(cls, lessons: Sequence[Lesson], sentences: Sequence[Sentence], taught: Tensor | None) -> "Document":
        """A text in windows."""
        places = range(len(sentences))
        before, after = map(torch.from_numpy, neighbours(sentences, places))
        numbers = [torch.tensor(lesson.window.pieces) for lesson in lessons]
        return cls(lessons, numbers, torch.from_numpy(shapes(sentences, places)), before, after, taught)

    @classmethod
    def unread(cls, windows: Sequence[Window], sentences: Sequence[Sentence], taught: Tensor) -> "Document":
        """A text that nobody read but the encoder."""
        none = [Lesson(one, (None,) * len(one.spans), (False,) * len(one.spans), ((),) * len(one.spans)) for one in windows]
        return cls.of(none, sentences, taught)


def new_network(given: Tensor) -> Weights:
    """A network that knows nothing but the encoder's vectors of its pieces, the first of which is nothing."""
    rows = (given - given[1:].mean(0)) / given[1:].std(0) / 2
    rows[0] = 0
    sizes = {
        "narrowed": (rows.shape[1], NARROWED),
        "wide.w": (REACH["wide"] * NARROWED, WIDTH),
        "narrow.w": (REACH["narrow"] * WIDTH, WIDTH),
        "sentence.w": (2 * WIDTH + SHAPES, WIDTH),
        "context.w": (3 * WIDTH, WIDTH),
    }
    weights: Weights = {name: (torch.rand(size) * 2 - 1) / size[0] ** 0.5 for name, size in sizes.items()}
    weights |= {name.replace(".w", ".b"): torch.zeros(WIDTH) for name in sizes if name.endswith(".w")}
    weights |= new_heads(WIDTH) | {"moved": torch.zeros((len(rows), NARROWED))}
    for weight in weights.values():
        weight.requires_grad_()
    return weights | {"given": rows}


def loss_of_network(documents: Sequence[Document], weights: Weights) -> Tensor:
    """How far the network is from what readers and the encoder say of some texts."""
    states = [states_of(document, weights) for document in documents]
    vectors = torch.cat([vectors_of(document, own, weights) for document, own in zip(documents, states, strict=True)])
    is_taught = torch.cat([torch.full((len(one.shapes),), one.taught is not None) for one in documents])
    loss = torch.zeros(())
    read = [(one, own) for one, own in zip(documents, states, strict=True) if one.taught is None]
    if any(any(lesson.is_read) for one, _ in read for lesson in one.lessons):
        lessons, rows = [lesson for one, _ in read for lesson in one.lessons], [row for _, own in read for row in own]
        count = sum(sum(lesson.is_read) for lesson in lessons)
        loss = loss + loss_of(lessons, vectors[~is_taught], rows, weights, ACTORS) * count
    if is_taught.any():
        loss = loss + _loss_of_taught(vectors[is_taught], torch.cat([one.taught for one in documents if one.taught is not None]), weights)
    return loss / len(vectors)


def stored(weights: Weights) -> dict[str, Any]:
    """The weights as `network.open_network` takes them."""
    kept = {name: weight.detach().numpy() for name, weight in weights.items() if name not in ("given", "moved", "narrowed")}
    table = (weights["given"] @ weights["narrowed"] + weights["moved"]).detach().numpy()
    table[0] = 0
    scale = np.abs(table).max(axis=0, keepdims=True) / np.iinfo(np.int8).max
    rounded = {"table": np.rint(table / scale).astype(np.int8), "scale": scale.astype(np.float32)}
    return {name: weight.astype(np.float16) for name, weight in kept.items()} | rounded


def states_of(document: Document, weights: Weights) -> list[Tensor]:
    """The vectors of the pieces of each window, as `network.Network` computes them."""
    return [_states(numbers, weights) for numbers in document.numbers]


def _states(numbers: Tensor, weights: Weights) -> Tensor:
    numbers = torch.where(torch.rand(len(numbers)) < DROPPED_PIECES, 0, numbers)
    there = (numbers != 0)[:, None]
    rows = functional.dropout(weights["given"][numbers] @ weights["narrowed"] + weights["moved"][numbers], DROPPED) * there
    wide = _convolved("wide", rows, weights) * there
    return (wide + _convolved("narrow", functional.dropout(wide, DROPPED), weights)) * there


def _convolved(name: str, rows: Tensor, weights: Weights) -> Tensor:
    half = REACH[name] // 2
    padded = functional.pad(rows, (0, 0, half, half))
    seen = torch.cat([padded[at : at + len(rows)] for at in range(REACH[name])], 1)
    return functional.relu(seen @ weights[f"{name}.w"] + weights[f"{name}.b"])


def vectors_of(document: Document, states: Sequence[Tensor], weights: Weights) -> Tensor:
    """The vectors of the sentences, as `network.Network` computes them."""
    pooled = torch.cat([_pooled(lesson.window, own) for lesson, own in zip(document.lessons, states, strict=True)])
    alone = functional.dropout(torch.cat((pooled, document.shapes), 1), DROPPED)
    own = functional.relu(alone @ weights["sentence.w"] + weights["sentence.b"])
    none = torch.zeros_like(own[:1])
    around = torch.cat((torch.cat((none, own[:-1])) * document.before, own, torch.cat((own[1:], none)) * document.after), 1)
    said = own + functional.relu(functional.dropout(around, DROPPED) @ weights["context.w"] + weights["context.b"])
    return functional.dropout(said, DROPPED)


def _pooled(window: Window, states: Tensor) -> Tensor:
    starts = [starts[0] for _, starts in window.spans]
    lengths = torch.tensor([end - start for start, end in zip(starts, (*starts[1:], len(states)), strict=True)])
    count = torch.tensor([float(starts[-1] - starts[0]) for _, starts in window.spans])[:, None]
    rows = states[starts[0] :]
    highest, total = (torch.segment_reduce(rows, how, lengths=lengths, axis=0) for how in ("max", "sum"))
    return torch.cat((highest, total / count.sqrt()), 1)


def _loss_of_taught(vectors: Tensor, taught: Tensor, weights: Weights) -> Tensor:
    """How far the heads are from what the encoder says, kinds and statuses as far as it holds a sentence for a commitment."""
    says, first, after = vectors @ weights["judge.w"] + weights["judge.b"], len(MIXED), len(MIXED) + len(KINDS)
    truth = torch.sigmoid(taught[:, :first])
    loss = functional.binary_cross_entropy_with_logits(says[:, :first], truth, reduction="sum")
    for codes in (slice(first, after), slice(after, None)):
        share = -(functional.softmax(taught[:, codes], 1) * functional.log_softmax(says[:, codes], 1)).sum(1)
        loss = loss + (share * truth[:, 0]).sum()
    return loss

"""The encoder of `etl.extract.commitments.encoder` in PyTorch, so that it can be tuned, and what its heads have to learn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from etl.extract.commitments.encoder import HEADS as ATTENTION_HEADS
from etl.extract.commitments.encoder import LAYERS, WIDTH, Encoder, Window
from etl.extract.commitments.judging import HEADS, KINDS, STATUSES
from etl.extract.commitments.packed import Array
from tools.encoder_lessons import Actor, Lesson, numbers_of

FROZEN = 4  # lowest layers, kept as they are
MEETING = 48  # width in which actors meet sentences
DROPPED = 0.1
ABSENT = (
    "self",
    "far",
    "near",
)  # vectors of the body that answers, of who is not in the window; what is added to who is in another sentence
SURE = 0.95  # how sure labels are: two careful readers agree at nine in ten

Tensor = Any
Weights = dict[str, Tensor]


class FastEncoder(Encoder):
    """The encoder with its states computed by PyTorch, products in 16 bits: several times as fast, for texts that only teach."""

    def _forward(self, batch: Sequence[Window]) -> Array:
        chosen = [Lesson(window, (), (), ()) for window in batch]
        weights = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in self.weights.items()}
        with torch.no_grad():
            states = upper_layers(weights, low_layers(self, weights, chosen), training=False)
        return np.asarray(states.numpy(), np.float32)


def new_heads() -> Weights:
    """Heads that know nothing."""
    sizes = {"judge.w": len(HEADS), "party": MEETING, "met": MEETING, "party.w": 1, "partner.w": 1}
    drawn = {name: torch.randn((WIDTH, size)) * 0.03 for name, size in sizes.items()}
    return drawn | {"judge.b": torch.zeros(len(HEADS)), "partner.b": torch.zeros(1)} | {name: torch.zeros(WIDTH) for name in ABSENT}


def low_layers(base: Encoder, weights: Weights, lessons: Sequence[Lesson]) -> list[Tensor]:
    """The states of windows below the layers that are tuned, in 16 bits."""
    numbers, mask = numbers_of(lessons)
    rows = base.model.rows("emb.word", np.asarray(numbers.ravel()), WIDTH)
    state = torch.from_numpy(rows).reshape(*numbers.shape, WIDTH) + weights["place"][: numbers.shape[1]]
    state = functional.layer_norm(state, (WIDTH,), weights["emb.ln.w"], weights["emb.ln.b"], 1e-12)
    for number in range(FROZEN):
        state = layer(state, mask, weights, f"l{number}.", dropped=0.0)
    return [row[: len(one.window.pieces)].to(torch.bfloat16) for row, one in zip(state, lessons, strict=True)]


def upper_layers(weights: Weights, low: Sequence[Tensor], *, training: bool) -> Tensor:
    """The last states of windows (window, piece, width), from those below the tuned layers."""
    state = torch.nn.utils.rnn.pad_sequence(list(low), batch_first=True).float()
    lengths = torch.tensor([len(row) for row in low])
    mask = torch.arange(state.shape[1])[None] < lengths[:, None]
    for number in range(FROZEN, LAYERS):
        state = layer(state, mask, weights, f"l{number}.", dropped=DROPPED if training else 0.0)
    return state


def layer(state: Tensor, mask: Tensor, weights: Weights, name: str, *, dropped: float) -> Tensor:
    """One layer, as `etl.extract.commitments.encoder` computes it; its products in 16 bits."""
    count, length, _ = state.shape
    with torch.autocast("cpu", torch.bfloat16):
        parts = state @ weights[f"{name}qkv.w"] + weights[f"{name}qkv.b"]
        query, key, value = parts.reshape(count, length, 3, ATTENTION_HEADS, -1).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None])
        seen = mixed.transpose(1, 2).reshape(count, length, WIDTH) @ weights[f"{name}ao.w"] + weights[f"{name}ao.b"]
    state = state + functional.dropout(seen.float(), dropped)
    state = functional.layer_norm(state, (WIDTH,), weights[f"{name}aln.w"], weights[f"{name}aln.b"], 1e-12)
    with torch.autocast("cpu", torch.bfloat16):
        inner = functional.gelu(state @ weights[f"{name}fi.w"] + weights[f"{name}fi.b"], approximate="tanh")
        thought = inner @ weights[f"{name}fo.w"] + weights[f"{name}fo.b"]
    state = state + functional.dropout(thought.float(), dropped)
    return functional.layer_norm(state, (WIDTH,), weights[f"{name}oln.w"], weights[f"{name}oln.b"], 1e-12)


def sentence_vectors(lesson: Lesson, states: Tensor) -> Tensor:
    """The mean over the pieces of each sentence of a window."""
    return torch.stack([states[starts[0] : starts[-1]].mean(0) for _, starts in lesson.window.spans])


def loss_of(lessons: Sequence[Lesson], states: Tensor, weights: Weights) -> Tensor:
    """How far the heads are from the labels of windows."""
    centre, spread = weights["norm"]
    vectors = torch.cat([sentence_vectors(lesson, rows) for lesson, rows in zip(lessons, states, strict=True)])
    vectors = functional.dropout((vectors - centre) / spread, DROPPED)
    says = vectors @ weights["judge.w"] + weights["judge.b"]
    labels = [label for lesson in lessons for label in lesson.labels]
    read = torch.tensor([is_read for lesson in lessons for is_read in lesson.is_read])
    truth = torch.tensor([[float(label is not None), float(bool(label and label["partnership"]))] for label in labels])
    loss = 2 * functional.binary_cross_entropy_with_logits(says[read, :2], truth[read] * (2 * SURE - 1) + 1 - SURE)
    known = [at for at, label in enumerate(labels) if label]
    if known:
        own, first, chosen = says[known], 2 + len(KINDS), [label for label in labels if label]
        kinds, statuses = ([names.index(label[field]) for label in chosen] for field, names in (("kind", KINDS), ("status", STATUSES)))
        codes = functional.cross_entropy(own[:, 2:first], torch.tensor(kinds), reduction="sum")
        codes = codes + functional.cross_entropy(own[:, first:], torch.tensor(statuses), reduction="sum")
        loss = loss + (codes + _loss_of_all_actors(lessons, vectors, states, weights)) / int(read.sum())
    return loss


def _loss_of_all_actors(lessons: Sequence[Lesson], vectors: Tensor, states: Tensor, weights: Weights) -> Tensor:
    """How far the actors' scores are from who is party and partner of each commitment."""
    loss, at = torch.zeros(()), 0
    for lesson, rows in zip(lessons, states, strict=True):
        for vector, label, actors in zip(vectors[at : at + len(lesson.labels)], lesson.labels, lesson.actors, strict=True):
            if not label or not actors:
                continue
            names = torch.stack([_vector_of(one, rows, weights) for one in actors])
            if any(one.is_party for one in actors):
                party = (names @ weights["party"]) @ (vector @ weights["met"]) + (names @ weights["party.w"])[:, 0]
                loss = loss + torch.logsumexp(party, 0) - torch.logsumexp(party[torch.tensor([one.is_party for one in actors])], 0)
            here = [row for row, one in enumerate(actors) if one.origin == "here"]
            if here and label["partnership"]:
                partner = (names[here] @ weights["partner.w"])[:, 0] + weights["partner.b"]
                truth = torch.tensor([float(actors[row].is_partner) for row in here])
                loss = loss + functional.binary_cross_entropy_with_logits(partner, truth, reduction="sum")
        at += len(lesson.labels)
    return loss


def _vector_of(actor: Actor, states: Tensor, weights: Weights) -> Tensor:
    """As `etl.extract.commitments.encoder_heads.actor_vector`."""
    if actor.span is None:
        return weights["self" if actor.origin == "self" else "far"]
    centre, spread = weights["norm of pieces"]
    own = (states[slice(*actor.span)].mean(0) - centre) / spread
    return own + weights["near"] if actor.origin == "near" else own

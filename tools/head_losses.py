"""What the heads of a reader have to learn (`etl.extract.commitments.readings`): of sentences and of actors, in PyTorch."""

from collections.abc import Sequence
from typing import Any

import torch
from torch.nn import functional

from etl.extract.commitments.judging import HEADS, KINDS, STATUSES
from tools.encoder_lessons import Actor, Lesson

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


def new_heads(width: int) -> Weights:
    """Heads that know nothing, over vectors of this width."""
    sizes = {"judge.w": len(HEADS), "party": MEETING, "met": MEETING, "party.w": 1, "partner.w": 1}
    drawn = {name: torch.randn((width, size)) * 0.03 for name, size in sizes.items()}
    return drawn | {"judge.b": torch.zeros(len(HEADS)), "partner.b": torch.zeros(1)} | {name: torch.zeros(width) for name in ABSENT}


def loss_of(lessons: Sequence[Lesson], vectors: Tensor, states: Sequence[Tensor], weights: Weights, actors: float = 1.0) -> Tensor:
    """How far the heads are from the labels of windows.

    vectors: of all their sentences; states: of the pieces of each window; actors: how much these count against all else.
    """
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
        loss = loss + (codes + actors * _loss_of_all_actors(lessons, vectors, states, weights)) / int(read.sum())
    return loss


def _loss_of_all_actors(lessons: Sequence[Lesson], vectors: Tensor, states: Sequence[Tensor], weights: Weights) -> Tensor:
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
    """As `etl.extract.commitments.readings.actor_vector`."""
    if actor.span is None:
        return weights["self" if actor.origin == "self" else "far"]
    own = states[slice(*actor.span)].mean(0)
    return own + weights["near"] if actor.origin == "near" else own

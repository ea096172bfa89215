"""Tune the encoder that the extra `embeddings` brings, on annotated papers; needs PyTorch, which a run does not.

    python -m tools.tune_encoder TEXTS [--output FILE]

TEXTS: the folder that `tools/learning_texts.py` wrote. Learns from the answers that we labelled ourselves (`tools/labels.py`) and from the
papers of gold/karlsruhe-more, never from those of gold/karlsruhe, so that it may judge any of these. Reads whole windows of an answer item
and judges each sentence by the mean of its pieces: commitment, partnership, kind, status; and by those of the actors, which of them are
its party and partners. The word vectors and the lowest layers stay as they are. What the training changes is stored as matrices of low rank
in 8-bit integers (`model/encoder.npz`). `set_mixture.py` weighs it afterwards.
"""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from etl.extract.commitments.encoder import LAYERS, MATRICES, ROWS, WIDTH, Encoder, weights_of
from etl.extract.commitments.packed import packed_path, read_packed
from etl.extract.commitments.pieces import Pieces
from tools.encoder_lessons import Lesson, batches, lessons
from tools.encoder_torch import FROZEN, as_heads_take_them, low_layers, sentence_vectors, upper_layers
from tools.head_losses import Tensor, Weights, loss_of, new_heads
from tools.lessons import arguments, read_lessons

RANK = 64  # of what is stored
PASSES, STEP, STEP_OF_HEADS, WARM = 3, 2e-4, 1e-3, 0.06
TOLD_AFTER = 200  # batches


def main() -> None:
    """Read the annotations, tune, write the difference."""
    told, path = arguments(__doc__, "encoder.npz"), packed_path()
    if path is None:
        sys.exit("tuning needs the extra `embeddings`")
    model = read_packed(path)
    base = Encoder(model, Pieces.of(model), weights_of(model, {}))
    papers = read_lessons(told.texts)
    np.savez_compressed(told.output, **difference(base, tune(base, lessons(base, [*papers.chosen, *papers.labelled]))))


def tune(base: Encoder, learned: Sequence[Lesson]) -> Weights:
    """The tuned weights and heads."""
    torch.manual_seed(0)
    draw, low = np.random.default_rng(0), dict[int, Tensor]()
    weights: Weights = {name: torch.from_numpy(np.array(array)) for name, array in base.weights.items()}
    with torch.no_grad():
        for batch in batches(learned, draw):
            low |= zip(batch, low_layers(base, weights, [learned[at] for at in batch]), strict=True)
        weights |= norms(learned, weights, low, draw)
    heads = new_heads(WIDTH)
    weights |= heads
    tuned = [name for name in weights if name[0] == "l" and int(name[1:].split(".")[0]) >= FROZEN]
    for name in (*tuned, *heads):
        weights[name].requires_grad_()
    groups = [{"params": [weights[name] for name in names], "lr": rate} for names, rate in ((tuned, STEP), (heads, STEP_OF_HEADS))]
    run(learned, weights, low, groups, [batch for _ in range(PASSES) for batch in batches(learned, draw)])
    return weights


def norms(learned: Sequence[Lesson], weights: Weights, low: dict[int, Tensor], draw: np.random.Generator) -> Weights:
    """Mean and spread of the vectors of sentences and of pieces, before anything is tuned, from some batches."""
    vectors, pieces = [], []
    for batch in batches(learned, draw)[:16]:
        for at, states in zip(batch, upper_layers(weights, [low[at] for at in batch], training=False), strict=True):
            vectors.append(sentence_vectors(learned[at], states))
            pieces.append(states[: len(learned[at].window.pieces)])
    found = {"norm": torch.cat(vectors), "norm of pieces": torch.cat(pieces)}
    return {name: torch.stack((rows.mean(0), rows.std(0))) for name, rows in found.items()}


def run(
    learned: Sequence[Lesson], weights: Weights, low: dict[int, Tensor], groups: list[dict[str, Any]], plan: Sequence[list[int]]
) -> None:
    """Tune the weights of some groups on batches in their order; the step grows at first and then falls to nothing."""
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    count, total = len(plan), 0.0
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda at: min(1, (at + 1) / (WARM * count)) * max(0.0, 1 - at / (count + 1)))
    for number, batch in enumerate(plan, 1):
        chosen, states = [learned[at] for at in batch], upper_layers(weights, [low[at] for at in batch], training=True)
        loss = loss_of(chosen, *as_heads_take_them(chosen, states, weights), weights)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([weight for group in groups for weight in group["params"]], 1.0)
        optimiser.step()
        rate.step()
        total += loss.item()
        if not number % TOLD_AFTER:
            print(f"{number} of {count}: mean loss {total / TOLD_AFTER:.3f}", flush=True)
            total = 0.0


def difference(base: Encoder, weights: Weights) -> dict[str, Any]:
    """What training changed, by the names that `weights_of` expects, with the heads."""
    found: dict[str, Any] = {}
    for number in range(FROZEN, LAYERS):
        name = f"l{number}."
        change = {key: weights[key].detach().numpy() - base.weights[key] for key in weights if key.startswith(name)}
        change |= dict(zip((f"{name}{part}.w" for part in "qkv"), np.split(change[f"{name}qkv.w"], 3, axis=1), strict=True))
        change |= dict(zip((f"{name}{part}.b" for part in "qkv"), np.split(change[f"{name}qkv.b"], 3), strict=True))
        found |= {name + row: change[name + row].astype(np.float16) for row in ROWS}
        for matrix in MATRICES:
            left, size, right = np.linalg.svd(change[f"{name}{matrix}.w"].T, full_matrices=False)
            sides = {"left": left[:, :RANK] * np.sqrt(size[:RANK]), "right": np.sqrt(size[:RANK])[:, None] * right[:RANK]}
            for side, values in sides.items():
                scale = np.abs(values).max(axis=int(side == "right"), keepdims=True) / np.iinfo(np.int8).max + 1e-12
                found[f"{name}{matrix}.{side}"] = np.rint(values / scale).astype(np.int8)
                found[f"{name}{matrix}.{side}.scale"] = scale.astype(np.float32)
    return found | {name: weights[name].detach().numpy().astype(np.float32) for name in (*new_heads(WIDTH), "norm", "norm of pieces")}


if __name__ == "__main__":
    main()

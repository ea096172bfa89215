"""The encoder of `etl.extract.commitments.encoder` in PyTorch, so that it can be tuned."""

import sys
from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from etl.extract.commitments.encoder import HEADS as ATTENTION_HEADS
from etl.extract.commitments.encoder import LAYERS, WIDTH, Encoder, load_encoder
from etl.extract.commitments.packed import Array
from etl.extract.commitments.pieces import Window
from tools.encoder_lessons import Lesson, numbers_of
from tools.head_losses import DROPPED, Tensor, Weights

FROZEN = 4  # lowest layers, kept as they are


class FastEncoder(Encoder):
    """The encoder with its states computed by PyTorch, products in 16 bits: several times as fast, for texts that only teach."""

    def _forward(self, batch: Sequence[Window]) -> Array:
        chosen = [Lesson(window, (), (), ()) for window in batch]
        weights = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in self.weights.items()}
        with torch.no_grad():
            states = upper_layers(weights, low_layers(self, weights, chosen), training=False)
        return np.asarray(states.numpy(), np.float32)


def fast_encoder() -> FastEncoder:
    """The tuned encoder, where the extra is installed; else the script ends."""
    encoder = load_encoder()
    if encoder is None:
        sys.exit("training needs the extra `embeddings`")
    return FastEncoder(encoder.model, encoder.pieces, encoder.weights)


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


def as_heads_take_them(lessons: Sequence[Lesson], states: Tensor, weights: Weights) -> tuple[Tensor, list[Tensor]]:
    """The vectors of all sentences of windows, and those of the pieces of each window."""
    (centre, spread), (centre_of_pieces, spread_of_pieces) = weights["norm"], weights["norm of pieces"]
    vectors = torch.cat([sentence_vectors(lesson, rows) for lesson, rows in zip(lessons, states, strict=True)])
    return functional.dropout((vectors - centre) / spread, DROPPED), [(rows - centre_of_pieces) / spread_of_pieces for rows in states]

"""Tune the encoder that the extra `embeddings` brings, on annotated papers; needs PyTorch, which a run does not.

    tune_encoder.py GOLD TEXTS --at-large GOLD TEXTS [--half 0|1] [--output FILE]

Reads whole windows of an answer item and judges each sentence by the mean of its pieces: commitment, partnership, kind, status; beside
them, as lessons only, which actors are its party and partners. First come the chosen papers, then, in smaller steps, those at large; with
`--half` only those of the even or odd folds (`tools/folds.py`), so that the others can be judged by an encoder that has not seen them. The
word vectors and the lowest layers stay as they are. What the training changes is stored as matrices of low rank in 8-bit integers
(`model/encoder.npz`). `train_commitments.py` sets the mixture afterwards.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from etl.extract.commitments import encoder as runtime
from etl.extract.commitments.encoder import HEADS as ATTENTION_HEADS
from etl.extract.commitments.encoder import LAYERS, MATRICES, ROWS, WIDTH, Encoder, Window, weights_of
from etl.extract.commitments.judging import HEADS, KINDS, STATUSES
from etl.extract.commitments.packed import packed_path, read_packed
from etl.extract.commitments.pieces import Pieces
from tools.folds import folds_of
from tools.gold_commitments import Example, read_examples, same_name

FROZEN, RANK, MEETING = 4, 32, 48  # lowest layers kept; rank of what is stored; width in which actors meet sentences
STAGES = ((4, 2e-4, 1e-3), (2, 1e-4, 5e-4))  # passes over the papers, step, step of the heads: the chosen ones, those at large
BATCH, DROPPED, WARM = 700, 0.1, 0.1

Tensor = Any
Weights = dict[str, Tensor]


def main() -> None:
    """Read the annotations, tune, write the difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--at-large", type=Path, nargs=2, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--output", type=Path, default=Path(runtime.__file__).parent / "model" / "encoder.npz")
    arguments = parser.parse_args()
    path = packed_path()
    if path is None:
        parser.error("tuning needs the extra `embeddings`")
    model = read_packed(path)
    base = Encoder(model, Pieces.of(model), weights_of(model, {}))
    at_large, folds = read_examples(*arguments.at_large), folds_of(arguments.at_large[0]).values()
    kept = [one for one, fold in zip(at_large, folds, strict=True) if arguments.half in (None, fold % 2)]
    parts = read_examples(arguments.gold, arguments.texts), kept
    weights = tune(base, [[lesson for example in part for lesson in lessons(base, example)] for part in parts])
    np.savez_compressed(arguments.output, **difference(base, weights))


class Lesson:
    """A window with the labels of its sentences, and the actors of those that are commitments.

    actors: per sentence, pairs of an actor's range of pieces (None: the body that answers, or one that is not in the window) and whether it
    is the party and a partner.
    """

    def __init__(self, window: Window, example: Example) -> None:
        self.window = window
        self.labels = [example.labels[key] for key, _ in window.spans]
        self.actors: list[list[tuple[tuple[int, int] | None, bool, bool]]] = [[] for _ in window.spans]
        places = {key: (at, starts) for at, (key, starts) in enumerate(window.spans)}
        for candidate, label in example.judged():
            at, starts = places.get(candidate.sentence, (None, ()))
            if at is None:
                continue
            span = None
            if candidate.actor:
                sentence = example.sentences[candidate.sentence]
                low, high = sentence.tokens[candidate.actor.first].start, sentence.tokens[candidate.actor.last - 1].end
                words = list(re.finditer(r"\S+", sentence.passage.text))
                met = [n for n, word in enumerate(words) if word.start() + sentence.start < high and word.end() + sentence.start > low]
                span = (starts[met[0]], starts[met[-1] + 1]) if met[-1] + 1 < len(starts) else None
            is_partner = bool(span) and any(same_name(name, candidate.written) for name in label["partners"])
            self.actors[at].append((span, same_name(label["committing_party"], candidate.name), is_partner))


def lessons(base: Encoder, example: Example) -> Iterator[Lesson]:
    """The windows of a paper's answer items."""
    items: dict[int | None, list[tuple[int, list[str]]]] = {}
    for at, sentence in enumerate(example.sentences):
        items.setdefault(sentence.item, []).append((at, sentence.passage.text.split()))
    for item in items.values():
        yield from (Lesson(window, example) for window in base.windows(item))


def tune(base: Encoder, stages: Sequence[Sequence[Lesson]]) -> Weights:
    """The tuned weights and heads."""
    torch.manual_seed(0)
    examples = stages[0][::8]
    weights: Weights = {name: torch.from_numpy(np.array(array)) for name, array in base.weights.items()}
    tuned = [name for name in weights if name[0] == "l" and int(name[1:].split(".")[0]) >= FROZEN]
    with torch.no_grad():
        states = [(one, upper_layers(weights, low_layers(base, weights, one.window), training=False)) for one in examples]
        vectors = torch.stack([state[starts[0] : starts[-1]].mean(0) for one, state in states for _, starts in one.window.spans])
    pieces = torch.cat([state for _, state in states])
    weights |= {"norm": torch.stack((vectors.mean(0), vectors.std(0))), "norm of pieces": torch.stack((pieces.mean(0), pieces.std(0)))}
    sizes = {
        "judge.w": (WIDTH, len(HEADS)),
        "party": (WIDTH, MEETING),
        "met": (WIDTH, MEETING),
        "party.w": (WIDTH, 1),
        "partner.w": (WIDTH, 1),
    }
    heads = {name: torch.randn(size) * 0.03 for name, size in sizes.items()} | {
        "judge.b": torch.zeros(len(HEADS)),
        "self": torch.zeros(WIDTH),
    }
    weights |= heads
    for name in (*tuned, *heads):
        weights[name].requires_grad_()
    draw = np.random.default_rng(0)
    for lessons_of_stage, (passes, step, step_of_heads) in zip(stages, STAGES, strict=True):
        groups = [{"params": [weights[name] for name in names], "lr": rate} for names, rate in ((tuned, step), (heads, step_of_heads))]
        run_stage(base, weights, groups, [lessons_of_stage[at] for _ in range(passes) for at in draw.permutation(len(lessons_of_stage))])
    return weights


def run_stage(base: Encoder, weights: Weights, groups: Sequence[dict[str, Any]], examples: Sequence[Lesson]) -> None:
    """Tune the weights of some groups on lessons in their order; the step grows at first and then falls to nothing."""
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    count = sum(len(one.window.pieces) for one in examples) // BATCH
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda at: min(1, (at + 1) / (WARM * count)) * max(0.0, 1 - at / (count + 1)))
    total, pending, low = 0.0, 0, dict[int, Tensor]()
    for one in examples:
        if id(one) not in low:
            with torch.no_grad():
                low[id(one)] = low_layers(base, weights, one.window)
        loss = loss_of(one, upper_layers(weights, low[id(one)], training=True), weights)
        (loss * len(one.window.pieces) / BATCH).backward()
        total, pending = total + loss.item(), pending + len(one.window.pieces)
        if pending >= BATCH:
            torch.nn.utils.clip_grad_norm_([weight for group in groups for weight in group["params"]], 1.0)
            optimiser.step()
            rate.step()
            optimiser.zero_grad()
            pending = 0
    print(f"mean loss {total / len(examples):.3f}", flush=True)


def low_layers(base: Encoder, weights: Weights, window: Window) -> Tensor:
    """The states of a window below the layers that are tuned."""
    numbers = np.array(window.pieces, np.int64)
    state = torch.from_numpy(base.model.rows("emb.word", numbers, WIDTH)) + weights["place"][: len(numbers)]
    state = functional.layer_norm(state, (WIDTH,), weights["emb.ln.w"], weights["emb.ln.b"], 1e-12)
    for number in range(FROZEN):
        state = layer(state, weights, f"l{number}.", dropped=0.0)
    return state


def upper_layers(weights: Weights, state: Tensor, *, training: bool) -> Tensor:
    """The last states of a window, from those below the tuned layers."""
    for number in range(FROZEN, LAYERS):
        state = layer(state, weights, f"l{number}.", dropped=DROPPED if training else 0.0)
    return state


def layer(state: Tensor, weights: Weights, name: str, *, dropped: float) -> Tensor:
    """One layer, as `etl.extract.commitments.encoder` computes it."""
    parts = (state @ weights[f"{name}qkv.w"] + weights[f"{name}qkv.b"]).reshape(len(state), 3, ATTENTION_HEADS, -1).permute(1, 2, 0, 3)
    mixed = functional.scaled_dot_product_attention(*parts).transpose(0, 1).reshape(len(state), WIDTH)
    seen = functional.dropout(mixed @ weights[f"{name}ao.w"] + weights[f"{name}ao.b"], dropped)
    state = functional.layer_norm(state + seen, (WIDTH,), weights[f"{name}aln.w"], weights[f"{name}aln.b"], 1e-12)
    inner = functional.gelu(state @ weights[f"{name}fi.w"] + weights[f"{name}fi.b"], approximate="tanh")
    thought = functional.dropout(inner @ weights[f"{name}fo.w"] + weights[f"{name}fo.b"], dropped)
    return functional.layer_norm(state + thought, (WIDTH,), weights[f"{name}oln.w"], weights[f"{name}oln.b"], 1e-12)


def loss_of(lesson: Lesson, state: Tensor, weights: Weights) -> Tensor:
    """How far the heads are from the labels of a window."""
    centre, spread = weights["norm"]
    vectors = torch.stack([state[starts[0] : starts[-1]].mean(0) for _, starts in lesson.window.spans])
    vectors = functional.dropout((vectors - centre) / spread, DROPPED)
    says = vectors @ weights["judge.w"] + weights["judge.b"]
    truth = torch.tensor([[float(label is not None), float(bool(label and label["partnership"]))] for label in lesson.labels])
    loss = 2 * functional.binary_cross_entropy_with_logits(says[:, :2], truth)
    for at, label in enumerate(lesson.labels):
        if label is not None:
            own, first = says[at], 2 + len(KINDS)
            codes = functional.cross_entropy(own[2:first], torch.tensor(KINDS.index(label["kind"])))
            codes = codes + functional.cross_entropy(own[first:], torch.tensor(STATUSES.index(label["status"])))
            loss = loss + (codes + loss_of_actors(lesson.actors[at], vectors[at], state, weights)) / len(lesson.labels)
    return loss


def loss_of_actors(actors: Sequence[tuple[tuple[int, int] | None, bool, bool]], vector: Tensor, state: Tensor, weights: Weights) -> Tensor:
    """How far the actors' scores are from who is party and partner of a commitment."""
    if not any(is_party for _, is_party, _ in actors):
        return torch.zeros(())
    centre, spread = weights["norm of pieces"]
    rows = torch.stack([(state[span[0] : span[1]].mean(0) - centre) / spread if span else weights["self"] for span, _, _ in actors])
    party = (rows @ weights["party"]) @ (vector @ weights["met"]) + (rows @ weights["party.w"])[:, 0]
    right = torch.tensor([is_party for _, is_party, _ in actors])
    partner = torch.tensor([float(is_partner) for _, _, is_partner in actors])
    loss = torch.logsumexp(party, 0) - torch.logsumexp(party[right], 0)
    return loss + functional.binary_cross_entropy_with_logits((rows @ weights["partner.w"])[:, 0], partner)


def difference(base: Encoder, weights: Weights) -> dict[str, Any]:
    """What training changed, by the names that `weights_of` expects, with the heads of sentences."""
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
    heads = {name: weights[name].detach().numpy().astype(np.float32) for name in ("judge.w", "judge.b", "norm")}
    return found | heads


if __name__ == "__main__":
    main()

"""Train the small network that reads what the linear models are unsure of; needs PyTorch, which a run does not.

    python -m tools.train_network TEXTS [--output FILE]

TEXTS: the folder that `tools/learning_texts.py` wrote. Learns from the answers that we labelled ourselves (`tools/labels.py`), from the
papers of gold/karlsruhe-more, and from what the tuned encoder (`tools/tune_encoder.py`) says of texts that nobody read; never from
gold/karlsruhe, so that it may judge any paper of it. `set_mixture.py` weighs it afterwards. Some twenty minutes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from etl.extract.commitments import network as runtime
from etl.extract.commitments.encoder import Encoder
from etl.extract.commitments.network import Network
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.pieces import Pieces
from etl.extract.commitments.readings import words_of
from tools.encoder_lessons import lesson_of
from tools.encoder_torch import fast_encoder
from tools.gold_commitments import Example
from tools.head_losses import Weights
from tools.lessons import arguments, read_lessons, unread
from tools.network_torch import Document, loss_of_network, new_network, stored
from tools.set_mixture import read_whole

SPECIAL = 4  # first numbers of the encoder's vocabulary: start, nothing, end, unknown
PASSES, STEP, WARM, DECAY = 14, 2e-3, 100, 0.02
BATCH = 250  # sentences that are learned from at once
TOLD_AFTER = 500  # batches


def main() -> None:
    """Read the annotations, have the encoder teach, train, write the network."""
    told, encoder = arguments(__doc__, "network.npz"), fast_encoder()
    lessons = read_lessons(told.texts)
    examples = [*lessons.chosen, *lessons.labelled]
    texts = [sentences for _, sentences in unread(told.texts)]
    vocabulary = pieces_of_texts(encoder, [*(example.sentences for example in examples), *texts])
    names, scores = [encoder.model.pieces[at] for at in vocabulary], encoder.model.scores[vocabulary]
    reader = Network(Pieces.among(names, scores.tolist(), {}), {})
    documents = [*(labelled(reader, example) for example in examples), *taught(reader, encoder, texts)]
    weights = train(documents, encoder.model.rows("emb.word", vocabulary, runtime.WIDTH_OF_PIECES))
    found = {"pieces": np.array(names), "scores": scores.astype(np.float16), **stored(weights)}
    np.savez_compressed(told.output, **found)


def pieces_of_texts(encoder: Encoder, texts: Sequence[Sequence[Sentence]]) -> Any:
    """The numbers that the encoder gives the pieces of these sentences, in their order, the special ones first."""
    words = {word for sentences in texts for sentence in sentences for word in words_of(sentence)}
    found = {number for word in words for number in encoder.pieces.cut(word)}
    return np.array([*range(SPECIAL), *sorted(found - set(range(SPECIAL)))])


def labelled(reader: Network, example: Example) -> Document:
    """A paper that was read."""
    places = range(len(example.sentences))
    lessons = tuple(lesson_of(example, window) for window in reader.windows(example.sentences, places))
    return Document.of(lessons, example.sentences, None)


def taught(reader: Network, encoder: Encoder, texts: Sequence[Sequence[Sentence]]) -> Iterator[Document]:
    """Texts of which the encoder says what it thinks."""
    for sentences in texts:
        said = read_whole(encoder, sentences).sentences()
        yield Document.unread(tuple(reader.windows(sentences, range(len(sentences)))), sentences, torch.from_numpy(said).float())


def train(documents: Sequence[Document], rows: Any) -> Weights:
    """The trained weights. rows: the encoder's vectors of the pieces."""
    torch.manual_seed(0)
    draw = np.random.default_rng(0)
    weights = new_network(torch.from_numpy(rows))
    learned = [weight for name, weight in weights.items() if name not in ("given", "moved")]
    groups: list[dict[str, Any]] = [{"params": learned, "lr": STEP}, {"params": [weights["moved"]], "lr": STEP / 2}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    plan = [batch for _ in range(PASSES) for batch in batches(documents, draw)]
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda at: min(1, (at + 1) / WARM) * max(0.02, 1 - at / len(plan)))
    total = 0.0
    for number, batch in enumerate(plan, 1):
        loss = loss_of_network([documents[at] for at in batch], weights)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([weight for group in groups for weight in group["params"]], 1.0)
        optimiser.step()
        rate.step()
        total += loss.item()
        if not number % TOLD_AFTER:
            print(f"{number} of {len(plan)}: mean loss {total / TOLD_AFTER:.3f}", flush=True)
            total = 0.0
    return weights


def batches(documents: Sequence[Document], draw: np.random.Generator) -> Iterator[list[int]]:
    """The documents' numbers in any order, so many at once that there are sentences enough."""
    found, count = list[int](), 0
    for at in map(int, draw.permutation(len(documents))):
        found.append(at)
        count += len(documents[at].shapes)
        if count > BATCH:
            yield found
            found, count = [], 0
    if found:
        yield found


if __name__ == "__main__":
    main()

"""Train the linear models that find commitments, from annotated papers.

    train_commitments.py GOLD TEXTS --measured GOLD TEXTS [--unlabelled TEXTS] [--output DIR]

GOLD: a folder of annotations, one JSON object per paper (documents, answer.items, commitments). TEXTS: a folder with the normalised
text of every annotated document, FILE.txt. `--measured`: papers at large, which no model learns from: confidences, thresholds and the
weights that mix linear models and encoder are set on them, and their figures printed, these by cross-validation over the papers.
`--unlabelled`: texts of answers without their heads; what the tuned encoder (`tools/tune_encoder.py`) says of their sentences teaches the
linear models. Writes sentences.npz and actors.npz, and the mixture into encoder.npz: numbers only, no words of the texts. Deterministic.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import vstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from etl.extract.commitments import features, parties
from etl.extract.commitments.encoder import load_encoder
from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.judging import CODES, HEADS, MIXED, mixture, read_logits
from etl.extract.commitments.vectors import Vectors
from tools.fitting import Head, Matrix, Row, fit, ranking, save, softmax, stacked
from tools.gold_commitments import Example, read_examples, same_name

FOLDS = 5
STRENGTHS = {"commitment": 1.0, "partnership": 1.0, "kind": 4.0, "status": 4.0}  # inverse regularisation, by cross-validation
STRENGTH_OF_PARTNERS = 2.0
TAUGHT_WEIGHT = 0.6  # of a kind or status that the encoder says, against one that a reader says
LEAST_TAUGHT = 0.3  # a sentence that is less likely a commitment teaches no kind
SHARE_OF_CODES = 0.3  # of the encoder in kind and status
THRESHOLDS = np.arange(0.1, 0.7, 0.01)


@dataclass(frozen=True, slots=True)
class Taught:
    """Sentences without annotation: their vectors, and what the encoder says of them, a row each."""

    matrix: Matrix
    logits: Row


@dataclass(frozen=True, slots=True)
class Papers:
    """Annotated sentences: their vectors; truth by head of `MIXED`, how many there are to find; the paper of each."""

    matrix: Matrix
    labels: Sequence[dict[str, str | bool] | None]
    paper: np.ndarray
    totals: dict[str, int]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Papers":
        """All sentences of some papers."""
        labels = [label for example in examples for label in example.labels]
        missed = sum(example.missed for example in examples)
        totals = {"commitment": sum(label is not None for label in labels) + missed}
        totals["partnership"] = sum(bool(label and label["partnership"]) for label in labels)
        paper = np.repeat(np.arange(len(examples)), [len(example.labels) for example in examples])
        return cls(stacked([example.vectors for example in examples], features.TABLE_BITS), labels, paper, totals)

    def truth(self, head: str) -> np.ndarray:
        """Whether each sentence is a commitment, or a partnership."""
        return np.array([bool(label and (head == "commitment" or label["partnership"])) for label in self.labels])


def main() -> None:
    """Read the annotations, train the models, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--measured", type=Path, nargs=2, required=True)
    parser.add_argument("--unlabelled", type=Path)
    parser.add_argument("--output", type=Path, default=Path(features.__file__).parent / "model")
    arguments = parser.parse_args()
    learned, measured = read_examples(arguments.gold, arguments.texts), read_examples(*arguments.measured)
    train(learned, measured, taught_by_encoder(arguments.unlabelled) if arguments.unlabelled else None, arguments.output)


def train(learned: Sequence[Example], measured: Sequence[Example], taught: Taught | None, output: Path) -> None:
    """Train everything and write it."""
    output.mkdir(parents=True, exist_ok=True)
    papers, held_out = Papers.of(learned), Papers.of(measured)
    heads = [head for name in MIXED for head in yes_no_heads(name, papers, taught, held_out)]
    heads += [head for codes in CODES for head in code_heads(codes, papers, taught)]
    save(output / "sentences.npz", heads)
    save(output / "actors.npz", actor_heads(learned))
    if load_encoder():
        mix(output / "encoder.npz", held_out, heads, np.concatenate([logits_of(example) for example in measured]))


def taught_by_encoder(folder: Path) -> Taught:
    """Have the encoder judge the sentences of texts.

    Raises:
        ValueError: the extra `embeddings` is not installed.
    """
    encoder = load_encoder()
    if encoder is None:
        raise ValueError("teaching needs the extra `embeddings`")
    vectors, logits = [], []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text("utf-8")
        sentences = read_sentences(text, (), ())
        if sentences:
            vectors.append(features.Featuriser(features.year_of(text)).vectors([one.passage for one in sentences]))
            logits.append(read_logits(encoder, sentences, np.ones(len(sentences), bool)))
    return Taught(stacked(vectors, features.TABLE_BITS), np.concatenate(logits))


def logits_of(example: Example) -> Row:
    """What the encoder says of the sentences of a paper."""
    encoder = load_encoder()
    return read_logits(encoder, example.sentences, np.ones(len(example.sentences), bool)) if encoder else np.zeros(0)


def yes_no_heads(name: str, papers: Papers, taught: Taught | None, held_out: Papers) -> list[Head]:
    """A logistic regression on annotated and taught sentences, calibrated on papers not seen, with the threshold of its best F1."""
    matrix, answers = papers.matrix, papers.truth(name).astype(float)
    if taught:
        matrix, answers = vstack([matrix, taught.matrix]).tocsr(), np.r_[answers, 1 / (1 + np.exp(-taught.logits[:, HEADS.index(name)]))]
    weights, bias = fit(matrix, answers[:, None], np.ones(len(answers)), STRENGTHS[name])
    logit = held_out.matrix @ weights[:, 0] + bias[0]
    (slope, shift), threshold = calibrated(name, np.column_stack((logit, np.ones(len(logit)))), held_out)
    return [(name, weights[:, 0] * slope, float(bias[0]) * slope + shift, threshold)]


def calibrated(name: str, terms: Row, held_out: Papers) -> tuple[Row, float]:
    """Weights of terms under which their sum is the logit of being right, and the threshold of the best F1; prints both cross-validated."""
    truth, total, score = held_out.truth(name), held_out.totals[name], np.zeros(len(terms))

    def weigh(rows: np.ndarray) -> Row:
        return np.asarray(LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000).fit(terms[rows], truth[rows]).coef_[0])

    says = np.zeros(len(terms), bool)
    for rows, rest in GroupKFold(FOLDS).split(terms, truth, held_out.paper):
        weights = weigh(rows)
        score[rest] = terms[rest] @ weights
        says[rest] = score[rest] >= logit_of(best_threshold(terms[rows] @ weights, truth[rows], int(truth[rows].sum())))
    confidence = (1 / (1 + np.exp(-score[says]))).mean()
    right = (truth & says).sum()
    print(
        f"{name}: F1 {2 * right / (says.sum() + total):.3f}, precision {right / says.sum():.3f}, recall {right / total:.3f}, "
        f"mean confidence {confidence:.3f}"
    )
    weights = weigh(np.arange(len(terms)))
    return weights, best_threshold(terms @ weights, truth, total)


def logit_of(probability: float) -> float:
    """The logit of a probability."""
    return float(np.log(probability / (1 - probability)))


def best_threshold(logit: Row, truth: np.ndarray, total: int) -> float:
    """The probability from where on saying yes gives the best F1."""
    found = [(float(2 * (truth & (logit >= logit_of(at))).sum() / ((logit >= logit_of(at)).sum() + total)), float(at)) for at in THRESHOLDS]
    return max(found)[1]


def code_heads(codes: Sequence[str], papers: Papers, taught: Taught | None) -> list[Head]:
    """Heads of kind or status, over annotated commitments and the likely ones among the taught sentences."""
    field = codes[0].split()[0]
    names = [code.split()[1] for code in codes]
    rows = np.flatnonzero(papers.truth("commitment"))
    matrix, answers = papers.matrix[rows], np.eye(len(codes))[[names.index(str((papers.labels[int(at)] or {})[field])) for at in rows]]
    weight = np.ones(len(rows))
    if taught:
        likely = 1 / (1 + np.exp(-taught.logits[:, 0]))
        kept = np.flatnonzero(likely > LEAST_TAUGHT)
        first = HEADS.index(codes[0])
        matrix = vstack([matrix, taught.matrix[kept]]).tocsr()
        answers = np.concatenate((answers, softmax(taught.logits[kept, first : first + len(codes)])))
        weight = np.r_[weight, TAUGHT_WEIGHT * likely[kept]]
    weights, bias = fit(matrix, answers, weight, STRENGTHS[field])
    return [(code, weights[:, at], float(bias[at]), 0.5) for at, code in enumerate(codes)]


def mix(path: Path, held_out: Papers, heads: Sequence[Head], logits: Row) -> None:
    """Set the weights that mix linear models and encoder, on papers that neither has seen, and write them into the encoder's file."""
    scores = {name: 1 / (1 + np.exp(-(held_out.matrix @ weights + bias))) for name, weights, bias, _ in heads}
    with np.load(path, allow_pickle=False) as stored:
        arrays = dict(stored)
    found = {name: calibrated(name, mixture(scores, logits), held_out) for name in MIXED}
    arrays |= {f"mix.{name}": weights.astype(np.float32) for name, (weights, _) in found.items()}
    arrays["mix.thresholds"] = np.array([threshold for _, threshold in found.values()], np.float32)
    arrays["mix.codes"] = np.array(SHARE_OF_CODES, np.float32)
    np.savez_compressed(path, **arrays)


def actor_heads(examples: Sequence[Example]) -> list[Head]:
    """Heads over candidates: party (a ranking among those of a sentence) and partner."""
    vectors: list[Vectors] = [example.candidate_vectors for example in examples]
    matrix = stacked(vectors, parties.TABLE_BITS)
    judged = [(at, candidate, label) for at, example in enumerate(examples) for candidate, label in example.judged()]
    paper = np.array([at for at, _, _ in judged])
    sentence = np.unique([f"{at} {candidate.sentence:06}" for at, candidate, _ in judged], return_inverse=True)[1]
    party = np.array([same_name(label["committing_party"], candidate.name) for _, candidate, label in judged])
    shared = np.array([bool(label["partnership"]) for _, _, label in judged])
    partner = np.array([any(same_name(name, candidate.written) for name in label["partners"]) for _, candidate, label in judged])
    total = sum(len(label["partners"]) for example in examples for label in example.labels if label)
    rows, answers, group, logit = matrix[shared], partner[shared].astype(float)[:, None], paper[shared], np.zeros(int(shared.sum()))
    for seen, rest in GroupKFold(FOLDS).split(rows, answers, group):
        weights, bias = fit(rows[seen], answers[seen], np.ones(len(seen)), STRENGTH_OF_PARTNERS)
        logit[rest] = rows[rest] @ weights[:, 0] + bias[0]
    weights, bias = fit(rows, answers, np.ones(len(answers)), STRENGTH_OF_PARTNERS)
    threshold = best_threshold(logit, partner[shared], total)
    return [("party", ranking(matrix, party, sentence), 0.0, 0.5), ("partner", weights[:, 0], float(bias[0]), threshold)]


if __name__ == "__main__":
    main()

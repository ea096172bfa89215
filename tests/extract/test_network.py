"""The small network that reads every sentence: what reaches a sentence and what does not."""

import numpy as np
import pytest

from etl.extract.commitments import network
from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.judging import HEADS
from etl.extract.commitments.network import load_network
from etl.extract.commitments.readings import Row
from etl.model.documents import Document
from etl.model.facts import AnswerItem, Evidence

FIRST, SECOND = "Die Verwaltung wird das Konzept gemeinsam mit der Polizei fortschreiben.", "Im Jahr 2018 waren es 312 Fälle."


def said(text: str, *items: str) -> Row:
    """What the network says of the sentences of a text."""
    document = Document("id/document/1", "1", "answer", text)
    found = [AnswerItem(Evidence.of(document, text.index(item), text.index(item) + len(item), method="test/1")) for item in items]
    sentences = read_sentences(text, found, ())
    return load_network().reading(sentences, np.ones(len(sentences), bool)).sentences()


def test_a_promise_is_likelier_than_a_figure() -> None:
    promise, figure = said(f"{FIRST} {SECOND}")[:, HEADS.index("commitment")]

    assert promise > 0 > figure


def test_a_sentence_is_read_beside_its_neighbours() -> None:
    assert not np.allclose(said(FIRST)[0], said(f"{FIRST} {SECOND}")[0])


def test_another_answer_item_is_no_neighbour() -> None:
    text = f"{FIRST}\n\n{SECOND}"

    assert np.allclose(said(text, FIRST, SECOND), np.vstack((said(FIRST), said(SECOND))), atol=1e-5)


def test_windows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join([FIRST, SECOND] * 20)
    whole = said(text)
    monkeypatch.setattr(network, "MOST_PIECES", 50)

    assert np.allclose(said(text), whole, atol=1e-5)


def test_sentences_that_are_not_wanted_are_not_read() -> None:
    sentences = read_sentences(f"{FIRST} {SECOND}", (), ())
    reading = load_network().reading(sentences, np.array([False, True]))

    assert not reading.sentences()[0].any()
    assert [at for window, _ in reading.windows for at, _ in window.spans] == [1]


@pytest.mark.parametrize(
    "text", ["\x00 \ud800 ☃", "x" * 1900, " ".join("x" * 900), "ﬁ ½ ①", "\n".join("Die Stadt prüft." for _ in range(300))]
)
def test_any_text_is_read(text: str) -> None:
    assert np.isfinite(said(text)).all()


def test_training_computes_what_a_run_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="training needs PyTorch, a run does not")
    import torch  # noqa: PLC0415 — only here

    from tools import network_torch  # noqa: PLC0415

    for name in ("DROPPED", "DROPPED_PIECES"):
        monkeypatch.setattr(network_torch, name, 0.0)
    sentences = read_sentences(" ".join([FIRST, SECOND] * 3), (), ())
    reader = load_network()
    weights = {name: torch.from_numpy(array) for name, array in reader.weights.items()}
    weights |= {"given": weights["table"], "narrowed": torch.eye(weights["table"].shape[1]), "moved": torch.zeros_like(weights["table"])}
    document = network_torch.Document.unread(tuple(reader.windows(sentences, range(len(sentences)))), sentences, torch.zeros(0))

    vectors = network_torch.vectors_of(document, network_torch.states_of(document, weights), weights)

    assert np.allclose(vectors.numpy(), reader.reading(sentences, np.ones(len(sentences), bool)).vectors, atol=1e-4)

from pathlib import Path

import numpy as np
import pytest

from etl.extract.commitments import finding
from etl.extract.commitments.encoder import WIDTH, Encoder, load_encoder
from etl.extract.commitments.packed import read_packed, unpacked
from etl.extract.commitments.pieces import UNKNOWN, Pieces
from etl.model.documents import Document

ANSWER = """Die Verwaltung wird das Konzept gemeinsam mit der Polizei im Herbst 2021 fortschreiben.

Im Jahr 2018 waren es 312 Fälle.

Die Beleuchtung am Musterplatz wird derzeit geprüft. Eine Entscheidung soll im Herbst fallen."""


def pieces(**scores: float) -> Pieces:
    names = ["<s>", "<pad>", "</s>", "<unk>", *(name.replace("_", "▁") for name in scores)]
    return Pieces.among(names, [0.0] * 4 + list(scores.values()), {ord("ﬁ"): "fi"})


def encoder() -> Encoder:
    found = load_encoder()
    if found is None:
        pytest.skip("the extra `embeddings` is not installed")
    return found


def test_the_likeliest_cut_wins() -> None:
    known = pieces(_ab=-3.0, _a=-1.0, b=-1.0)

    assert known.cut("ab") == (known.numbers["▁a"], known.numbers["b"])


def test_long_pieces_are_found_behind_short_ones() -> None:
    known = pieces(_a=-1.0, bcdefg=-2.0, b=-9.0, cd=-9.0)

    assert known.cut("abcdefg") == (known.numbers["▁a"], known.numbers["bcdefg"])


def test_an_unknown_letter_is_unknown() -> None:
    known = pieces(_a=-1.0)

    assert known.cut("a☃") == (known.numbers["▁a"], UNKNOWN)


def test_letters_are_normalised_before_cutting() -> None:
    known = pieces(_fi=-1.0)

    assert known.cut("ﬁ") == (known.numbers["▁fi"],)


def test_blocks_are_unpacked_low_nibbles_first() -> None:
    block = np.zeros(18, np.uint8)
    block[:2] = np.array([0.5], np.float16).view(np.uint8)
    block[2] = 0x9F

    assert (unpacked(block)[0], unpacked(block)[16], unpacked(block)[1]) == (3.5, 0.5, -4.0)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(ValueError, match="packed encoder"):
        read_packed(path)


def test_a_sentence_is_read_in_its_context() -> None:
    read = encoder()
    alone, together = (
        next(iter(read.read(list(read.windows(sentences)))))
        for sentences in ([(0, ["Sie", "kommt."])], [(0, ["Sie", "kommt."]), (1, ["Die", "Brücke", "wird", "gebaut."])])
    )

    assert alone[1].shape[1] == WIDTH
    assert not np.allclose(alone[1][alone[0].spans[0][1][0]], together[1][together[0].spans[0][1][0]], atol=1e-3)


def test_padding_changes_nothing() -> None:
    read = encoder()
    short, long = next(read.windows([(0, ["Ja."])])), next(read.windows([(1, ["Die", "Brücke", "wird", "gebaut."])]))
    alone = next(iter(read.read([short])))[1]
    padded = next(states for window, states in read.read([short, long]) if window is short)

    assert np.allclose(alone, padded[: len(alone)], atol=1e-4)


def test_what_the_encoder_read_says_so() -> None:
    encoder()
    found = finding.find_commitments(
        Document("id/document/1", "1", "answer", ANSWER), [], answering_body="Stadt A", body_name="Stadt A", organization_names=()
    )

    assert {one.evidence.method for one in found} == {finding.METHOD_WITH_ENCODER}


def test_without_the_encoder_the_others_judge_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "load_encoder", lambda: None)
    found = finding.find_commitments(
        Document("id/document/1", "1", "answer", ANSWER), [], answering_body="Stadt A", body_name="Stadt A", organization_names=()
    )

    assert {one.evidence.method for one in found} == {finding.METHOD}


@pytest.mark.parametrize("text", ["\x00 \ud800 ☃", "x" * 5000, " ".join("x" * 2000), "\n".join("Die Stadt prüft." for _ in range(300))])
def test_any_text_is_read(text: str) -> None:
    read = encoder()
    windows = list(read.windows([(0, text.split())]))

    assert [states.shape[1] for _, states in read.read(windows)] == [WIDTH]

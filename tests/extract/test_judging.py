from collections.abc import Sequence

import numpy as np

from etl.extract.commitments.finding import read_sentences
from etl.extract.commitments.judging import CODES, HEADS, KINDS, cooperates, judge, others, softmax
from etl.extract.commitments.passages import Sentence
from etl.extract.commitments.readings import Mask, Reading

TEXT = "Im Jahr 2018 waren es 312 Fälle. Die Verwaltung wird das Konzept mit der Polizei fortschreiben. Die Frage stellt sich nicht."


class Says:
    """A reader that says the same of every sentence, and keeps what it was asked."""

    def __init__(self, logit: float) -> None:
        self.logit, self.asked = logit, list[Mask]()

    def reading(self, sentences: Sequence[Sentence], wanted: Mask) -> Reading:
        self.asked.append(wanted)
        none = np.zeros((len(sentences), 1), np.float32)
        return Reading(
            {"judge.w": np.zeros((1, len(HEADS)), np.float32), "judge.b": np.full(len(HEADS), self.logit, np.float32)}, none, wanted, ()
        )


def test_the_others_of_a_group_leave_out_the_one() -> None:
    assert others(np.array([1.0, 0.0, 0.5, 0.9]), np.array([0, 0, 0, 1])).tolist() == [0.25, 0.75, 0.5, 0.0]


def test_a_likeliest_cooperation_cooperates() -> None:
    scores = {code: np.array([0.1, 0.3]) for code in CODES[0]} | {f"kind {KINDS[0]}": np.array([0.2, 0.2])}

    assert cooperates(scores).tolist() == [True, False]


def test_shares_add_up_to_one() -> None:
    assert np.allclose(softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]])), [[0.5, 0.5], [0.0, 1.0]])


def test_readers_are_heard_where_those_before_them_are_unsure() -> None:
    sentences = read_sentences(TEXT, (), ())
    yes, no = [judge(sentences, 0, {"network": Says(logit)}).scores["commitment"] for logit in (5.0, -5.0)]

    assert (yes > no).all()
    assert judge(sentences, 0, {}).readings == {}


def test_who_comes_after_a_sure_reader_is_not_asked() -> None:
    sentences, last = read_sentences(TEXT, (), ()), Says(0.0)

    judged = judge(sentences, 0, {"network": Says(-50.0), "encoder": last})

    assert list(judged.readings) == ["network"]
    assert last.asked == []

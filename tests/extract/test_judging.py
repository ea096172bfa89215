import numpy as np

from etl.extract.commitments.judging import CODES, KINDS, cooperates, others, softmax


def test_the_others_of_a_group_leave_out_the_one() -> None:
    assert others(np.array([1.0, 0.0, 0.5, 0.9]), np.array([0, 0, 0, 1])).tolist() == [0.25, 0.75, 0.5, 0.0]


def test_a_likeliest_cooperation_cooperates() -> None:
    scores = {code: np.array([0.1, 0.3]) for code in CODES[0]} | {f"kind {KINDS[0]}": np.array([0.2, 0.2])}

    assert cooperates(scores).tolist() == [True, False]


def test_shares_add_up_to_one() -> None:
    assert np.allclose(softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]])), [[0.5, 0.5], [0.0, 1.0]])

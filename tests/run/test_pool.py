"""Work in processes: in order, and what fails costs itself only. Starting a process takes seconds, so few tests say it all."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from itertools import islice

import pytest

from etl.errors import RatsgraphError
from etl.run import pool
from etl.run.pool import Failed, each

_PATIENCE_S = 4  # a machine that has other work starts a process in more than a second


def _work(order: str) -> str:
    """Do what a test orders: hang, die, raise, or be done."""
    if order == "hang":
        threading.Event().wait()
    if order == "die":
        os._exit(1)
    if order == "eat":
        raise MemoryError
    if order == "raise":
        raise ValueError("odd")
    return order.upper()


def test_nothing_to_do_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multiprocessing.get_context", None)
    assert list(each(_work, [], workers=2, timeout_s=_PATIENCE_S)) == []


def test_results_come_in_order_and_what_fails_costs_itself_only(caplog: pytest.LogCaptureFixture) -> None:
    orders, taken = ["a", "raise", "eat", "hang", "b", "die", *(["c"] * 1000)], []

    def items() -> Iterator[str]:
        for order in orders:
            taken.append(order)
            yield order

    results = each(_work, items(), workers=1, timeout_s=_PATIENCE_S)
    lost = f"took longer than {_PATIENCE_S} s, or its process died"
    assert [(item, result.reason if isinstance(result, Failed) else result) for item, result in islice(results, 6)] == [
        ("a", "A"),
        ("raise", "met a defect of ratsgraph (ValueError: odd); please report it"),
        ("eat", "needs more memory than a document may take"),
        ("hang", lost),
        ("b", "B"),
        ("die", lost),
    ]
    assert [record.message for record in caplog.records] == ["a defect of ratsgraph"]
    assert len(taken) < 100, "items are taken as they are needed"


def test_a_worker_that_is_killed_while_it_waits_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_END_S", 1)
    results = each(_work, ["a"], workers=1, timeout_s=_PATIENCE_S)
    assert next(results) == ("a", "A")
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    assert list(results) == []


def test_workers_that_do_not_start_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_START_S", 0)
    with pytest.raises(RatsgraphError, match="no worker process starts"):
        list(each(_work, ["a"], workers=1, timeout_s=_PATIENCE_S))


@pytest.mark.parametrize(("most", "limit"), [(-1, 6 << 30), (1 << 40, 6 << 30), (1 << 30, 1 << 30)])
def test_the_limit_on_memory_keeps_to_the_system_s_own(monkeypatch: pytest.MonkeyPatch, most: int, limit: int) -> None:
    resource = pytest.importorskip("resource")
    made: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (-1, most))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: made.append(limits))
    pool._limit_memory()
    assert made == [(limit, most)]

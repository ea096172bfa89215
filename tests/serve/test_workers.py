"""Query workers: forks of a keeper, which hold the triples in memory or read them from disk."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest

from etl.errors import QueryError
from etl.serve.questions import QueryLimitError, Question
from etl.serve.snapshot import open_snapshot
from etl.serve.workers import Pool
from tests.conftest import DemoRun
from tests.serve.conftest import LIMITS

COUNT = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c }")
ENDLESS = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


@pytest.fixture(scope="module", params=["in memory", "on disk"])
def workers(request: pytest.FixtureRequest, demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    snapshot = open_snapshot(demo.settings.output, tmp_path_factory.mktemp("snapshots"))
    held = [source.folder for source in snapshot.sources] if request.param == "in memory" else []
    pool = Pool(snapshot.store_folder, held, LIMITS)
    yield pool
    pool.close()


def test_all_triples_are_there(workers: Pool, demo: DemoRun) -> None:
    assert b'"value":"' in workers.ask(COUNT).body
    assert b'"value":"0"' not in workers.ask(COUNT).body


def test_an_answer_is_compressed_for_who_takes_that(workers: Pool) -> None:
    large = "SELECT * { ?a ?b ?c } LIMIT 100"
    assert [workers.ask(Question(large, takes_gzip=takes)).is_gzip for takes in (True, False)] == [True, False]


def test_after_an_ended_query_the_next_is_answered(workers: Pool) -> None:
    with pytest.raises(QueryLimitError, match="stopped after"):
        workers.ask(ENDLESS)
    assert workers.ask(COUNT).body


def test_a_wrong_query_costs_no_worker(workers: Pool) -> None:
    before = process_of(workers)
    with pytest.raises(QueryError):
        workers.ask(Question("SELECT"))
    assert process_of(workers) == before


def test_a_worker_that_died_is_replaced(workers: Pool) -> None:
    end_worker(workers)
    assert workers.ask(COUNT).body


def test_a_keeper_that_died_is_replaced(workers: Pool) -> None:
    process = workers._keeper._process.pid
    assert process
    os.kill(process, signal.SIGKILL)
    end_worker(workers)
    assert workers.ask(COUNT).body
    assert workers._keeper._process.pid != process


def end_worker(pool: Pool) -> None:
    """Kill the idle worker, and wait until its end can be seen."""
    worker = pool._idle.get()
    pool._idle.put(worker)
    assert worker
    os.kill(worker.process, signal.SIGKILL)
    with suppress(EOFError, ConnectionError):
        while worker.pipe.poll(30):
            worker.pipe.recv()


def process_of(pool: Pool) -> int:
    """The process of the idle worker."""
    worker = pool._idle.get()
    pool._idle.put(worker)
    assert worker
    return worker.process

"""Worker processes for large pieces of work."""

import multiprocessing
import os
import subprocess
import sys

import pytest

from etl.errors import RatsgraphError
from etl.processes import helpers

LARGE = 1 << 30  # bytes

PARENT = """
import os, time
from etl.processes import helpers

if __name__ == "__main__":
    with helpers(2, size=1 << 30) as aside:
        print(aside(os.getpid)(), flush=True)
        aside(time.sleep, 600)()
"""

READY = """
from etl.processes import get_ready, helpers

if __name__ == "__main__":
    get_ready("colorsys")
    with helpers(2, "colorsys", size=1 << 30) as aside:
        print(aside(eval, "'colorsys' in __import__('sys').modules")())
"""


def test_large_work_is_done_elsewhere_and_its_result_comes_back() -> None:
    with helpers(2, size=LARGE) as aside:
        waiting = aside(os.getpid), aside(divmod, 7, 2)
        assert waiting[0]() != os.getpid()
        assert waiting[1]() == (3, 1)


def test_each_process_counts_with_one_thread() -> None:
    with helpers(2, size=LARGE) as aside:
        assert aside(os.getenv, "OPENBLAS_NUM_THREADS")() == "1"


@pytest.mark.parametrize(("count", "size"), [(1, LARGE), (2, 1000)])
def test_with_one_process_or_little_work_it_is_done_here(count: int, size: int) -> None:
    with helpers(count, size=size) as aside:
        assert aside(os.getpid)() == os.getpid()


def test_what_the_work_raises_comes_back() -> None:
    with pytest.raises(ZeroDivisionError), helpers(2, size=LARGE) as aside:
        aside(divmod, 1, 0)()


def test_a_process_that_dies_is_told_in_one_line() -> None:
    with pytest.raises(RatsgraphError, match="a worker process died"), helpers(2, size=LARGE) as aside:
        aside(os._exit, 1)()


def test_processes_end_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        assert int(parent.stdout.readline())
        parent.kill()
        parent.communicate(timeout=30)  # the output ends when the last process that could write to it has


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="each process loads by itself here")
def test_processes_have_what_was_loaded_before_them() -> None:
    done = subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "True"

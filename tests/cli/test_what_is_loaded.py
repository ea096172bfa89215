"""What commands do not load: a night without news is mostly the start of Python, and nobody waits a second for `--version`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NOW, DemoRun

#: What reads documents, checks rows or runs flows; each takes a tenth of a second or more to load.
_HEAVY = (
    "duckdb",
    "rdflib",
    "docx",
    "frictionless",
    "numpy",
    "pandas",
    "prefect",
    "py3langid",
    "pypdfium2",
    "sqlalchemy.dialects.postgresql",
)

_CALL = """
import sys
from datetime import datetime
from etl.cli import stages
from etl.cli.app import main
now, *sys.argv[1:] = sys.argv[1:]
stages.utc_now = lambda: datetime.fromisoformat(now)
try:
    main()
finally:
    print(*sys.modules)
"""


def loaded(*arguments: str) -> tuple[str, set[str]]:
    """What a command prints, and the modules that its process has loaded in the end."""
    called = subprocess.run([sys.executable, "-c", _CALL, NOW.isoformat(), *arguments], capture_output=True, text=True, check=True)
    printed, _, modules = called.stdout.strip().rpartition("\n")
    return printed, set(modules.split())


@pytest.fixture(scope="module")
def unchanged(demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, set[str]]:
    """`ratsgraph run` where nothing is new."""
    file = tmp_path_factory.mktemp("source") / "demo.yml"
    keys = ("id", "name", "adapter", "ags", "system", "reach", "requests_per_second")
    file.write_text(json.dumps({key: getattr(demo.source, key) for key in keys}), encoding="utf-8")  # JSON is YAML
    return loaded("run", str(file), "--data", str(demo.settings.data), "--output", str(demo.settings.output))


def test_nothing_is_new(unchanged: tuple[str, set[str]]) -> None:
    assert unchanged[0].startswith("demo: nothing new")


def test_a_run_without_news_loads_nothing_heavy(unchanged: tuple[str, set[str]]) -> None:
    assert unchanged[1] & set(_HEAVY) == set()


def test_the_version_loads_nothing_heavy() -> None:
    assert loaded("--version")[1] & {*_HEAVY, "requests", "sqlalchemy"} == set()


def test_the_status_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded("status", "--data", str(tmp_path))[1] & {*_HEAVY, "requests"} == set()

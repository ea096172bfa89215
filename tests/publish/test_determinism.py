"""The same rows give the same bytes on another machine: another folder, time zone, locale, hash seed and number of processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from etl.publish.files import record

_PUBLISH = """
import sys
from pathlib import Path
from etl.publish.publisher import publish
from etl.settings import Settings
from tests.publish.musterstadt import RELEASE, SOURCE
publish(Path(sys.argv[1]), SOURCE, Settings(output=Path(sys.argv[2]), workers=int(sys.argv[3])), RELEASE)
"""
_CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("environment", "workers"),
    [
        ({"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, "1"),
        ({"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "4711"}, "4"),
    ],
)
def test_another_machine_writes_the_same_bytes(rows: Path, output: Path, tmp_path: Path, environment: dict[str, str], workers: str) -> None:
    target = tmp_path / "ein anderer Ordner" / "ä"
    arguments = [sys.executable, "-c", _PUBLISH, str(rows), str(target), workers]
    subprocess.run(arguments, cwd=tmp_path, env={**os.environ, **environment, "PYTHONPATH": str(_CHECKOUT)}, check=True)
    assert record(target) == record(output)

"""`ratsgraph status`: each list with numbers that add up."""

import re
import sys

import pytest

from etl.cli.app import main
from tests.conftest import DemoRun


def test_each_list_is_reconciled_in_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], demo: DemoRun) -> None:
    monkeypatch.setattr(sys, "argv", ["ratsgraph", "status", "--data", str(demo.settings.data)])
    with pytest.raises(SystemExit):
        main()
    assert re.search(r"papers \((?:whole|changes)\): (?:15 = 15/0/0/0/0|0 = 0/0/0/0/0), 0/0", " ".join(capsys.readouterr().out.split()))

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
    line = re.search(r"^demo +papers +(whole|changes) +([\d ]+)$", capsys.readouterr().out, re.MULTILINE)
    assert line
    seen, *parts, missing, withdrawn = map(int, line[2].split())
    assert (seen, missing, withdrawn) == (sum(parts), 0, 0)

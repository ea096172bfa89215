"""The published status: what `ratsgraph status` says, as a file that is there whole."""

import errno
import json
from pathlib import Path

import pytest

from etl.errors import StoreError
from etl.run.calendar import keep_schedule
from etl.run.status import FILE, write_status
from etl.settings import Settings
from etl.store import open_store
from etl.store.runs import noted_run
from tests.conftest import NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", output=tmp_path / "output")


def test_the_file_says_when_a_source_will_be_overdue(settings: Settings) -> None:
    store = open_store(settings)
    keep_schedule(store, "x", "30 2 * * *")
    with noted_run(store, "x", "publish", now=NOW) as run:
        run.stats = {"rows": {"papers": 3}}
    write_status(settings, now=NOW)
    content = json.loads((settings.output / FILE).read_text(encoding="utf-8"))
    (one,) = content["sources"]
    assert content["written_at"] == "2026-01-02T03:04:05+00:00"
    assert (one["last_outcome"], one["rows"], one["is_overdue"]) == ("done", {"papers": 3}, False)
    assert (one["next_run_at"], one["overdue_at"]) == ("2026-01-03T02:30:00+00:00", "2026-01-04T03:04:05+00:00")


def test_what_cannot_be_written_leaves_the_file_as_it_was(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    write_status(settings, now=NOW)
    before = (settings.output / FILE).read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="the disk is full"):
        write_status(settings, now=NOW)
    assert (settings.output / FILE).read_bytes() == before

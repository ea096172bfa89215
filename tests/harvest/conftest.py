"""A server to harvest, a store to harvest into, and a harvest that never waits."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from etl.harvest import HarvestReport, harvest
from etl.harvest.client import Client
from etl.issues import Issue
from etl.model.capabilities import Capabilities
from etl.settings import Settings
from etl.sources import Source
from etl.store import Store, open_store
from etl.store.capabilities import keep_capabilities
from etl.store.objects import objects
from tests.harvest.fake_oparl import FakeOparl, serve

NOW = datetime(2024, 6, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="package")
def running() -> Iterator[FakeOparl]:
    with serve() as fake:
        yield fake


@pytest.fixture
def fake(running: FakeOparl) -> FakeOparl:
    """The running server, as if it were new."""
    running.__dict__.update(FakeOparl(url=running.url).__dict__)
    return running


@dataclass
class Harvester:
    """Harvests one source again and again, a day later each time."""

    source: Source
    store: Store
    settings: Settings
    pauses: list[float]
    now: datetime = NOW
    progress: list[tuple[str, int, int]] = field(default_factory=list)

    def run(self, *, after: timedelta = timedelta(days=1), full: bool = False, **changes: object) -> HarvestReport:
        self.now += after
        source = replace(self.source, **changes)  # type: ignore[arg-type]
        return harvest(source, self.store, self.settings, now=self.now, progress=self._note, full=full)

    def _note(self, *step: Any) -> None:
        self.progress.append(step)

    def names(self, kind: str = "Paper") -> list[str]:
        return [str(one.json.get("name", "")) for one in objects(self.store, self.source.id, (kind,))]

    def issues(self) -> list[Issue]:
        return [issue for issue, _ in self.store.issues(self.source.id)]

    def reasons(self) -> list[str]:
        return [issue.reason for issue in self.issues()]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that a harvest would have made."""
    made: list[float] = []
    monkeypatch.setattr("etl.harvest.client.Client", partial(Client, sleep=made.append))
    return made


@pytest.fixture
def harvester(fake: FakeOparl, tmp_path: Path, pauses: list[float]) -> Harvester:
    settings = Settings(data=tmp_path / "data")
    source = Source("musterstadt", "Musterstadt", "oparl", system=f"{fake.url}/system", requests_per_second=0)
    store = open_store(settings)
    keep_capabilities(store, source.id, Capabilities(source.system, "2100-01-01", 0))  # so that tests see the harvest's own requests only
    return Harvester(source, store, settings, pauses)

"""The condition of a source, told once."""

from datetime import timedelta

import pytest

from etl.errors import GateError, RatsgraphError, SourceUnreachableError
from etl.run.conditions import Condition, condition_changed, condition_of
from etl.settings import Settings
from etl.store import open_store
from etl.store.objects import RawObject, keep_objects
from tests.conftest import NOW


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data=tmp_path_factory.mktemp("data"))


def _told(settings: Settings, condition: Condition) -> bool:
    with condition_changed("x", condition, settings) as is_news:
        return is_news


@pytest.mark.parametrize(
    ("error", "kind"), [(SourceUnreachableError("gone"), "failed"), (GateError("too few papers"), "held back"), (None, "well")]
)
def test_a_condition_follows_from_how_a_run_ended(settings: Settings, error: RatsgraphError | None, kind: str) -> None:
    assert condition_of("x", error, settings, now=NOW).kind == kind


@pytest.mark.parametrize(("days", "kind"), [(10, "well"), (90, "silent")])
def test_a_source_where_nothing_changes_for_long_is_silent(settings: Settings, days: int, kind: str) -> None:
    paper = RawObject("https://x.example/1", "Paper", "https://x.example/papers", {"id": "https://x.example/1"})
    keep_objects(open_store(settings), "x", [paper], now=(NOW - timedelta(days=days)).isoformat())
    assert condition_of("x", None, settings, now=NOW).kind == kind


def test_a_condition_is_news_once(settings: Settings) -> None:
    failed, well = Condition("failed", "HTTP 500"), Condition("well")
    assert [_told(settings, one) for one in (well, failed, failed, well, well)] == [False, True, False, True, False]


def test_what_could_not_be_told_is_news_again(settings: Settings) -> None:
    with pytest.raises(ConnectionError), condition_changed("x", Condition("failed"), settings):
        raise ConnectionError
    assert _told(settings, Condition("failed"))

"""The councils that travel with ratsgraph: what must hold for all of them together."""

from collections import Counter
from urllib.parse import urlsplit

import pytest

from etl.sources import Source, known_sources, load_source

COUNCILS = [load_source(name) for name in known_sources()]
_LANDS = {f"{number:02}" for number in range(1, 17)}


def _repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(filter(None, values)).items() if count > 1]


def test_there_are_the_councils_of_the_public_lists() -> None:
    assert len(COUNCILS) > 130


def test_no_municipality_is_there_twice() -> None:
    assert _repeated([council.ags for council in COUNCILS]) == []


def test_no_wikidata_item_is_there_twice() -> None:
    assert _repeated([council.wikidata for council in COUNCILS]) == []


def test_no_two_councils_harvest_the_same() -> None:
    assert _repeated([f"{council.system} {council.body}" for council in COUNCILS]) == []


def test_councils_that_share_a_server_name_their_bodies() -> None:
    shared = _repeated([council.system for council in COUNCILS])
    assert [council.id for council in COUNCILS if council.system in shared and not council.body] == []


@pytest.mark.parametrize("council", COUNCILS, ids=lambda council: council.id)
def test_a_council_is_described_by_facts_of_the_right_form(council: Source) -> None:
    assert council.id == council.id.strip("-")
    assert council.name == " ".join(council.name.split())
    assert council.ags[:2] in _LANDS | {""}
    assert council.system == council.system.strip()
    assert urlsplit(council.system).scheme == "https"
    assert not council.body.startswith("http") or urlsplit(council.body).netloc == urlsplit(council.system).netloc


@pytest.mark.parametrize("council", COUNCILS, ids=lambda council: council.id)
def test_a_council_leaves_to_the_operator_what_is_his(council: Source) -> None:
    assert not council.reach
    assert not council.expect
    assert 0 < council.requests_per_second <= 1, "polite to a server that is not ours"

"""A probe of recorded objects, served as vendors serve them (needs ../shared)."""

from datetime import UTC, datetime

import pytest

from etl.harvest.client import Client
from etl.harvest.probe import MOST_REQUESTS, probe
from etl.model.capabilities import Capabilities
from tools.replay import SERVER, recorded, replay

NARROW = ("--from", "2022", "--to", "2022", "--page-size", "20")

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SERVER.is_file(), reason="no recorded data beside the checkout")]


def _probe(*options: str) -> Capabilities:
    with replay(*NARROW, *options) as url:
        source = recorded("karlsruhe", url)
        found = probe(source, Client("test", source.reach, 0, sleep=lambda _: None), now=datetime.now(UTC))
    assert found.requests <= MOST_REQUESTS
    assert found.page_size in (10, 20)
    assert found.notes == ()
    return found


def test_somacos() -> None:
    found = _probe("--profile", "somacos")
    assert (found.limit, found.modified_since, found.filter_in_next, found.stamps) == ("heeded", "heeded", "raw plus", "real")
    assert {"consultations", "files"} <= found.bodies[0].lists.keys()


def test_allris() -> None:
    found = _probe("--profile", "allris")
    assert (found.page_size, found.limit, found.stamps, found.tells_changes) == (10, "ignored", "epoch", False)


def test_rubin() -> None:
    found = _probe("--profile", "rubin")
    assert (found.modified_since, found.stamps, found.missing_object) == ("ignored", "today", "HTTP 200 with Error")
    assert (found.has_texts, list(found.bodies[0].lists)) == (True, ["organization", "person", "meeting", "paper"])
    assert "1.0" in found.versions


def test_sternberg() -> None:
    found = _probe("--profile", "sternberg")
    assert (found.limit, found.empty_window, found.filter_in_next) == ("refused", "not found", "kept")
    assert found.file
    assert (found.file.declared_type, found.file.sniffed_type) == ("application/octetstream", "application/pdf")


def test_other_quirks_together() -> None:
    found = _probe("--quirks", "no-next,newest-first,no-stamps,redirect-drops-query")
    assert (found.order, found.stamps) == ("newest first", "missing")

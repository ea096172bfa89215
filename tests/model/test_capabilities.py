"""Capabilities as data, and in the store."""

from pathlib import Path

import pytest
import yaml

from etl.model.capabilities import Capabilities, FileAccess, ServedBody, from_data
from etl.model.media_types import OLE, PDF, PLAIN, UNKNOWN, ZIP, sniffed_type
from etl.settings import Settings
from etl.store import open_store
from etl.store.capabilities import keep_capabilities, known_capabilities

FOUND = Capabilities(
    "https://x.example/system",
    "2024-06-01",
    12,
    versions=("1.0", "1.1"),
    bodies=(ServedBody("https://x.example/body", "Musterstadt", lists={"paper": "https://x.example/papers"}),),
    modified_since="heeded",
    stamps="real",
    file=FileAccess("https://x.example/1.pdf", "HTTP 200", PDF, PDF),
    notes=("limit: HTTP 503",),
)


def test_capabilities_survive_as_data() -> None:
    assert from_data(yaml.safe_load(yaml.safe_dump(FOUND.as_data()))) == FOUND


def test_what_a_later_version_knows_besides_is_left_out() -> None:
    assert from_data({**FOUND.as_data(), "speed": "slow"}) == FOUND


@pytest.mark.parametrize("data", [{}, {**FOUND.as_data(), "limit": "perhaps"}, {**FOUND.as_data(), "requests": None}])
def test_what_is_no_finding_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        from_data(data)


def test_stamps_of_a_server_that_keeps_none_tell_no_changes() -> None:
    assert FOUND.tells_changes
    assert not Capabilities("x", "2024-06-01", 1, modified_since="heeded", stamps="epoch").tells_changes


def test_the_last_probe_of_a_source_is_kept(tmp_path: Path) -> None:
    store = open_store(Settings(data=tmp_path))
    assert known_capabilities(store, "musterstadt") is None
    for found in (Capabilities("x", "2024-01-01", 1), FOUND):
        keep_capabilities(store, "musterstadt", found)
    assert known_capabilities(store, "musterstadt") == FOUND


def test_a_probe_that_cannot_be_read_any_more_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    store = open_store(Settings(data=tmp_path))
    store.keep_derived("capabilities", [("musterstadt", b'{"speed": "slow"}')])
    assert known_capabilities(store, "musterstadt") is None


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\n%PDF-1.7", PDF),
        (b"PK\x03\x04rest", ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
        (b"", PLAIN),
        (b"< 5 Tage", PLAIN),
        ("Straße".encode("utf-16"), PLAIN),
        (b"\x00\x01\x02", UNKNOWN),
    ],
)
def test_media_types_by_the_bytes(data: bytes, media_type: str) -> None:
    assert sniffed_type(data) == media_type

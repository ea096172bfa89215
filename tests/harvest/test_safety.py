"""Where requests may go, and how much of an answer is taken."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.harvest.safety import MOST_JSON_DEPTH, LimitError, boundary, bounded, is_public, parse_json
from etl.sources import Source

SOURCE = Source("musterstadt", "Musterstadt", "oparl", system="https://ris.musterstadt.example/oparl/system")
MIRRORED = Source(
    "musterdorf",
    "Musterdorf",
    "oparl",
    system="https://ris.musterdorf.example/oparl/system",
    reach={"https://ris.musterdorf.example/": "http://10.1.2.3:8765/"},
)
ADDRESSES = {
    "ris.musterstadt.example": ["198.51.100.1", "93.184.216.34"],
    "files.example": ["93.184.216.34", "2606:2800:220:1::1"],
    "intern.example": ["10.0.0.8"],
    "half.example": ["93.184.216.34", "192.168.1.1"],
    "localhost": ["127.0.0.1", "::1"],
    "2130706433": ["127.0.0.1"],
}


def _resolve(host: str) -> list[str]:
    if host in ADDRESSES:
        return ADDRESSES[host]
    try:
        is_public(host)
    except ValueError as error:
        raise OSError from error
    return [host]


def _refusal(url: str, source: Source = SOURCE, *, is_file: bool = False) -> str:
    return boundary(source, _resolve).refusal(url, is_file=is_file)


@pytest.mark.parametrize("url", ["https://ris.musterstadt.example/oparl/papers", "https://RIS.musterstadt.example./x", SOURCE.system])
def test_the_sources_own_host_is_asked(url: str) -> None:
    assert _refusal(url) == ""


@pytest.mark.parametrize(
    "url", ["ftp://ris.musterstadt.example/x", "file:///C:/x.pdf", "", "x.pdf", "https:///x", "https://[::1/x", "http://x:port/"]
)
@pytest.mark.parametrize("is_file", [True, False])
def test_only_http_addresses_are_asked(url: str, is_file: bool) -> None:
    assert _refusal(url, is_file=is_file) == "no http(s) address"


def test_objects_of_another_host_are_not_asked_for() -> None:
    refusal = _refusal("https://files.example/papers")
    assert "files.example is none of the source's hosts" in refusal
    assert "reach" in refusal


def test_files_may_lie_on_another_host() -> None:
    assert _refusal("https://files.example/1.pdf", is_file=True) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://intern.example/1.pdf",
        "http://half.example/1.pdf",
        "http://localhost/1.pdf",
        "http://2130706433/1.pdf",
        "http://127.0.0.1:22/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://user:secret@10.0.0.1/",
    ],
)
def test_no_file_is_fetched_from_an_address_that_is_not_public(url: str) -> None:
    assert "no public address" in _refusal(url, is_file=True)


def test_a_host_without_an_address_is_named() -> None:
    assert _refusal("https://nowhere.example/1.pdf", is_file=True) == "nowhere.example has no address"


def test_another_port_of_the_sources_host_must_be_public() -> None:
    assert "no public address" in _refusal("http://ris.musterstadt.example:6379/x")


def test_what_the_source_file_names_may_lie_anywhere() -> None:
    assert _refusal("http://10.1.2.3:8765/oparl/system", MIRRORED) == ""


def test_another_port_beside_a_private_mirror_is_refused() -> None:
    assert "no public address" in _refusal("http://10.1.2.3:6379/", MIRRORED)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "198.51.100.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff0e::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_chunks_pass_up_to_the_limit() -> None:
    assert list(bounded([b"ab", b"cd"], 4)) == [b"ab", b"cd"]


def test_more_than_the_limit_is_not_read() -> None:
    endless = iter(lambda: b"ab", b"")
    with pytest.raises(LimitError, match="longer than"):
        list(bounded(endless, 5 << 20))


def _nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_json_may_be_nested_up_to_the_limit() -> None:
    assert parse_json(_nested(MOST_JSON_DEPTH))


@pytest.mark.parametrize("depth", [MOST_JSON_DEPTH + 1, 500, 100_000])
def test_json_that_is_nested_deeper_is_refused(depth: int) -> None:
    with pytest.raises(LimitError, match="nested deeper"):
        parse_json(_nested(depth))


def test_raw_control_characters_are_accepted() -> None:
    assert parse_json(b'{"name": "a\x0bb"}') == {"name": "a\x0bb"}


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_other_json_is_read_as_it_is(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value

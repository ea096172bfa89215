"""Source files: what a good one becomes, and the one line that a bad one earns."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import SourceFileError
from etl.sources import Source, known_sources, load_source
from etl.sources.load import read_source

OPARL = {"id": "musterstadt", "name": "Stadt Musterstadt", "adapter": "oparl", "system": "https://ris.musterstadt.example/oparl/system"}
FOLDER = {"id": "musterdorf", "name": "Gemeinde Musterdorf", "adapter": "folder", "path": "papers"}


def _read(content: dict[str, Any]) -> Source:
    return read_source(content, where="x.yml", folder=Path("/somewhere"))


def _complaint(content: dict[str, Any]) -> str:
    with pytest.raises(SourceFileError) as caught:
        _read(content)
    line = str(caught.value)
    assert "\n" not in line
    assert "x.yml" in line
    return line


def test_what_a_source_file_leaves_out_has_a_default() -> None:
    source = _read(OPARL)
    assert (source.files, source.requests_per_second, source.max_file_mb, source.reach) == (("inquiry",), 1, 100, {})


def test_a_path_counts_from_the_folder_of_the_file() -> None:
    assert _read(FOLDER).path == Path("/somewhere/papers")


def test_a_key_without_a_value_is_as_if_it_were_not_there() -> None:
    assert _read({**OPARL, "license": None, "reach": None}) == _read(OPARL)


@pytest.mark.parametrize(("written", "read"), [("all", ("all",)), (["inquiry"], ("inquiry",))])
def test_which_files_to_fetch(written: object, read: tuple[str, ...]) -> None:
    assert _read({**OPARL, "files": written}).files == read


@pytest.mark.parametrize("key", ["id", "name", "adapter"])
def test_a_missing_key_is_named(key: str) -> None:
    assert f"the key {key!r} is missing" in _complaint({name: value for name, value in OPARL.items() if name != key})


@pytest.mark.parametrize("key", ["licence", "ID", 5])
def test_an_unknown_key_is_named_with_the_known_ones(key: object) -> None:
    line = _complaint({**OPARL, key: "x"})  # type: ignore[dict-item]
    assert repr(str(key)) in line
    assert "license" in line


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "Muster Stadt"),
        ("id", "../x"),
        ("id", 7),
        ("name", ["Stadt"]),
        ("adapter", "allris"),
        ("ags", 8212000),
        ("ags", "8212"),
        ("ags", "0821200²"),
        ("system", "ftp://ris.musterstadt.example/"),
        ("system", 5),
        ("license", "dl-de/zero"),
        ("wikidata", "1040"),
        ("files", "some"),
        ("files", []),
        ("files", [{}]),
        ("files", 1),
        ("requests_per_second", -1),
        ("requests_per_second", "1"),
        ("requests_per_second", True),
        ("requests_per_second", float("nan")),
        ("max_file_mb", -1),
        ("max_file_mb", "10 MB"),
        ("reach", "https://a/"),
        ("reach", {"https://a/": 5}),
        ("reach", {"web1": "https://b/"}),
        ("expect", ["papers"]),
        ("expect", {"papers": "many"}),
        ("expect", {"paper": 3}),
        ("path", 5),
    ],
)
def test_a_wrong_value_is_named_with_its_key(key: str, value: object) -> None:
    assert key in _complaint({**OPARL, key: value})


def test_an_oparl_source_needs_its_system() -> None:
    assert "system" in _complaint({key: value for key, value in OPARL.items() if key != "system"})


def test_a_folder_source_needs_its_path() -> None:
    assert "path" in _complaint({key: value for key, value in FOLDER.items() if key != "path"})


@given(
    st.dictionaries(
        st.sampled_from((*OPARL, "reach", "files", "expect", "ags")), st.none() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_no_content_raises_anything_but_the_error_meant_for_it(content: dict[str, Any]) -> None:
    try:
        assert _read({**OPARL, **content})
    except SourceFileError as error:
        assert "x.yml" in str(error)  # noqa: PT017


def test_a_source_file_is_read_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(yaml.safe_dump(FOLDER))
    assert load_source(str(tmp_path / "x.yml")).path == tmp_path / "papers"


@pytest.mark.parametrize("name", ["nowhere", "", "nowhere/x.yml"])
def test_a_source_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(SourceFileError, match="no source of this name"):
        load_source(name)


def test_a_path_through_a_file_leads_to_no_source(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("")
    with pytest.raises(SourceFileError, match="no source of this name"):
        load_source(str(tmp_path / "x.yml" / "y.yml"))


@pytest.mark.parametrize(
    ("content", "complaint"), [(b"id: [", "no YAML"), (b"\xff\xfe\xff", "no YAML"), (b"", "no keys"), (b"- a", "no keys")]
)
def test_a_file_that_is_no_source_file_says_so(tmp_path: Path, content: bytes, complaint: str) -> None:
    (tmp_path / "x.yml").write_bytes(content)
    with pytest.raises(SourceFileError, match=complaint):
        load_source(str(tmp_path / "x.yml"))


@pytest.mark.parametrize("name", known_sources())
def test_every_council_that_travels_with_ratsgraph_can_be_loaded_by_its_id(name: str) -> None:
    assert load_source(name).id == name

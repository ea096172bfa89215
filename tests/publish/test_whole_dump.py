"""Shapes are checked on whole dumps, in parts that know what they refer to."""

import gzip
from pathlib import Path

import pytest

from etl.publish.checks import shapes
from etl.publish.checks.published import Published
from etl.publish.files import OWN, PACKAGE, read_json
from etl.publish.history import archive_of, prune
from etl.tables import load_tables
from tests.publish.musterstadt import SOURCE


def opened(folder: Path) -> Published:
    descriptor = read_json(folder / PACKAGE)
    return Published(folder, descriptor, descriptor[OWN], load_tables())


def without(folder: Path, word: bytes) -> None:
    path = folder / "rdf" / f"{SOURCE.id}.nq.gz"
    kept = [line for line in gzip.decompress(path.read_bytes()).splitlines(keepends=True) if word not in line]
    path.write_bytes(gzip.compress(b"".join(kept)))


@pytest.fixture(params=[1_000_000, 50, 7], ids=["whole", "a few parts", "many parts"])
def _parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_WHOLE", request.param)
    monkeypatch.setattr(shapes, "_PART", request.param)


@pytest.mark.usefixtures("_parts")
def test_a_right_dump_keeps_its_shapes_in_any_parts(published: Path) -> None:
    assert list(shapes.broken_shapes(opened(published))) == []


@pytest.mark.usefixtures("_parts")
@pytest.mark.parametrize(("word", "results"), [(b"ns/oa#hasSource", 8), (b"/def#Body>", 6)])
def test_the_same_is_found_in_any_parts(copy: Path, word: bytes, results: int) -> None:
    """Without a source evidence has none; without the body's type nothing refers to a body."""
    without(copy, word)
    assert len(list(shapes.broken_shapes(opened(copy)))) == results


def releases(folder: Path, *names: str) -> Path:
    """A published folder, of which releases of these names are kept besides its own."""
    for name in names:
        (archive_of(folder) / name).mkdir(parents=True)
    return folder


def test_the_current_release_is_never_removed(copy: Path) -> None:
    releases(copy, "2024-05-02.1", "2030-01-01.1", "2030-01-01.2")
    prune(copy, 1, lambda _: False)
    assert [path.name for path in archive_of(copy).iterdir()] == ["2024-05-02.1"]

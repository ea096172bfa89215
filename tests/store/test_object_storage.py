"""Blobs and rows on a real S3 server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from etl.errors import StoreError
from etl.settings import Settings
from etl.store import Blobs, open_store
from etl.store.mirror import Mirror

pytestmark = [pytest.mark.enable_socket, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def blobs(bucket: dict[str, str], tmp_path: Path) -> Blobs:
    return Blobs(f"s3://ratsgraph/{tmp_path.name}/blobs")


def test_bytes_come_out_of_a_bucket_as_they_went_in(blobs: Blobs) -> None:
    assert blobs.put([b"ab", b"c"], max_bytes=3) == (ABC, 3)
    assert blobs.put([b"abc"], max_bytes=3) == (ABC, 3)
    assert blobs.read(ABC) == b"abc"
    (sha256, size, at), *others = blobs.stored()
    assert (sha256, size, others) == (ABC, 3, [])
    assert abs(datetime.now(UTC) - at) < timedelta(days=1)


def test_a_blob_that_was_removed_is_not_found(blobs: Blobs) -> None:
    blobs.put([b"abc"], max_bytes=3)
    blobs.remove(ABC)
    with pytest.raises(FileNotFoundError):
        blobs.read(ABC)
    assert list(blobs.stored()) == []


def test_a_bucket_that_is_not_there_is_told_before_anything_is_read(bucket: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no such place \[s3://nosuchbucket/blobs\]"):
        open_store(Settings(data=tmp_path, blobs_url="s3://nosuchbucket/blobs"))


def test_a_folder_has_a_copy_in_a_bucket(bucket: dict[str, str], tmp_path: Path) -> None:
    url = f"s3://ratsgraph/{tmp_path.name}/rows"
    (tmp_path / "here" / "papers").mkdir(parents=True)
    (tmp_path / "here" / "papers" / "2024.csv").write_text("id\n1\n")
    Mirror(tmp_path / "here", url).hand_out()
    Mirror(tmp_path / "there", url).fetch()
    assert (tmp_path / "there" / "papers" / "2024.csv").read_text() == "id\n1\n"


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    filesystem = pytest.importorskip("s3fs", reason="needs the extra `cluster`").S3FileSystem
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "geheim")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")  # botocore would wait for seconds between its own
    monkeypatch.setattr(filesystem, "retries", 1)
    filesystem.clear_instance_cache()
    yield
    filesystem.clear_instance_cache()


def test_a_server_that_does_not_answer_is_told_in_one_line(no_server: None, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"files cannot be kept or read there \(.*\[s3://ratsgraph/blobs\]: check that") as caught:
        open_store(Settings(data=tmp_path, blobs_url="s3://ratsgraph/blobs"))
    assert "geheim" not in str(caught.value)

"""A council that publishes again while it is served."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from etl.publish.publisher import publish
from etl.serve.web.app import Operator, create_app
from etl.serve.web.serving import Live, Serving
from etl.settings import Settings
from tests.publish.musterstadt import COMMITTED, RELEASE, SOURCE, thing, write_rows
from tests.serve.conftest import LIMITS

HARMLESS, EVIL = " wird gemeinsam mit", "<script>12</script>"  # of one length, so that offsets stay
LATER = replace(RELEASE, modified="2024-06-01T08:00:00+02:00")


@dataclass(frozen=True)
class Switched:
    """A server before, during and after the switch to another release.

    during: what who read the old release read of it after the switch: its inquiries, and whether its folder was there.
    """

    client: TestClient
    serving: Serving
    before: Any
    during: tuple[int, bool]
    old: Live


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switched]:
    folder = tmp_path_factory.mktemp("releases")
    settings = Settings(output=folder / "output")
    publish(write_rows(folder / "first"), SOURCE, settings, RELEASE)
    serving = Serving(settings.output, folder / "cache", LIMITS)
    with TestClient(create_app(serving, Operator())) as client:
        before = client.get("/health").json()
        with serving.use() as old:
            publish_again(settings, folder / "second")
            assert serving.refresh()
            during = (old.snapshot.index.execute("SELECT count(*) FROM inquiries").fetchone()[0], old.snapshot.folder.is_dir())
        yield Switched(client, serving, before, during, old)


def publish_again(settings: Settings, folder: Path) -> None:
    """A release without the second paper, and with a title and a quote that mean harm."""
    write_rows(folder)
    for name in ("papers", "documents", "inquiries", "questions"):
        (folder / name / "2024.csv").unlink()
    (folder / "texts" / "2024.jsonl.gz").unlink()
    texts = folder / "texts" / "2023.jsonl.gz"
    texts.write_bytes(gzip.compress(gzip.decompress(texts.read_bytes()).replace(HARMLESS.encode(), EVIL.encode())))
    for path in folder.rglob("*.csv"):
        text = path.read_text(encoding="utf-8").replace(HARMLESS, EVIL)
        path.write_text(text.replace("Bänke im Stadtpark", f"Bänke {EVIL}") if path.parent.name == "inquiries" else text, encoding="utf-8")
    publish(folder, SOURCE, settings, LATER, accept="the second paper was withdrawn")


def test_a_new_release_is_served_without_a_restart(switched: Switched) -> None:
    assert switched.client.get("/api/inquiries").json()["total"] == 1
    assert switched.client.get("/health").json()["releases"] != switched.before["releases"]


def test_who_reads_the_old_release_goes_on_reading_it(switched: Switched) -> None:
    assert switched.during == (2, True)
    assert not switched.old.snapshot.folder.exists()


def test_nothing_is_made_again_without_a_new_release(switched: Switched) -> None:
    assert switched.serving.refresh() is False


def test_a_release_that_cannot_be_read_does_not_replace_the_old_one(switched: Switched) -> None:
    package = switched.serving.output / SOURCE.id / "datapackage.json"
    whole = package.read_bytes()
    package.write_text("{")
    with pytest.raises(ValueError, match="Expecting"):
        switched.serving.refresh()
    package.write_bytes(whole)
    assert switched.client.get("/api/inquiries").status_code == 200


def test_what_a_release_removed_is_gone(switched: Switched) -> None:
    removed = thing("inquiry", 3)
    paths = (f"/{removed}", f"/data/{removed}.ttl", f"/data/{removed}.html")
    assert [switched.client.get(path).status_code for path in paths] == [410, 410, 410]


@pytest.mark.parametrize("path", ["/", "/search?q=Gartenamt", "/search?type=inquiry", "/commitments", "/commitments?view=timeline"])
def test_what_documents_hold_is_text(switched: Switched, path: str) -> None:
    page = switched.client.get(path, headers={"accept": "text/html"}).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_old_release_can_still_be_fetched(switched: Switched) -> None:
    old = switched.before["releases"][SOURCE.id]
    assert "24/002" in switched.client.get(f"/dataset/{SOURCE.id}/releases/{old}/csv/papers.csv").text
    assert "24/002" not in switched.client.get(f"/dataset/{SOURCE.id}/csv/papers.csv").text


def test_what_was_taken_down_is_gone_under_the_iri_that_readers_know(tmp_path: Path) -> None:
    settings = Settings(output=tmp_path / "output", review=tmp_path / "review")
    rows = write_rows(tmp_path / "rows")
    publish(rows, SOURCE, settings, RELEASE)
    settings.review.mkdir()
    (settings.review / "takedown.yml").write_text(f"- {{target: {COMMITTED}, reason: asked for}}\n", encoding="utf-8")
    publish(rows, SOURCE, settings, LATER, accept="a test")
    with TestClient(create_app(Serving(settings.output, tmp_path / "cache", LIMITS), Operator())) as client:
        paths = (f"/{COMMITTED}", f"/data/{COMMITTED}.ttl", f"/data/{COMMITTED}.html", f"/{thing('commitment', 9)}")
        assert [client.get(path).status_code for path in paths] == [410, 410, 410, 404]

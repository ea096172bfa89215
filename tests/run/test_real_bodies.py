"""Bodies, systems and papers as real servers write them come through harvest and build without a row in quarantine."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from etl.harvest import harvest
from etl.run import build_source, silent
from etl.settings import Settings
from etl.sources import Source
from etl.store import open_store
from tests.harvest.fake_oparl import Answer, FakeOparl, Request, as_json, serve

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "oparl"
HERE = "https://all.example/"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not REAL.is_dir(), reason="needs the recorded bodies of ../shared")]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the rows that are built of all of them, as if one server had them."""
    bodies = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((REAL / "bodies-and-systems" / "bodies").iterdir())]
    lines = (REAL / "augsburg" / "papers_2025-11_12.jsonl").read_text(encoding="utf-8").splitlines()
    papers = [json.loads(line) for line in lines]
    augsburg = {"id": papers[0]["body"], "name": "Stadt Augsburg", "paper": f"{HERE}papers"}
    hosts = {urlsplit(body["id"])._replace(path="/", query="").geturl() for body in [*bodies, augsburg]}

    def empty(_: Request) -> Answer:
        return as_json({"data": [], "links": {}})

    data = tmp_path_factory.mktemp("real")
    with serve() as fake:
        fake.answers |= {urlsplit(body[name]).path: empty for body in bodies for name in ("organization", "person", "meeting", "paper")}
        fake.answers |= {
            "/system": as_json({"id": f"{HERE}system", "body": f"{HERE}bodies"}),
            "/bodies": as_json({"data": [*bodies, augsburg]}),
            "/papers": as_json({"data": papers}),
        }
        source = _source(fake, hosts)
        settings = Settings(data=data)
        harvest(source, open_store(settings), settings, now=datetime.now(UTC), progress=silent)
    build_source(source, settings, now=datetime.now(UTC), progress=silent)
    return data / "rows" / source.id


def _source(fake: FakeOparl, hosts: set[str]) -> Source:
    reach = dict.fromkeys([HERE, *sorted(hosts)], f"{fake.url}/")
    return Source("real", "Alle", "oparl", system=f"{HERE}system", reach=reach, requests_per_second=0, files=("none",))


def _table(rows: Path, name: str) -> list[dict[str, str]]:
    return [row for path in sorted((rows / name).glob("*.csv")) for row in csv.DictReader(path.open(encoding="utf-8", newline=""))]


def test_no_row_is_in_quarantine(rows: Path) -> None:
    assert _table(rows, "quarantine") == []


def test_every_body_is_there_with_its_name(rows: Path) -> None:
    names = {row["name"] for row in _table(rows, "bodies")}
    assert len(names) == len(list((REAL / "bodies-and-systems" / "bodies").iterdir())) + 1
    assert {"Stadt Krefeld", "Stadt Leipzig", "Kolpingstadt Kerpen"} <= names


def test_an_ags_has_eight_digits_however_it_was_written(rows: Path) -> None:
    found = {row["name"]: row["ags"] for row in _table(rows, "bodies")}
    assert (found["Stadt Brühl"], found["Stadt Krefeld"], found["Stadt Leipzig"]) == ("05362012", "05114000", "")


def test_a_paper_s_file_has_a_media_type_by_its_proper_name(rows: Path) -> None:
    assert {row["media_type"] for row in _table(rows, "documents")} == {"application/pdf"}

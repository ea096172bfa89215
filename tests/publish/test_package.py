import json
from pathlib import Path
from typing import Any

import frictionless
import pytest

from etl.publish.csvw import metadata
from etl.publish.dictionary import render_dictionary
from etl.tables import load_tables
from tests.publish.musterstadt import RELEASE

BASE = "https://example.org/"
PROFILE = Path(__file__).resolve().parents[3] / "shared" / "shapes" / "datapackage-2.0" / "datapackage.json"


@pytest.fixture(scope="module")
def package(published: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((published / "datapackage.json").read_text(encoding="utf-8"))
    return content


def test_frictionless_finds_the_package_valid(published: Path) -> None:
    assert frictionless.Package(str(published / "datapackage.json")).validate().valid


def test_the_package_is_of_version_two(package: dict[str, Any]) -> None:
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


def test_every_table_is_a_resource(package: dict[str, Any]) -> None:
    assert [resource["name"] for resource in package["resources"]] == list(load_tables())


def test_the_package_says_what_it_is(package: dict[str, Any]) -> None:
    assert "Unofficial" in package["description"]


def test_the_package_bears_the_time_of_the_data(package: dict[str, Any]) -> None:
    assert (package["created"], package["version"]) == (RELEASE.modified, RELEASE.data_version)


def test_csvw_iris_are_absolute() -> None:
    for table in load_tables().values():
        for column in metadata(table, BASE)["tableSchema"]["columns"]:
            assert column.get("propertyUrl", BASE).startswith("http")
            assert column.get("valueUrl", BASE).startswith(("http", "{+license_url}", "{+download_url}", "{+linked_url}"))


def test_csvw_virtual_columns_come_last() -> None:
    for table in load_tables().values():
        virtual = [column.get("virtual", False) for column in metadata(table, BASE)["tableSchema"]["columns"]]
        assert virtual == sorted(virtual)


def test_csvw_says_nothing_about_columns_without_property() -> None:
    columns = {column["name"]: column for column in metadata(load_tables()["quarantine"], BASE)["tableSchema"]["columns"]}
    assert columns["reason"]["suppressOutput"]


def report(published: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((published / "reports" / "summary.json").read_text(encoding="utf-8"))
    return content


def test_the_report_counts_inquiries_by_year(published: Path) -> None:
    assert report(published)["inquiries_by_year"] == [
        {"year": "2023", "inquiries": 1, "answered_share": 1.0, "median_days": 10.0},
        {"year": "2024", "inquiries": 1, "answered_share": 0.0, "median_days": None},
    ]


def test_the_report_counts_inquiries_by_faction(published: Path) -> None:
    assert report(published)["inquiries_by_author_and_year"] == [{"name": "Linden", "year": "2023", "count": 1}]


def test_the_report_counts_what_was_refused(published: Path) -> None:
    assert report(published)["quarantined_by_reason"] == [{"table_name": "papers", "reason": "no date", "count": 1}]


def test_the_data_dictionary_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
    assert page.read_text(encoding="utf-8") == render_dictionary(), "write etl.publish.dictionary.render_dictionary() to it"


@pytest.mark.shared
@pytest.mark.skipif(not PROFILE.exists(), reason="../shared/shapes is absent")
def test_the_official_json_schema_accepts_the_package(package: dict[str, Any]) -> None:
    assert list(official().iter_errors(package)) == []


@pytest.mark.shared
@pytest.mark.skipif(not PROFILE.exists(), reason="../shared/shapes is absent")
@pytest.mark.parametrize("broken", [{"resources": []}, {"licenses": [{"title": "free"}]}, {"contributors": [{"roles": "author"}]}])
def test_the_official_json_schema_says_no(package: dict[str, Any], broken: dict[str, Any]) -> None:
    assert list(official().iter_errors(package | broken))


def official() -> Any:
    jsonschema = pytest.importorskip("jsonschema")  # frictionless brings it
    return jsonschema.Draft7Validator(json.loads(PROFILE.read_text(encoding="utf-8")))

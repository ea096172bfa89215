"""What is evidently good is good to frictionless, too."""

import csv

import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalise.evident import is_evident
from etl.tables import Table, load_tables
from tests.conftest import DemoRun

_ODD = (
    *("", " ", "0", "1", "-1", "+1", "007", "1.5", "0.25", "1e3", "١", "1_000", "nan", "inf", "1.0000001", "9" * 30),
    *("true", "True", "false", "yes", "2024-02-29", "2023-02-29", "0000-01-01", "2024-1-1", "24-01-01", "20240101", "2024-W01-1"),
    *("2024-02-29T12:00:00", "2024-02-29T12:00:00Z", "2024-02-29T12:00:00+01:00", "2024-02-29T25:00:00", "2024-02-29T12:00:00+25:00"),
    *("2024-02-29 12:00:00", "2024-02-29T12:00", "Q1", "Q1\n", "https://x.example/a b", "https://x.example/1", "id/paper/0123456789abcdef"),
    *("id/paper/0123456789abcdef\n", "id/body/0123456789abcdef-2", "08212000", "a" * 64, "inquiry", "written", "other", "\x00", "None"),
)


@given(st.data())
@settings(max_examples=150)
def test_what_is_evident_is_good_to_frictionless(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(list(load_tables().values())))
    rows = data.draw(st.lists(_row(table), min_size=1, max_size=10))
    evident = [row for row in rows if is_evident(table.name, row)]
    assert _bad(table, evident) == []


@pytest.mark.parametrize("name", load_tables())
def test_rows_as_they_are_made_are_evident(demo: DemoRun, name: str) -> None:
    paths = list((demo.settings.data / "rows" / demo.source.id / name).glob("*.csv"))
    rows = [row for path in paths for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True))]
    assert [row for row in rows if not is_evident(name, row)] == []


def _row(table: Table) -> st.SearchStrategy[dict[str, str]]:
    """Rows of a table, most of whose cells fit their column."""
    return st.fixed_dictionaries({field.name: st.sampled_from((*field.enum, *_ODD)) | _like(field.pattern) for field in table.fields})


def _like(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(pattern) if pattern else st.text(max_size=20)


def _bad(table: Table, rows: list[dict[str, str]]) -> list[object]:
    if not rows:
        return []
    rest = {name: value for name, value in table.descriptor.items() if name not in ("primaryKey", "foreignKeys")}
    data = [list(table.columns), *([row[column] for column in table.columns] for row in rows)]
    with frictionless.Resource(data=data, schema=frictionless.Schema.from_descriptor(rest)) as resource:
        return [row.errors for row in resource.row_stream if not row.valid]

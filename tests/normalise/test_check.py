"""The check of rows: what is bad goes, with its reason, and so does what hangs on it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.identifiers import mint
from etl.normalise import Rows, check_rows, drop_orphans
from etl.normalise.rows import Value, cell

BODY = mint("body", "b", scope="x")


def _id(kind: str, name: str) -> str:
    return mint(kind, name, scope="x")


def _paper(name: str, **more: Value) -> dict[str, str]:
    values: dict[str, Value] = {"paper_id": _id("paper", name), "body_id": BODY, "paper_type_code": "inquiry", "source_url": name}
    return _row("papers", **(values | more))


def _document(name: str, paper: str, **more: Value) -> dict[str, str]:
    return _row("documents", document_id=_id("document", name), paper_id=_id("paper", paper), source_url=name, **more)


def _inquiry(document: str, paper: str) -> dict[str, str]:
    ids = {"inquiry_id": _id("inquiry", document), "paper_id": _id("paper", paper), "document_id": _id("document", document)}
    return _row("inquiries", **ids, mode_code="written")


def _row(table: str, **values: Value) -> dict[str, str]:
    rows = Rows()
    rows.add(table, **values)
    return rows.tables[table][0]


def test_good_rows_come_in_the_order_of_their_keys() -> None:
    rows = [_paper(name) for name in "cab"]
    good, issues = check_rows("papers", rows)
    assert good == sorted(rows, key=lambda row: row["paper_id"])
    assert issues == []


def test_whole_numbers_in_a_key_are_ordered_as_numbers() -> None:
    ids = {"inquiry_id": _id("inquiry", "a"), "document_id": _id("document", "a")}
    rows = [_row("inquiry_authors", **ids, position=number, name="SPD", kind_code="group", start=0, end=3) for number in (10, 9, 1)]
    assert [row["position"] for row in check_rows("inquiry_authors", rows)[0]] == ["1", "9", "10"]


def test_no_rows_are_no_trouble() -> None:
    assert check_rows("papers", []) == ([], [])


def test_a_bad_cell_that_may_be_empty_is_emptied_and_noted() -> None:
    good, issues = check_rows("papers", [_paper("a", published_on="2024-02-30")])
    assert good == [_paper("a")]
    assert [(one.table_name, one.source_url, one.field, one.raw_value) for one in issues] == [("papers", "a", "published_on", "2024-02-30")]
    assert issues[0].reason.endswith("left empty")


def test_every_bad_cell_of_a_row_is_noted() -> None:
    _, issues = check_rows("documents", [_document("a", "a", download_url="no url", sha256="?")])
    assert [one.field for one in issues] == ["download_url", "sha256"]


def test_a_bad_cell_that_must_not_be_empty_costs_the_row() -> None:
    good, issues = check_rows("papers", [_paper("a", paper_type_code="novel", published_on="2024-02-30"), _paper("b")])
    assert good == [_paper("b")]
    assert [(one.source_url, one.field, one.raw_value) for one in issues] == [("a", "paper_type_code", "novel")]
    assert "enum" in issues[0].reason


def test_a_missing_cell_that_must_be_there_costs_the_row() -> None:
    good, issues = check_rows("papers", [_paper("a", source_url="")])
    assert good == []
    assert (issues[0].field, issues[0].source_url) == ("source_url", _id("paper", "a"))


def test_a_key_that_comes_again_costs_the_second_row() -> None:
    good, issues = check_rows("papers", [_paper("a", reference="1"), _paper("a", reference="2")])
    assert [row["reference"] for row in good] == ["1"]
    assert [(one.reason, one.field, one.raw_value) for one in issues] == [("another row has the same key", "paper_id", _id("paper", "a"))]


def test_rows_of_a_table_without_key_are_ordered_whole() -> None:
    rows = [_row("quarantine", table_name="papers", source_url=name, reason="bad") for name in "ba"]
    assert [row["source_url"] for row in check_rows("quarantine", rows)[0]] == ["a", "b"]


@settings(max_examples=15)
@given(st.permutations("abcde"))
def test_the_order_of_rows_does_not_matter(names: list[str]) -> None:
    assert check_rows("papers", [_paper(name) for name in names]) == check_rows("papers", [_paper(name) for name in "abcde"])


def _checked(raw: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    return {table: check_rows(table, rows)[0] for table, rows in raw.items()}


def test_what_names_a_refused_row_goes_with_it_and_is_noted() -> None:
    raw = {
        "papers": [_paper("a", paper_type_code="novel"), _paper("b")],
        "documents": [_document("a", "a"), _document("b", "b")],
        "inquiries": [_inquiry("a", "a"), _inquiry("b", "b")],
    }
    good = _checked(raw)
    issues = drop_orphans(raw, good)
    assert (good["documents"], good["inquiries"]) == ([_document("b", "b")], [_inquiry("b", "b")])
    assert [(one.table_name, one.source_url, one.reason) for one in issues] == [
        ("documents", "a", "names a row of papers that was refused"),
        ("inquiries", _id("document", "a"), "names a row of papers that was refused"),
    ]


def test_an_orphan_of_two_refused_rows_is_noted_once() -> None:
    raw = {"papers": [_paper("a", source_url="")], "documents": [_document("a", "a")], "inquiries": [_inquiry("a", "a")]}
    issues = drop_orphans(raw, _checked(raw))
    assert [one.table_name for one in issues] == ["documents", "inquiries"]


def test_what_names_a_row_of_another_partition_stays() -> None:
    raw = {"documents": [_document("a", "elsewhere")]}
    good = _checked(raw)
    assert drop_orphans(raw, good) == []
    assert good["documents"] == raw["documents"]


def test_what_names_a_row_of_which_one_stayed_stays() -> None:
    raw = {"papers": [_paper("a"), _paper("a")], "documents": [_document("a", "a")]}
    good = _checked(raw)
    assert drop_orphans(raw, good) == []
    assert len(good["documents"]) == 1


@given(st.floats(0, 1))
def test_a_number_is_written_so_that_it_reads_the_same(number: float) -> None:
    assert abs(float(cell(number)) - number) <= 0.00005

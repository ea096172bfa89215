import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from etl.publish.templates import absolute, compile_template
from etl.tables import load_tables

URL_PATTERN = next(field.pattern for field in load_tables()["documents"].fields if field.name == "download_url")


def test_reserved_expansion_keeps_slashes() -> None:
    assert compile_template("https://x.org/{+paper_id}")({"paper_id": "id/paper/1"}) == "https://x.org/id/paper/1"


def test_simple_expansion_encodes_slashes() -> None:
    assert compile_template("https://x.org/{code}")({"code": "a/ü"}) == "https://x.org/a%2F%C3%BC"


def test_a_relative_template_stands_under_the_base() -> None:
    assert absolute("{+paper_id}/evidence", "https://x.org/") == "https://x.org/{+paper_id}/evidence"


@given(st.from_regex(URL_PATTERN, fullmatch=True))
def test_every_url_that_the_schema_accepts_becomes_an_iri(url: str) -> None:
    assert ox.NamedNode(compile_template("{+url}")({"url": url})).value

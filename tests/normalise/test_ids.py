"""Published ids: short, stable, and telling nothing of what they name."""

import re

from hypothesis import given
from hypothesis import strategies as st

from etl.identifiers import derive, mint

_ID = re.compile(r"id/paper/[0-9a-f]{16}")  # the key of a thing that the source names
_FACT = re.compile(r"id/question/[0-9a-f]{16}-[0-9]+")  # … of a fact at an offset

names = st.text(max_size=40).filter(lambda name: name.isprintable())
urls = names.map(lambda name: f"https://ris.example.org/{name}")


@given(names | urls)
def test_any_name_gives_an_id(name: str) -> None:
    assert _ID.fullmatch(mint("paper", name, scope="x"))


@given(urls)
def test_a_url_is_the_same_thing_for_every_source(url: str) -> None:
    assert mint("paper", url, scope="x") == mint("paper", url, scope="y")


@given(names.filter(lambda name: "://" not in name))
def test_a_name_that_is_no_url_is_another_thing_for_every_source(name: str) -> None:
    assert mint("paper", name, scope="x") != mint("paper", name, scope="y")


@given(st.lists(names | urls, unique=True, max_size=20))
def test_different_names_give_different_ids(given_names: list[str]) -> None:
    assert len({mint("paper", name, scope="x") for name in given_names}) == len(given_names)


@given(names, st.integers(0, 10**7))
def test_the_id_of_a_fact_tells_its_document_and_place(name: str, start: int) -> None:
    document_id = mint("document", name, scope="x")
    fact_id = derive("question", document_id, start)
    assert _FACT.fullmatch(fact_id)
    assert fact_id.rsplit("/", 1)[1] == f"{document_id.rsplit('/', 1)[1]}-{start}"

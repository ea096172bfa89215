"""Dossiers: which papers are read together, and whose a shared file is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.model.records import File, Paper
from etl.run.dossiers import Dossier, dossiers, is_asking


def _paper(name: str, *related: str, asks: bool = False, on: str = "2024-05-06", files: str = "") -> Paper:
    own = tuple(File(file, file, "") for file in files)
    return Paper(name, "", name, paper_type="Anfrage" if asks else "", published_on=on, files=own, related_urls=related)


def _made(*papers: Paper) -> list[Dossier]:
    return list(dossiers({paper.url: paper for paper in papers}))


def _groups(*papers: Paper) -> list[list[str]]:
    return [[paper.url for paper in dossier.papers] for dossier in _made(*papers)]


def test_papers_that_name_nobody_are_read_alone() -> None:
    assert _groups(_paper("a", asks=True), _paper("b")) == [["a"], ["b"]]


@pytest.mark.parametrize(("one", "other"), [(("b",), ()), ((), ("a",)), (("b",), ("a",))])
def test_an_inquiry_is_read_with_the_paper_that_it_names_or_that_names_it(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert _groups(_paper("a", *one, asks=True), _paper("b", *other)) == [["a", "b"]]


@pytest.mark.parametrize(
    ("name", "together"),
    [
        ("Antwort auf die Anfrage AN/0123/2016", True),
        ("Stellungnahme zu AN/0123/2016: Radwege", True),
        ("Antwort auf die Anfrage AN/0124/2016", False),
        ("Antrag zu AN/0123/2016", False),
    ],
)
def test_an_answer_that_cites_the_number_of_an_inquiry_is_read_with_it(name: str, *, together: bool) -> None:
    asking, answering = _paper("a", asks=True), _paper("b")
    papers = (replace(asking, reference="AN/0123/2016"), replace(answering, name=name, reference="0777/2016"))
    assert (_groups(*papers) == [["a", "b"]]) is together


def test_a_number_that_several_inquiries_bear_leads_to_none() -> None:
    inquiries = [replace(_paper(url, asks=True), reference="12/2016") for url in "ab"]
    assert _groups(*inquiries, replace(_paper("c"), name="Antwort zu 12/2016")) == [["a"], ["b"], ["c"]]


def test_the_paper_that_asks_comes_first() -> None:
    assert _groups(_paper("a", on="2023-01-01"), _paper("b", "a", asks=True)) == [["b", "a"]]


def test_of_two_papers_that_ask_the_older_comes_first() -> None:
    assert _groups(_paper("a", asks=True), _paper("b", "a", asks=True, on="2023-01-01")) == [["b", "a"]]


def test_papers_of_which_none_asks_are_read_alone() -> None:
    assert _groups(_paper("a", "b"), _paper("b")) == [["a"], ["b"]]


def test_papers_are_read_together_over_another_between_them() -> None:
    assert _groups(_paper("a", "b", asks=True), _paper("b"), _paper("c", "b")) == [["a", "b", "c"]]


@pytest.mark.parametrize(("count", "together"), [(6, True), (7, False)])
def test_a_long_chain_of_papers_is_no_question_and_answer(count: int, *, together: bool) -> None:
    names = "abcdefg"[:count]
    papers = [_paper(name, *names[:at][-1:], asks=True) for at, name in enumerate(names)]
    assert (len(_made(*papers)) == 1) is together


def test_a_paper_that_names_itself_or_what_is_not_there_is_read_alone() -> None:
    assert _groups(_paper("a", "a", "nowhere", asks=True)) == [["a"]]


def test_a_file_that_several_papers_show_belongs_to_the_oldest() -> None:
    made = _made(_paper("a", files="xy"), _paper("b", files="x", on="2023-01-01"))
    assert [[(owner, file.url) for owner, file in dossier.files] for dossier in made] == [[("a", "y")], [("b", "x")]]


def test_a_paper_without_date_is_no_older_than_others() -> None:
    made = _made(_paper("a", files="x", on=""), _paper("b", files="x"))
    assert [len(dossier.files) for dossier in made] == [0, 1]


@pytest.mark.parametrize(("on", "partition"), [("2024-05-06", "2024"), ("", "undated")])
def test_a_dossier_belongs_to_the_year_of_its_main_paper(on: str, partition: str) -> None:
    assert [dossier.partition for dossier in _made(_paper("a", on=on))] == [partition]


@pytest.mark.parametrize(
    ("paper", "asks"),
    [
        (_paper("a", asks=True), True),
        (replace(_paper("a"), name="Anfrage der SPD"), True),
        (replace(_paper("a"), files=(File("f", "Anfrage", ""),)), True),
        (_paper("Bauvoranfrage"), False),
        (_paper("a"), False),
    ],
)
def test_what_may_be_an_inquiry(paper: Paper, *, asks: bool) -> None:
    assert is_asking(paper) is asks


_names = st.sampled_from("abcdefgh")
_papers = st.dictionaries(_names, st.tuples(st.lists(_names, max_size=2), st.booleans(), st.sets(st.sampled_from("xyz"))))


@given(_papers)
def test_every_paper_and_file_is_in_one_dossier_in_whatever_order_they_come(found: dict[str, tuple[list[str], bool, set[str]]]) -> None:
    papers = [_paper(name, *related, asks=asks, files="".join(sorted(files))) for name, (related, asks, files) in found.items()]
    made = _made(*papers)
    assert sorted(paper.url for dossier in made for paper in dossier.papers) == sorted(found)
    files = [file.url for dossier in made for _, file in dossier.files]
    assert sorted(files) == sorted({file for _, _, shown in found.values() for file in shown})
    assert _made(*reversed(papers)) == made

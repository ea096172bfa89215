import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from etl.serve.examples import load_examples
from etl.serve.formats import short
from etl.serve.query import QueryResult, query
from tests.conftest import DemoRun

NAMES = [example.name for example in load_examples()]
BIKES = "Fahrradabstellanlagen am Hauptbahnhof"

ROWS = {
    "agenda-with-papers": {
        "meeting_name": "Öffentliche Sitzung des Gemeinderats",
        "number": "14",
        "item_name": BIKES,
        "reference": "2023/0112",
    },
    "answers-with-days": {"title": BIKES, "reference": "2023/0112", "answeredOn": "2023-03-21", "days": "47"},
    "commitments-by-kind-and-status": {"kind": "Zusammenarbeit", "status": "laufend"},
    "commitments-of-organizations": {"name": "Jobcenter Musterstadt", "joins": "0"},
    "commitments-with-time": {"time": "Frühjahr 2025"},
    "days-by-faction": {"faction": "GLM", "answered": "2", "longest": "72"},
    "documents-by-text-method": {"role": "Anfrage", "method": "Textebene"},
    "evidence-of-commitments": {"download": "https://ris.musterstadt.example/dokumente/14-stellungnahme.docx"},
    "frequent-partners": {"partner": "Regionalbahn Mitteltal GmbH", "commitments": "1"},
    "inquiries-about-a-word": {"title": BIKES, "date": "2023-02-02"},
    "inquiries-by-faction-and-year": {"faction": "GLM", "year": "2023"},
    "origin-of-documents": {"url": "https://ris.musterstadt.example/dokumente/01-niederschrift.pdf"},
    "partner-network": {"predicate": "skos:related"},
    "partnership-commitments": {"partner": "Regionalbahn Mitteltal GmbH"},
    "questions-with-answers": {"title": BIKES, "number": "2"},
    "sure-commitments": {"party": "Amt für Schulen und Sport"},
    "unanswered-inquiries": {"title": "Nutzung der Stadthalle durch Vereine", "date": "2024-05-02"},
}
"""A row that each query must give for the demo council, as far as its documents say it."""


def test_there_are_enough_examples_and_each_is_tested() -> None:
    assert len(NAMES) >= 15
    assert ROWS.keys() == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_finds_what_the_demo_council_says(demo: DemoRun, name: str) -> None:
    text = next(example.text for example in load_examples() if example.name == name)
    found = [row.items() for row in rows(query(text, [demo.folder]))]
    assert any(ROWS[name].items() <= row for row in found)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_titles_in_both_languages(name: str) -> None:
    titles = next(example.titles for example in load_examples() if example.name == name)
    assert all(titles[language] and "#" not in titles[language] for language in ("de", "en"))


def test_examples_are_described_for_tools(client: TestClient) -> None:
    told = list(parse(client.get("/.well-known/sparql-examples").content, format=RdfFormat.TURTLE))
    executable = NamedNode("http://www.w3.org/ns/shacl#SPARQLExecutable")
    assert len([one for one in told if one.object == executable]) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_needs_only_the_prefixes_that_its_description_declares(client: TestClient, name: str) -> None:
    example = next(example for example in load_examples() if example.name == name)
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in example.prefixes.items())
    assert all(f"{prefix}:" in example.text for prefix in example.prefixes)
    assert client.get("/sparql", params={"query": declared + example.text}).status_code == 200


def rows(result: QueryResult) -> list[dict[str, str]]:
    names = result.variables or ("subject", "predicate", "object")
    return [dict(zip(names, map(short, row), strict=True)) for row in result.rows()]

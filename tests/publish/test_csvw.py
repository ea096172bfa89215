"""The CSVW metadata as an implementation of others understands them: valid, and making of the CSVs what the RDF dump says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from etl.publish.rdf import RDF_TYPE, quads
from etl.publish.rows import read
from etl.tables import load_prefixes, load_tables
from tests.conftest import DemoRun

csvw: Any = pytest.importorskip("csvw")

TABLES = list(load_tables())
BASE = "https://w3id.org/ratsgraph/"
PREFIXES = {**load_prefixes(), "rdf": RDF_TYPE.removesuffix("type"), "dc": load_prefixes()["dcterms"]}
Fact = tuple[str, str, str]


def full(name: str) -> str:
    """A name of CSVW's, with its prefix written out."""
    prefix, colon, rest = name.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES and not rest.startswith("//") else name


def lexical(value: Any) -> str:
    """A value as CSVs and RDF write it: booleans in lower case, numbers without a fraction that is none."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{float(text):g}" if isinstance(value, float) or text.replace(".", "", 1).isdigit() else text


def by_csvw(path: Path, monkeypatch: pytest.MonkeyPatch) -> set[Fact]:
    """What CSVW makes of a table: subject, property and value, before they are grouped to JSON."""
    rows: list[list[Any]] = []
    monkeypatch.setattr(csvw.metadata.jsonld, "group_triples", lambda triples: rows.append(list(triples)))
    csvw.CSVW(str(path)).to_json()
    return set(facts(rows))


def facts(rows: list[list[Any]]) -> Iterator[Fact]:
    for triples in rows:
        about = next((one.value for one in triples if one.property == "@id"), "")
        for one in triples:
            if one.property != "@id":
                name = RDF_TYPE if one.property == "@type" else full(one.property)
                yield one.about or about, name, lexical(full(one.value) if isinstance(one.value, str) else one.value)


def by_the_dump(folder: Path, name: str) -> set[Fact]:
    """What the dump says of a table's rows."""
    made = quads(load_tables()[name], read(folder / "csv" / f"{name}.csv"), BASE)
    triples = ((str(quad.subject)[1:-1], quad.predicate.value, quad.object) for quad in made)
    return {(about, name, lexical(value.value)) for about, name, value in triples if isinstance(value, ox.NamedNode | ox.Literal)}


@pytest.mark.parametrize("table", [name for name, table in load_tables().items() if table.about_url])
def test_csvw_makes_of_a_table_what_the_dump_says(demo: DemoRun, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_csvw(demo.folder / "csv" / f"{table}.csv-metadata.json", monkeypatch) == by_the_dump(demo.folder, table)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.filterwarnings("always")
def test_csvw_is_valid(published: Path, table: str) -> None:
    assert csvw.CSVW(str(published / "csv" / f"{table}.csv-metadata.json"), validate=True, strict=True).is_valid


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"base": "string"', '"base": "date"'),
        ('"titles": "reference"', '"titles": "number"'),
        ('"datatype": "date"', '"datatype": "integer"'),
    ],
)
@pytest.mark.filterwarnings("always")  # it tells what is wrong by warnings that it collects
def test_csvwvalidate_says_no(copy: Path, old: str, new: str) -> None:
    path = copy / "csv" / "papers.csv-metadata.json"
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")))
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert not csvw.CSVW(str(path), validate=True, strict=True).is_valid

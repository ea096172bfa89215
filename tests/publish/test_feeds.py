"""What followers read: the Atom feed and the event stream."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from etl.publish.publisher import publish
from etl.publish.rdf import read_nquads
from etl.settings import Settings
from tests.publish.musterstadt import ANSWER, BODY, COMMITTED, FACTION, RELEASE, SOURCE, thing, write_partition, write_rows

ATOM = "{http://www.w3.org/2005/Atom}"
ACTIVITY, LDES, TREE = (
    Namespace(iri) for iri in ("https://www.w3.org/ns/activitystreams#", "https://w3id.org/ldes#", "https://w3id.org/tree#")
)
BASE = "https://w3id.org/ratsgraph/"
DATASET = f"{BASE}dataset/musterstadt"
FIRST, SECOND = "2024-05-02.1", "2024-06-01.1"
LATER = replace(RELEASE, modified="2024-06-01T08:00:00+02:00")
NEW, GONE = thing("inquiry", 7), thing("organization", 8)


def office(number: int) -> dict[str, str]:
    return {"organization_id": thing("organization", number), "body_id": BODY, "name": "Bau <&> Amt", "kind_code": "office"}


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second release: another name of the faction, an inquiry more, an office and a partner less."""
    rows, settings = write_rows(tmp_path_factory.mktemp("rows")), Settings(output=tmp_path_factory.mktemp("output"))
    write_partition(rows / "organizations" / "more.csv", [office(8)])
    publish(rows, SOURCE, settings, RELEASE)
    (rows / "organizations" / "more.csv").unlink()
    (rows / "commitment_partners" / "2023.csv").unlink()
    path = rows / "organizations" / "all.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Fraktion Linden", "Lindenfraktion"), encoding="utf-8")
    inquiry = {"inquiry_id": NEW, "paper_id": thing("paper", 2), "document_id": thing("document", 3), "title": "Wann & wo <b>?"}
    write_partition(rows / "inquiries" / "2025.csv", [inquiry | {"mode_code": "oral"}])
    return publish(rows, SOURCE, settings, LATER).folder


def entries(folder: Path) -> list[ET.Element]:
    return ET.parse(folder / "feed.atom").getroot().findall(f"{ATOM}entry")


def texts(folder: Path, name: str) -> list[str]:
    return [entry.findtext(f"{ATOM}{name}", "") for entry in entries(folder)]


def test_the_feed_has_inquiries_answers_and_commitments(published: Path) -> None:
    assert set(texts(published, "id")) == {BASE + key for key in (thing("inquiry", 3), ANSWER, COMMITTED, thing("inquiry", 1))}


def test_the_newest_documents_come_first(published: Path) -> None:
    dates = texts(published, "published")
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == "2024-01-15T00:00:00Z"


def test_what_a_release_brings_comes_before_what_was_there(second: Path) -> None:
    assert texts(second, "id")[0] == BASE + NEW
    assert texts(second, "updated")[:2] == [LATER.modified, RELEASE.modified]


def test_titles_are_escaped(second: Path) -> None:
    assert texts(second, "title")[0] == "Anfrage: Wann & wo <b>?"


def test_a_feed_is_as_new_as_its_release(second: Path) -> None:
    assert ET.parse(second / "feed.atom").getroot().findtext(f"{ATOM}updated") == LATER.modified


@pytest.fixture(scope="module")
def index(second: Path) -> Graph:
    return Graph().parse(second / "ldes" / "index.ttl")


def test_the_stream_says_where_its_times_and_things_stand(index: Graph) -> None:
    stream = URIRef(f"{DATASET}/ldes")
    assert index.value(stream, RDF.type) == LDES.EventStream
    assert (index.value(stream, LDES.timestampPath), index.value(stream, LDES.versionOfPath)) == (ACTIVITY.published, ACTIVITY.object)


def test_the_index_leads_to_a_page_per_release(index: Graph, second: Path) -> None:
    pages = {str(page) for page in index.objects(None, TREE.node)}
    assert pages == {f"{DATASET}/ldes/{version}.nq.gz" for version in (FIRST, SECOND)}
    assert {path.name for path in (second / "ldes").iterdir()} == {"index.ttl", *(page.rpartition("/")[2] for page in pages)}


def page(folder: Path, version: str) -> ox.Store:
    store = ox.Store()
    store.extend(read_nquads(folder / "ldes" / f"{version}.nq.gz"))
    return store


def members(store: ox.Store) -> Iterator[tuple[str, str]]:
    """What happened and the id of the thing."""
    query = (
        f"SELECT ?kind ?thing {{ <{DATASET}/ldes> <{TREE.member}> ?member . ?member a ?kind ; <{ACTIVITY.object}> ?thing ; "
        f"<{ACTIVITY.published}> ?at }}"
    )
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    for kind, about in found:
        assert isinstance(kind, ox.NamedNode)
        assert isinstance(about, ox.NamedNode)
        yield kind.value.rpartition("#")[2], about.value.removeprefix(BASE)


def test_the_first_page_creates_everything(second: Path) -> None:
    kinds = list(members(page(second, FIRST)))
    assert {kind for kind, _ in kinds} == {"Create"}
    assert len(kinds) == len(set(kinds))
    assert {thing("paper", 1), COMMITTED, GONE} <= {about for _, about in kinds}


def test_a_later_page_has_what_changed(second: Path) -> None:
    assert set(members(page(second, SECOND))) == {("Create", NEW), ("Update", FACTION), ("Update", COMMITTED), ("Delete", GONE)}


def test_a_member_holds_what_is_said_of_its_thing(second: Path) -> None:
    graph = ox.NamedNode(f"{DATASET}/releases/{SECOND}/{FACTION}")
    said = {quad.triple for quad in page(second, SECOND).quads_for_pattern(None, None, None, graph)}
    dump = {quad.triple for quad in read_nquads(second / "rdf" / "musterstadt.nq.gz")}
    assert said
    assert said == {triple for triple in dump if triple.subject == ox.NamedNode(BASE + FACTION)}


def test_a_deleted_thing_has_nothing_said_of_it(second: Path) -> None:
    graph = ox.NamedNode(f"{DATASET}/releases/{SECOND}/{GONE}")
    assert not list(page(second, SECOND).quads_for_pattern(None, None, None, graph))


def test_the_stream_gives_the_things_of_the_dump(second: Path) -> None:
    """Whoever replays all pages has the things that the current release has."""
    alive: set[str] = set()
    for version in (FIRST, SECOND):
        for kind, about in members(page(second, version)):
            alive = alive - {about} if kind == "Delete" else alive | {about}
    typed = {quad.subject.value for quad in read_nquads(second / "rdf" / "musterstadt.nq.gz") if isinstance(quad.subject, ox.NamedNode)}
    assert {BASE + about for about in alive} <= typed
    assert BASE + GONE not in typed

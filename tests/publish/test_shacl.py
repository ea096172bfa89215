"""What is published keeps our own shapes and the official ones of DCAT-AP.de 3.0, and each of them can say no.

The official shapes ask of every code that it is in its list. Offline the lists are stubs: `skos:inScheme` for the codes in the data.
"""

import gzip
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, RDF, SH, SKOS, Graph, Literal, Namespace, URIRef

from etl import paths
from etl.publish.validate import examine
from etl.tables import expand
from tests.publish.musterstadt import COMMITTED, FACTION, SOURCE, thing

pyshacl: Any = pytest.importorskip("pyshacl")

SHAPES = Path(__file__).resolve().parents[3] / "shared" / "shapes"
GERMAN = SHAPES / "dcat-ap.de-3.0"
OFFICIAL = [
    SHAPES / "dcat-ap-3.0.0" / "dcat-ap-SHACL.ttl",
    *(GERMAN / f"dcat-ap-{name}.ttl" for name in ("SHACL-DE", "de-controlledvocabularies", "de-deprecated", "spec-german-additions")),
]
BASE = "https://w3id.org/ratsgraph/"
SPDX = Namespace("http://spdx.org/rdf/terms#")
DATASET = URIRef(f"{BASE}dataset/{SOURCE.id}")
# The list that a code belongs to: "…/authority/<list>/<code>", "…/licenses/<code>/<version>", "…/politicalGeocoding/<list>/<code>"
LIST = re.compile(
    r"(http://publications\.europa\.eu/resource/authority/[a-z-]+|http://dcat-ap\.de/def/(?:licenses|politicalGeocoding/\w+))/.+"
)

needs_shapes = [pytest.mark.shared, pytest.mark.skipif(not SHAPES.is_dir(), reason="../shared/shapes is absent")]


@cache
def parsed(*files: Path) -> Graph:
    graph = Graph()
    for file in files:
        graph.parse(file)
    return graph


def with_lists(graph: Graph) -> Graph:
    """The graph and a stub of every list that its codes are from, with and without a slash at its end, as the shapes write both."""
    stubs = Graph()
    stubs.add((SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm))
    for code in {node for node in graph.objects() if isinstance(node, URIRef)}:
        if match := LIST.fullmatch(code):
            for scheme in (match[1], f"{match[1]}/"):
                stubs.add((code, SKOS.inScheme, URIRef(scheme)))
    return graph + stubs


def results(data: Graph, shapes: Graph) -> Iterator[tuple[str, str, str]]:
    """Severity, path and message of every result."""
    report = pyshacl.validate(data, shacl_graph=shapes, do_owl_imports=False)[1]
    for result in report.subjects(RDF.type, SH.ValidationResult):
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2]
        yield severity, str(report.value(result, SH.resultPath)), str(report.value(result, SH.resultMessage))


@pytest.fixture(scope="module")
def rdf(published: Path) -> Graph:
    return Graph().parse(data=gzip.decompress((published / "rdf" / f"{SOURCE.id}.ttl.gz").read_bytes()), format="turtle")


@pytest.fixture(scope="module")
def listed(published: Path) -> Graph:
    return with_lists(Graph().parse(published / "catalog.ttl"))


def changed(graph: Graph, *changes: tuple[URIRef, str, URIRef | Literal | None]) -> Graph:
    """A copy in which subjects have another value of a property, or none."""
    other = graph + Graph()
    for subject, predicate, value in changes:
        other.remove((subject, URIRef(expand(predicate)), None))
        if value is not None:
            other.add((subject, URIRef(expand(predicate)), value))
    return other


def test_the_dump_keeps_our_shapes(rdf: Graph) -> None:
    assert list(results(rdf, parsed(paths.VOCAB / "shapes.ttl"))) == []


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (thing("body", 1), "skos:prefLabel", None),
        (FACTION, "org:classification", URIRef("https://example.org/party")),
        (thing("paper", 1), "eli:date_document", Literal("2023")),
        (thing("paper", 2), "dcterms:title", Literal("Bridge", lang="en")),
        (thing("meeting", 1), "rg:body", URIRef(BASE + FACTION)),
        (thing("agenda-item", 1), "eli-dl:forms_part_of", None),
        (thing("document", 1), "rg:sha256", Literal("abc")),
        (thing("inquiry", 1), "rg:daysToAnswer", Literal(-1)),
        (thing("answer", 2), "eli:is_realized_by", None),
        (thing("inquiry", 1) + "/author/1", "schema:name", None),
        (thing("question", 1) + "-31", "rg:evidence", None),
        (thing("answer-item", 2) + "-21", "schema:text", None),
        (COMMITTED, "rg:commitmentStatus", URIRef("https://example.org/done")),
        (f"{COMMITTED}/partner/1", "schema:position", Literal(0)),
        (f"{COMMITTED}/mention/1", "rg:mentionKind", None),
        (f"{COMMITTED}/evidence", "oa:hasSource", None),
        (f"{COMMITTED}/evidence/position", "oa:start", Literal(100_000)),
        (f"{COMMITTED}/evidence/quote", "oa:exact", None),
        (f"{COMMITTED}/annotation", "rg:confidence", Literal("1.5")),
    ],
)
def test_our_shapes_say_no(rdf: Graph, subject: str, predicate: str, value: URIRef | Literal | None) -> None:
    broken = changed(rdf, (URIRef(BASE + subject), predicate, value))
    assert URIRef(expand(predicate)) in {URIRef(path) for _, path, _ in results(broken, parsed(paths.VOCAB / "shapes.ttl"))}


def test_there_is_a_shape_for_every_class(rdf: Graph) -> None:
    shaped = set(parsed(paths.VOCAB / "shapes.ttl").objects(None, SH.targetClass))
    own = {kind for kind in rdf.objects(None, RDF.type) if str(kind).startswith(expand("rg:"))}
    assert own <= shaped


class TestOfficialShapes:
    """DCAT-AP 3.0.0 with the German files, as the profile v30_de_spec has them."""

    pytestmark = needs_shapes

    def test_the_catalogue_keeps_them(self, listed: Graph) -> None:
        assert list(results(listed, parsed(*OFFICIAL))) == []

    def test_the_joint_catalogue_keeps_them(self, output: Path) -> None:
        assert list(results(with_lists(Graph().parse(output / "catalog.ttl")), parsed(*OFFICIAL))) == []

    @pytest.mark.parametrize(
        ("predicate", "value"),
        [
            ("dcterms:title", None),
            ("dcterms:description", None),
            ("dcterms:publisher", None),
            ("dcterms:modified", URIRef("https://example.org/yesterday")),
            ("dcat:contactPoint", Literal("somebody")),
        ],
    )
    def test_they_say_no_to_a_dataset(self, listed: Graph, predicate: str, value: URIRef | Literal | None) -> None:
        broken = changed(listed, (DATASET, predicate, value))
        assert ("Violation", expand(predicate)) in {(severity, path) for severity, path, _ in results(broken, parsed(*OFFICIAL))}

    @pytest.mark.parametrize("predicate", ["dcat:theme", "dcterms:accessRights", "dcterms:language"])
    def test_they_say_no_to_a_code_of_no_list(self, listed: Graph, predicate: str) -> None:
        broken = changed(listed, (DATASET, predicate, URIRef("https://example.org/code")))
        assert ("Violation", str(SKOS.inScheme)) in {(severity, path) for severity, path, _ in results(broken, parsed(*OFFICIAL))}

    @pytest.mark.parametrize("predicate", [DCTERMS.license, DCAT.accessURL])
    def test_they_say_no_to_a_distribution(self, listed: Graph, predicate: URIRef) -> None:
        broken = changed(listed, (URIRef(f"{DATASET}/distribution/papers"), str(predicate), None))
        assert ("Violation", str(predicate)) in {(severity, path) for severity, path, _ in results(broken, parsed(*OFFICIAL))}

    def test_they_find_what_is_deprecated(self) -> None:
        deprecated = parsed(GERMAN / "testcases" / "v3.0_shapes" / "deprecated.ttl")
        found = {message for severity, _, message in results(deprecated, parsed(*OFFICIAL)) if severity == "Warning"}
        assert len({message for message in found if "eprecated" in message}) >= 10

    def test_validation_finds_it_too(self, published: Path, copy: Path) -> None:
        name = f"the catalogue keeps {len(OFFICIAL)} files of other shapes"
        assert {check: problems for _, check, problems in examine(published, OFFICIAL)}[name] == []
        shutil.copy(GERMAN / "testcases" / "v3.0_shapes" / "deprecated.ttl", copy / "catalog.ttl")
        found = next(problems for _, check, problems in examine(copy, OFFICIAL) if check == name)
        assert len({problem.what for problem in found if "eprecated" in problem.what}) >= 10

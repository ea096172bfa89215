"""What the schemas, the vocabulary, the code lists and the shapes promise each other."""

import re

import frictionless
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef

from etl import paths
from etl.publish.templates import names
from etl.tables import Field, Table, load_tables

TABLES = list(load_tables().values())
CODED = [(table.name, field) for table in TABLES for field in table.fields if field.enum]
NAMESPACE = "https://w3id.org/ratsgraph/def#"
ID_PATTERN = re.compile(r"\^id/[a-z-]+/\[0-9a-f\]\{16\}\(-\[0-9\]\+\)\?\$")


@pytest.fixture(scope="module")
def codes() -> Graph:
    return Graph().parse(paths.VOCAB / "codes.ttl")


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(paths.VOCAB / "ratsgraph.ttl")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(paths.VOCAB / "shapes.ttl")


def scheme_of(field: Field) -> str:
    return field.value_url.partition("{")[0].rstrip("/")


def notations(codes: Graph, scheme: str) -> set[str]:
    return {str(codes.value(concept, SKOS.notation)) for concept in codes.subjects(SKOS.inScheme, URIRef(scheme))}


def own_terms(table: Table) -> set[str]:
    properties = {field.property_url for field in table.fields} | {link.property_url for link in table.virtual}
    return {iri for iri in properties | set(table.rdf_types) if iri.startswith(NAMESPACE)}


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> set[str | None]:
    return {text.language for text in graph.objects(subject, predicate) if isinstance(text, Literal)}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_frictionless_understands_the_schema(table: Table) -> None:
    assert frictionless.Schema.from_descriptor(dict(table.descriptor)).field_names == list(table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_everything_is_named_in_both_languages(table: Table) -> None:
    for descriptor in (table.descriptor, *(field.descriptor for field in table.fields)):
        assert all(descriptor[key] for key in ("title", "title_de", "description", "description_de"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_every_row_says_needs_required_columns_only(table: Table) -> None:
    templates = [table.about_url, table.graph_url, *(field.about_url for field in table.fields)]
    templates += [template for link in table.virtual for template in (link.about_url, link.value_url)]
    required = {field.name for field in table.fields if field.required}
    assert {name for template in templates for name in names(template)} <= required


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_ids_have_the_form_of_ids(table: Table) -> None:
    assert all(ID_PATTERN.fullmatch(field.pattern) for field in table.fields if field.name.endswith("_id") and field.name != "wikidata_id")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_are_required(table: Table) -> None:
    assert set(table.primary_key) <= {field.name for field in table.fields if field.required}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_references_are_to_primary_keys(table: Table) -> None:
    assert all(key.reference_fields == load_tables()[key.table].primary_key for key in table.foreign_keys)


def test_a_table_comes_after_those_it_refers_to() -> None:
    order = list(load_tables())
    assert all(order.index(key.table) < order.index(table.name) for table in TABLES for key in table.foreign_keys)


@pytest.mark.parametrize(("table", "field"), CODED)
def test_codes_are_in_their_list(codes: Graph, table: str, field: Field) -> None:
    assert set(field.enum) <= notations(codes, scheme_of(field))


@pytest.mark.parametrize("scheme", sorted({scheme_of(field) for _, field in CODED}))
def test_every_code_of_a_list_is_used(codes: Graph, scheme: str) -> None:
    used = {code for _, field in CODED if scheme_of(field) == scheme for code in field.enum}
    assert used == notations(codes, scheme)


def test_concepts_are_named_by_their_notations(codes: Graph) -> None:
    for concept, notation in codes.subject_objects(SKOS.notation):
        assert str(concept) == f"{codes.value(concept, SKOS.inScheme)}/{notation}"


def test_concepts_and_lists_speak_both_languages(codes: Graph) -> None:
    for subject in {*codes.subjects(RDF.type, SKOS.Concept), *codes.subjects(RDF.type, SKOS.ConceptScheme)}:
        assert isinstance(subject, URIRef)
        for predicate in (SKOS.prefLabel, SKOS.definition):
            assert languages(codes, subject, predicate) == {"de", "en"}


def test_terms_that_the_schemas_use_are_defined(vocabulary: Graph) -> None:
    defined = {str(term) for term in vocabulary.subjects(RDFS.isDefinedBy)}
    assert {term for table in TABLES for term in own_terms(table)} == defined


def test_terms_speak_both_languages(vocabulary: Graph) -> None:
    for term in vocabulary.subjects(RDFS.isDefinedBy):
        assert isinstance(term, URIRef)
        for predicate in (RDFS.label, SKOS.definition):
            assert languages(vocabulary, term, predicate) == {"de", "en"}


def test_properties_are_of_the_kind_of_their_values(vocabulary: Graph) -> None:
    for table in TABLES:
        for field in table.fields:
            if field.property_url.startswith(NAMESPACE):
                kind = OWL.ObjectProperty if field.value_url else OWL.DatatypeProperty
                assert (URIRef(field.property_url), RDF.type, kind) in vocabulary


@pytest.mark.parametrize("table", [table for table in TABLES if table.rdf_types], ids=lambda table: table.name)
def test_shapes_demand_what_the_schemas_demand(shapes: Graph, table: Table) -> None:
    shape = shapes.value(None, SH.targetClass, URIRef(table.rdf_types[0]))
    demanded = {str(shapes.value(item, SH.path)) for item in shapes.objects(shape, SH.property) if shapes.value(item, SH.minCount)}
    required = {field.property_url for field in table.fields if field.required and field.property_url and not field.about_url}
    assert required <= demanded

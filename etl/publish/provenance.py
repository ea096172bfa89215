"""Where a release comes from, in PROV-O (https://www.w3.org/TR/prov-o/): its run, software and methods, and the files that were read.

These statements stand in a named graph of their own. A document's facts stand in the graph that bears the document's IRI, so what is said
here of the document is said of that graph: it was derived from the file with this hash, in this run.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from etl.publish.rdf import RDF_TYPE, XSD, Said, said
from etl.publish.rows import read
from etl.publish.templates import compile_template
from etl.tables import Field, Table, expand

_METHOD, _HASH, _LOCATION = expand("rg:method"), expand("rg:sha256"), expand("schema:contentUrl")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a release beside its rows. system: URL of the source, or ""; previous: name of the release before, or ""."""

    base_iri: str
    dataset_iri: str
    version: str
    previous: str
    modified: str
    software_version: str
    system: str

    def as_json(self) -> dict[str, str]:
        """All of it, by its names."""
        return asdict(self)

    @property
    def release_iri(self) -> str:
        """IRI of the release."""
        return f"{self.dataset_iri}/releases/{self.version}"


def dump(tables: Collection[Table], csv_folder: Path, origin: Origin) -> Iterator[Said]:
    """Everything that a release says: what its rows say, table by table, and where it comes from."""
    for table in tables:
        yield from said(table, read(csv_folder / f"{table.name}.csv"), origin.base_iri)
    yield from sources_said(origin, tables, csv_folder)


def sources_said(origin: Origin, tables: Iterable[Table], csv_folder: Path) -> Iterator[Said]:
    """What a release says of where it comes from."""
    return (Said([str(quad.triple)], str(quad.graph_name)) for quad in provenance(origin, tables, csv_folder))


def provenance(origin: Origin, tables: Iterable[Table], csv_folder: Path) -> Iterator[ox.Quad]:
    """The statements; methods, files and their hashes are found by the properties of their columns."""
    graph = ox.NamedNode(f"{origin.dataset_iri}/provenance")
    for table in tables:
        columns = {field.property_url: field for field in table.fields}
        path = csv_folder / f"{table.name}.csv"
        if _METHOD in columns:
            for method in sorted({row[columns[_METHOD].name] for row in read(path)} - {""}):
                yield from _quads(_method(origin, method), graph)
        if _HASH in columns and table.graph_url == table.about_url:
            yield from _quads(_files(origin, table, columns[_HASH], columns.get(_LOCATION), path), graph)
    yield from _quads(_release(origin), graph)


_Statement = tuple[str, str, ox.NamedNode | ox.Literal]


def _release(origin: Origin) -> Iterator[_Statement]:
    release, run, software = origin.release_iri, _run(origin), f"{origin.base_iri}software/ratsgraph/{origin.software_version}"
    yield release, RDF_TYPE, _iri("prov:Entity")
    yield release, "prov:wasGeneratedBy", _iri(run)
    yield release, "prov:generatedAtTime", ox.Literal(origin.modified, datatype=ox.NamedNode(f"{XSD}dateTime"))
    if origin.previous:
        yield release, "prov:wasRevisionOf", _iri(f"{origin.dataset_iri}/releases/{origin.previous}")
    yield run, RDF_TYPE, _iri("prov:Activity")
    yield run, "prov:wasAssociatedWith", _iri(software)
    yield run, "prov:qualifiedAssociation", _iri(f"{run}/association")
    yield f"{run}/association", RDF_TYPE, _iri("prov:Association")
    yield f"{run}/association", "prov:agent", _iri(software)
    if origin.system:
        yield run, "prov:used", _iri(origin.system)
        yield release, "prov:wasDerivedFrom", _iri(origin.system)
    yield software, RDF_TYPE, _iri("prov:SoftwareAgent")
    yield software, "schema:softwareVersion", ox.Literal(origin.software_version)


def _method(origin: Origin, method: str) -> Iterator[_Statement]:
    plan = f"{origin.base_iri}method/{quote(method, safe='/')}"
    yield f"{_run(origin)}/association", "prov:hadPlan", _iri(plan)
    yield plan, RDF_TYPE, _iri("prov:Plan")
    yield plan, "dcterms:identifier", ox.Literal(method)


def _files(origin: Origin, table: Table, hash_: Field, location: Field | None, path: Path) -> Iterator[_Statement]:
    document = compile_template(origin.base_iri + table.about_url)
    place = compile_template(location.value_url) if location else None
    for row in read(path):
        if row[hash_.name]:
            iri = document(row)
            yield iri, "prov:wasDerivedFrom", _iri(f"{iri}/file")
            yield iri, "prov:wasGeneratedBy", _iri(_run(origin))
            yield f"{iri}/file", RDF_TYPE, _iri("prov:Entity")
            yield f"{iri}/file", "dcterms:identifier", ox.Literal(f"sha256:{row[hash_.name]}")
            if location and place and row[location.name]:
                yield f"{iri}/file", _LOCATION, _iri(place(row))


def _run(origin: Origin) -> str:
    return f"{origin.release_iri}/run"


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


def _quads(statements: Iterable[_Statement], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    return (ox.Quad(ox.NamedNode(subject), _iri(predicate), value, graph) for subject, predicate, value in statements)

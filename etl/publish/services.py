"""The services of a server that publishes the data, as data services of the catalogue: SPARQL and the API."""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import DCAT, DCTERMS, RDF, Literal, URIRef

from etl.publish.dcat import DCATAP, DCATDE, EU, Statement, texts
from etl.publish.licenses import License
from etl.publish.release import Edition


@dataclass(frozen=True, slots=True)
class _Service:
    """name: part of its IRI; path: of its endpoint on the server; description: path of what describes it to machines; standard: an IRI."""

    name: str
    path: str
    description: str
    standard: str
    title_en: str
    title_de: str


_SERVICES = (
    _Service("sparql", "sparql", "sparql", "https://www.w3.org/TR/sparql11-protocol/", "SPARQL endpoint", "SPARQL-Endpunkt"),
    _Service(
        "api", "api", "api/openapi.json", "https://spec.openapis.org/oas/v3.1.0", "Search and lists as JSON and CSV", "Suche und Listen"
    ),
)


def services(edition: Edition, license_: License) -> Iterator[Statement]:
    """The services of the server whose URL is known; none, if there is no such server. They are the dataset's own, as the licence is."""
    for service in _SERVICES if edition.server_url else ():
        iri, dataset = URIRef(f"{edition.dataset_iri}/service/{service.name}"), URIRef(edition.dataset_iri)
        yield URIRef(f"{dataset}/catalog"), DCAT.service, iri
        yield iri, RDF.type, DCAT.DataService
        yield from texts(
            iri, DCTERMS.title, {"en": f"{service.title_en}: {edition.title_en}", "de": f"{service.title_de}: {edition.title_de}"}
        )
        yield iri, DCTERMS.publisher, URIRef(f"{edition.base_iri}agent")
        yield iri, DCAT.contactPoint, URIRef(f"{edition.base_iri}contact")
        yield iri, DCAT.endpointURL, URIRef(edition.server_url + service.path)
        yield iri, DCAT.endpointDescription, URIRef(edition.server_url + service.description)
        yield iri, DCTERMS.conformsTo, URIRef(service.standard)
        yield iri, DCAT.servesDataset, dataset
        yield iri, DCTERMS.license, URIRef(license_.iri)
        if license_.needs_attribution:
            yield iri, DCATDE.licenseAttributionByText, Literal(f"Quelle: {edition.source.name}", lang="de")
        yield iri, DCTERMS.accessRights, EU["access-right/PUBLIC"]
        yield iri, DCATAP.availability, EU["planned-availability/AVAILABLE"]

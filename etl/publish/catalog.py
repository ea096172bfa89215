"""The catalogue of a release and of all releases: DCAT-AP.de 3.0 (https://www.dcat-ap.de/def/dcatde/3.0/spec/), every node with an IRI."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, XSD, Literal, URIRef

from etl.publish.dcat import (
    ADMS,
    DCAT_PREVIOUS,
    DCAT_VERSION,
    DCATAP,
    DCATDE,
    EU,
    GEO,
    IANA,
    SPDX,
    VCARD,
    Statement,
    dates,
    texts,
    triples,
)
from etl.publish.distributions import Distribution
from etl.publish.licenses import License
from etl.publish.release import DESCRIPTION_DE, DESCRIPTION_EN, Edition
from etl.publish.services import services

FOLLOWED = ("feed.atom", "ldes/index.ttl")
"""What followers of a dataset read."""

_CATALOG_LICENSE = URIRef("http://dcat-ap.de/def/licenses/cc-zero")  # of the catalogue itself, not of the data it lists
_KEYWORDS = {"de": ("Kommunalpolitik", "Gemeinderat", "Anfragen", "Zusagen", "OParl"), "en": ("council", "inquiries", "commitments")}
_RIGHTS = {"en": "Machine-extracted and unofficial.", "de": "Maschinell gelesen und nicht amtlich."}


def catalog(edition: Edition, license_: License, offered: Sequence[Distribution]) -> set[ox.Triple]:
    """The catalogue of one release."""
    dataset = URIRef(edition.dataset_iri)
    title = {"en": edition.title_en, "de": edition.title_de}
    places = [place for place, _, kind in _places(dataset, edition.source.ags) if kind == DCTERMS.Location]
    return triples(
        _dataset(dataset, edition),
        _agents(edition),
        services(edition, license_),
        *(_distribution(dataset, edition, license_, distribution) for distribution in offered),
        _catalog(URIRef(f"{dataset}/catalog"), title, edition.base_iri, edition.release.modified),
        [(URIRef(f"{dataset}/catalog"), DCAT.dataset, dataset)],
        [(URIRef(f"{dataset}/catalog"), DCTERMS.spatial, place) for place in places],
    )


def joint_catalog(catalogs: Iterable[Path], base_iri: str) -> set[ox.Triple]:
    """One catalogue of what several list; none, if there are none."""
    listed = {quad.triple for path in catalogs for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)}
    parts = {triple.subject for triple in listed if triple.object == ox.NamedNode(str(DCAT.Catalog))}
    if not parts:
        return set()
    modified = max(triple.object.value for triple in listed if triple.predicate == ox.NamedNode(str(DCTERMS.modified)))
    title = {"en": "Inquiries, answers and commitments of councils", "de": "Anfragen, Antworten und Zusagen aus Kommunen"}
    joint = ox.NamedNode(f"{base_iri}catalog")
    passed_on = {ox.NamedNode(str(link)) for link in (DCAT.dataset, DCAT.service, DCTERMS.spatial)}
    return (
        {triple for triple in listed if triple.subject not in parts}
        | {
            ox.Triple(joint, triple.predicate, triple.object)
            for triple in listed
            if triple.subject in parts and triple.predicate in passed_on
        }
        | triples(_catalog(URIRef(joint.value), title, base_iri, modified))
    )


def _catalog(iri: URIRef, title: dict[str, str], base_iri: str, modified: str) -> Iterator[Statement]:
    """What a catalogue says of itself."""
    yield iri, RDF.type, DCAT.Catalog
    yield from texts(iri, DCTERMS.title, title)
    yield from texts(iri, DCTERMS.description, {"en": DESCRIPTION_EN, "de": DESCRIPTION_DE})
    yield iri, DCTERMS.publisher, URIRef(f"{base_iri}agent")
    yield iri, DCTERMS.license, _CATALOG_LICENSE
    yield iri, DCTERMS.language, EU["language/DEU"]
    yield iri, DCAT.themeTaxonomy, EU["data-theme"]
    yield iri, DCATAP.availability, EU["planned-availability/AVAILABLE"]
    yield iri, FOAF.homepage, URIRef(base_iri)
    yield from dates(iri, modified)


def _dataset(iri: URIRef, edition: Edition) -> Iterator[Statement]:
    yield iri, RDF.type, DCAT.Dataset
    yield from texts(iri, DCTERMS.title, {"en": edition.title_en, "de": edition.title_de})
    yield from texts(iri, DCTERMS.description, {"en": DESCRIPTION_EN, "de": DESCRIPTION_DE})
    yield iri, DCTERMS.identifier, Literal(str(iri))
    yield iri, DCTERMS.publisher, URIRef(f"{edition.base_iri}agent")
    yield iri, DCAT.contactPoint, URIRef(f"{edition.base_iri}contact")
    yield iri, DCAT.landingPage, URIRef(edition.public_url)
    yield iri, DCAT_VERSION, Literal(edition.version.name)
    yield from ((iri, DCTERMS.relation, URIRef(f"{edition.public_url}/{path}")) for path in FOLLOWED)
    if edition.previous:
        yield iri, DCAT_PREVIOUS, URIRef(edition.release_iri(edition.previous))
    yield iri, DCTERMS.language, EU["language/DEU"]
    yield iri, DCTERMS.accessRights, EU["access-right/PUBLIC"]
    yield iri, DCATAP.availability, EU["planned-availability/AVAILABLE"]
    if edition.source.frequency:
        yield iri, DCTERMS.accrualPeriodicity, EU[f"frequency/{edition.source.frequency.upper()}"]
    yield iri, DCATDE.politicalGeocodingLevelURI, GEO["Level/municipality"]
    for lang, words in _KEYWORDS.items():
        yield from ((iri, DCAT.keyword, Literal(word, lang=lang)) for word in words)
    yield from ((iri, DCAT.theme, EU[f"data-theme/{theme}"]) for theme in ("GOVE", "SOCI"))
    if edition.source.system:
        yield iri, PROV.wasDerivedFrom, URIRef(edition.source.system)
    yield from dates(iri, edition.release.modified, issued=edition.history[0].modified)
    yield from _places(iri, edition.source.ags)
    yield from _period(iri, edition)


def _period(dataset: URIRef, edition: Edition) -> Iterator[Statement]:
    if edition.survey.first_on:
        period = URIRef(f"{dataset}/period")
        yield dataset, DCTERMS.temporal, period
        yield period, RDF.type, DCTERMS.PeriodOfTime
        yield period, DCAT.startDate, Literal(edition.survey.first_on, datatype=XSD.date)
        yield period, DCAT.endDate, Literal(edition.survey.last_on, datatype=XSD.date)


def _places(dataset: URIRef, ags: str) -> Iterator[Statement]:
    """The municipality by its AGS; a city that is a district of its own ("…000") also by its ARS, which then follows from the AGS."""
    keys = [f"municipalityKey/{ags}"] * bool(ags) + [f"regionalKey/{ags[:5]}0000{ags[5:]}"] * ags.endswith("000")
    for key in keys:
        yield dataset, DCTERMS.spatial, GEO[key]
        yield GEO[key], RDF.type, DCTERMS.Location


def _agents(edition: Edition) -> Iterator[Statement]:
    agent, contact = URIRef(f"{edition.base_iri}agent"), URIRef(f"{edition.base_iri}contact")
    yield agent, RDF.type, FOAF.Agent
    yield agent, FOAF.name, Literal("ratsgraph")
    yield contact, RDF.type, VCARD.Kind
    yield contact, VCARD.fn, Literal("ratsgraph")
    if "://" in edition.contact:
        yield contact, VCARD.hasURL, URIRef(edition.contact)
    else:
        yield contact, VCARD.hasEmail, URIRef(f"mailto:{edition.contact.removeprefix('mailto:')}")


def _distribution(dataset: URIRef, edition: Edition, license_: License, offered: Distribution) -> Iterator[Statement]:
    iri = URIRef(f"{dataset}/distribution/{offered.name}")
    url, checksum, rights = URIRef(f"{edition.public_url}/{offered.file.path}"), URIRef(f"{iri}/checksum"), URIRef(f"{dataset}/rights")
    yield dataset, DCAT.distribution, iri
    yield iri, RDF.type, DCAT.Distribution
    yield from texts(iri, DCTERMS.title, {"en": offered.title_en, "de": offered.title_de})
    yield from ((iri, link, url) for link in (DCAT.accessURL, DCAT.downloadURL))
    yield iri, DCTERMS.license, URIRef(license_.iri)
    if license_.needs_attribution:
        yield iri, DCATDE.licenseAttributionByText, Literal(f"Quelle: {edition.source.name}", lang="de")
    yield iri, DCTERMS.format, EU[f"file-type/{offered.format_code}"]
    yield iri, DCAT.mediaType, IANA[offered.media_type]
    if offered.is_gzip:
        yield iri, DCAT.compressFormat, IANA["application/gzip"]
    if offered.conforms_to:
        yield iri, DCTERMS.conformsTo, URIRef(f"{edition.public_url}/{offered.conforms_to}")
    if offered.also_as:
        yield iri, DCTERMS.hasFormat, URIRef(f"{edition.public_url}/{offered.also_as}")
    yield iri, DCAT.byteSize, Literal(str(offered.file.bytes), datatype=XSD.nonNegativeInteger)
    yield iri, DCTERMS.language, EU["language/DEU"]
    yield iri, DCATAP.availability, EU["planned-availability/AVAILABLE"]
    yield iri, ADMS.status, EU["distribution-status/COMPLETED"]
    yield iri, SPDX.checksum, checksum
    yield checksum, RDF.type, SPDX.Checksum
    yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
    yield checksum, SPDX.checksumValue, Literal(offered.file.sha256, datatype=XSD.hexBinary)
    yield iri, DCTERMS.rights, rights
    yield rights, RDF.type, DCTERMS.RightsStatement
    yield from texts(rights, RDFS.label, _RIGHTS)
    yield from dates(iri, edition.release.modified)

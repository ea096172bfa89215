"""The points that data.europa.eu's Metadata Quality Assessment (https://data.europa.eu/mqa/methodology) would give a catalogue.

What can be told from the catalogue itself; points that depend on how a server answers are unknown, unless somebody has asked it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from etl.tables import expand

_DQV, _PIVEAU = "http://www.w3.org/ns/dqv#", "https://piveau.eu/ns/voc#"
_EU, _IANA = "http://publications.europa.eu/resource/authority/", "://www.iana.org/assignments/media-types/"
_LICENSES = "http://dcat-ap.de/def/licenses/"
_OPEN = frozenset({"CSV", "JSON", "JSON_LD", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "XML"})
"""Of the EU's file types those that the assessment counts as not proprietary and as readable by machines, as far as we may publish them."""

_Node = Mapping[str, Sequence[str]]
"""What is said of a node: property → values."""


@dataclass(frozen=True, slots=True)
class _Metric:
    """name: piveau's; of: points at best; is_dataset: of the dataset, not of a distribution; asks: whose URL only a server can tell of."""

    name: str
    dimension: str
    of: int
    is_met: Callable[[_Node], bool]
    is_dataset: bool = False
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A metric, measured. share: of the nodes that meet it, None if that is unknown; points: share of the points there are."""

    metric: str
    dimension: str
    of: int
    share: float | None

    @property
    def points(self) -> float:
        """Points for certain."""
        return round(self.of * (self.share or 0), 2)


def _has(*properties: str) -> Callable[[_Node], bool]:
    names = [expand(name) for name in properties]
    return lambda node: all(name in node for name in names)


def _each(name: str, test: Callable[[str], bool]) -> Callable[[_Node], bool]:
    iri = expand(name)
    return lambda node: iri in node and all(map(test, node[iri]))


def _is_listed(node: _Node) -> bool:
    formats = _each("dcterms:format", lambda iri: iri.startswith(f"{_EU}file-type/"))
    return formats(node) and _each("dcat:mediaType", lambda iri: _IANA in iri)(node)


_is_open = _each("dcterms:format", lambda iri: iri.rpartition("/")[2] in _OPEN)

_METRICS = (
    _Metric("keywordAvailability", "findability", 30, _has("dcat:keyword"), is_dataset=True),
    _Metric("categoryAvailability", "findability", 30, _has("dcat:theme"), is_dataset=True),
    _Metric("spatialAvailability", "findability", 20, _has("dcterms:spatial"), is_dataset=True),
    _Metric("temporalAvailability", "findability", 20, _has("dcterms:temporal"), is_dataset=True),
    _Metric("accessUrlStatusCode", "accessibility", 50, _has("dcat:accessURL"), asks="dcat:accessURL"),
    _Metric("downloadUrlAvailability", "accessibility", 20, _has("dcat:downloadURL")),
    _Metric("downloadUrlStatusCode", "accessibility", 30, _has("dcat:downloadURL"), asks="dcat:downloadURL"),
    _Metric("formatAvailability", "interoperability", 20, _has("dcterms:format")),
    _Metric("mediaTypeAvailability", "interoperability", 10, _has("dcat:mediaType")),
    _Metric("formatMediaTypeVocabularyAlignment", "interoperability", 10, _is_listed),
    _Metric("formatMediaTypeNonProprietary", "interoperability", 20, _is_open),
    _Metric("formatMediaTypeMachineInterpretable", "interoperability", 20, _is_open),
    _Metric(
        "dcatApCompliance", "interoperability", 30, _has("dcterms:title", "dcterms:description", "dcterms:publisher"), is_dataset=True
    ),  # what the profile demands; the tests run its shapes
    _Metric("licenceAvailability", "reusability", 20, _has("dcterms:license")),
    _Metric("knownLicence", "reusability", 10, _each("dcterms:license", lambda iri: iri.startswith(_LICENSES))),
    _Metric("accessRightsAvailability", "reusability", 10, _has("dcterms:accessRights"), is_dataset=True),
    _Metric(
        "accessRightsVocabularyAlignment",
        "reusability",
        5,
        _each("dcterms:accessRights", lambda iri: iri.startswith(f"{_EU}access-right/")),
        is_dataset=True,
    ),
    _Metric("contactPointAvailability", "reusability", 20, _has("dcat:contactPoint"), is_dataset=True),
    _Metric("publisherAvailability", "reusability", 10, _has("dcterms:publisher"), is_dataset=True),
    _Metric("rightsAvailability", "contextuality", 5, _has("dcterms:rights")),
    _Metric("byteSizeAvailability", "contextuality", 5, _has("dcat:byteSize")),
    _Metric("dateIssuedAvailability", "contextuality", 5, _has("dcterms:issued")),
    _Metric("dateModifiedAvailability", "contextuality", 5, _has("dcterms:modified")),
)


def measure(catalog: Iterable[ox.Triple], dataset: str, answered: Collection[str] | None = None) -> list[Measurement]:
    """Every metric of a dataset and its distributions. answered: URLs that a server answers with 200; None if nobody has asked it."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in catalog:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            nodes[triple.subject.value][triple.predicate.value].append(triple.object.value)
    offered = [nodes[iri] for iri in nodes[dataset][expand("dcat:distribution")]]
    shares = ((metric, _share(metric, [nodes[dataset]] if metric.is_dataset else offered, answered)) for metric in _METRICS)
    return [Measurement(metric.name, metric.dimension, metric.of, share) for metric, share in shares]


def summary(measured: Sequence[Measurement]) -> dict[str, Any]:
    """The points as a report has them."""
    unknown = [one for one in measured if one.share is None]
    return {
        "points": sum(one.points for one in measured),
        "of": sum(one.of for one in measured),
        "depends_on_the_server": {one.metric: one.of for one in unknown},
        "metrics": [{"metric": one.metric, "dimension": one.dimension, "points": one.points, "of": one.of} for one in measured],
    }


def statements(measured: Sequence[Measurement], dataset: str) -> Iterator[ox.Triple]:
    """The measurements in the Data Quality Vocabulary (https://www.w3.org/TR/vocab-dqv/); shares of nodes, and the score in points."""
    values: list[tuple[str, Any]] = [(one.metric, one.share) for one in measured if one.share is not None]
    on = ox.NamedNode(dataset)
    for metric, value in [*values, ("score", round(sum(one.points for one in measured)))]:
        node = ox.NamedNode(f"{dataset}/quality/{metric}")
        yield ox.Triple(on, ox.NamedNode(f"{_DQV}hasQualityMeasurement"), node)
        yield ox.Triple(node, ox.NamedNode(expand("rdf:type")), ox.NamedNode(f"{_DQV}QualityMeasurement"))
        yield ox.Triple(node, ox.NamedNode(f"{_DQV}isMeasurementOf"), ox.NamedNode(_PIVEAU + metric))
        yield ox.Triple(node, ox.NamedNode(f"{_DQV}computedOn"), on)
        yield ox.Triple(node, ox.NamedNode(f"{_DQV}value"), ox.Literal(value))


def _share(metric: _Metric, nodes: Sequence[_Node], answered: Collection[str] | None) -> float | None:
    is_met = metric.is_met
    if metric.asks:
        if answered is None:
            return None
        is_met = _each(metric.asks, lambda url: url in answered)
    return round(sum(map(is_met, nodes)) / len(nodes), 3) if nodes else 0.0

"""What a release is: the facts that package, catalogue and reports state about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.model.capabilities import Capabilities
from etl.publish.history import Past, Version
from etl.publish.licenses import License
from etl.publish.provenance import Origin
from etl.publish.rows import Survey
from etl.publish.takedown import Entry
from etl.settings import Settings
from etl.sources.model import Source

STEPS = ("tables", "rdf", "reports", "package", "check", "swap")
"""What publishing consists of, in order."""


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """What a release says besides its rows.

    modified: ISO 8601 time of the newest data; software_version: of ratsgraph; data_version: of the data; capabilities: of the
    source's server, None = unknown; they alone are no reason for a new release.
    """

    modified: str
    software_version: str
    data_version: str
    capabilities: Capabilities | None = None


def dataset_iri(source: Source, base_iri: str) -> str:
    """IRI of a source's dataset."""
    return f"{base_iri}dataset/{source.id}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release is to be, before its rows are looked at.

    version: what it is called; past: the release that it follows; entries: what an operator leaves out; fingerprint: of everything that it
    is made from; accept: why an operator publishes it even if its counts collapsed, "" if nobody said so.
    """

    source: Source
    settings: Settings
    release: ReleaseInfo
    version: Version
    past: Past | None
    entries: tuple[Entry, ...]
    fingerprint: str
    accept: str

    @property
    def origin(self) -> Origin:
        """What its provenance starts from."""
        return Origin(
            base_iri=self.settings.base_iri,
            dataset_iri=dataset_iri(self.source, self.settings.base_iri),
            version=self.version.name,
            previous=self.past.history[-1].name if self.past else "",
            modified=self.version.modified,
            software_version=self.release.software_version,
            system=self.source.system,
        )


@dataclass(frozen=True, slots=True)
class PublishResult:
    """changed: whether a new release was put in place; folder: where it is; counts: rows per table; triples: statements in its N-Quads."""

    changed: bool
    folder: Path
    counts: Mapping[str, int]
    triples: int


@dataclass(frozen=True, slots=True)
class Edition:
    """A release of one source while it is written.

    contact: URL or address of who publishes it; server_url: of the server that publishes it, "" if there is none; history: all releases up
    to this one; license: None if the source states none.
    """

    source: Source
    base_iri: str
    contact: str
    server_url: str
    release: ReleaseInfo
    history: tuple[Version, ...]
    survey: Survey
    license: License | None

    @property
    def dataset_iri(self) -> str:
        """IRI of the dataset; its files stand below it, as they do in the folder."""
        return dataset_iri(self.source, self.base_iri)

    @property
    def public_url(self) -> str:
        """URL under which the files of the release can be had, as they lie in the folder."""
        return f"{self.server_url or self.base_iri}dataset/{self.source.id}"

    def release_iri(self, version: Version) -> str:
        """IRI of a release, which stays when others follow; its files stand below it, too."""
        return f"{self.dataset_iri}/releases/{version.name}"

    @property
    def version(self) -> Version:
        """What this release is called."""
        return self.history[-1]

    @property
    def previous(self) -> Version | None:
        """The release before this one."""
        return self.history[-2] if len(self.history) > 1 else None

    @property
    def title_en(self) -> str:
        """The dataset's title in English."""
        return f"Inquiries, answers and commitments: {self.source.name}"

    @property
    def title_de(self) -> str:
        """The dataset's title in German."""
        return f"Anfragen, Antworten und Zusagen: {self.source.name}"


DESCRIPTION_EN = (
    "Inquiries to the administration, its answers and the commitments in them, read by a machine from the documents of the council "
    "information system. Unofficial; the documents themselves are authoritative. Every fact carries the words that it rests on."
)
DESCRIPTION_DE = (
    "Anfragen an die Verwaltung, ihre Antworten und die Zusagen darin, maschinell aus den Dokumenten des Ratsinformationssystems gelesen. "
    "Nicht amtlich; maßgeblich sind die Dokumente selbst. Jede Angabe führt die Worte mit sich, auf denen sie beruht."
)

"""What a release is: the facts that package, catalogue and reports state about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.publish.licenses import License
from etl.publish.rows import Survey
from etl.sources.model import Source


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """modified: ISO 8601 time of the newest data; software_version: of ratsgraph; data_version: of the data."""

    modified: str
    software_version: str
    data_version: str


@dataclass(frozen=True, slots=True)
class PublishResult:
    """changed: whether a new release was put in place; folder: where it is; counts: rows per table; triples: statements in its N-Quads."""

    changed: bool
    folder: Path
    counts: Mapping[str, int]
    triples: int


@dataclass(frozen=True, slots=True)
class Edition:
    """A release of one source while it is written. contact: URL or address of who publishes it; license: None if the source states none."""

    source: Source
    base_iri: str
    contact: str
    release: ReleaseInfo
    survey: Survey
    license: License | None

    @property
    def dataset_iri(self) -> str:
        """IRI of the dataset; its files stand below it, as they do in the folder."""
        return f"{self.base_iri}dataset/{self.source.id}"

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

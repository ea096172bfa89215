"""Rows of what the council information system says itself: bodies, organizations, meetings, agenda items, papers, files."""

from collections.abc import Mapping
from dataclasses import dataclass

from etl.identifiers import mint
from etl.model.documents import Document
from etl.model.records import Body, File, Meeting, Organization, Paper, Tombstone
from etl.normalise.codes import organization_kind_code, paper_type_code
from etl.normalise.rows import Rows
from etl.sources import Source

_HTTP = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class RecordRows:
    """Makes rows of records.

    known: the ids (URLs) of all bodies, organizations and papers that have rows, so that no row names one that has none.
    """

    source: Source
    known: frozenset[str]
    default_body_url: str

    def body(self, rows: Rows, body: Body) -> None:
        """The row of a body; what the server does not say comes from the source file, also a licence that it only describes."""
        rows.add(
            "bodies",
            body_id=self.id("body", body.url),
            name=body.name or self.source.name,
            ags=body.ags or self.source.ags,
            license_url=body.license_url if body.license_url.startswith(_HTTP) else self.source.license or body.license_url,
            source_url=body.url,
        )

    def organization(self, rows: Rows, organization: Organization) -> None:
        """The row of an organization."""
        rows.add(
            "organizations",
            organization_id=self.id("organization", organization.url),
            body_id=self._body_id(organization.body_url),
            name=organization.name or organization.short_name,
            short_name=organization.short_name,
            kind_code=organization_kind_code(organization.name, organization.type_name, organization.classification),
            source_url=organization.url,
        )

    def meeting(self, rows: Rows, meeting: Meeting, paper_of: Mapping[str, str]) -> None:
        """The rows of a meeting and its agenda. paper_of: id of an agenda item or consultation → id of the paper dealt with."""
        meeting_id = self.id("meeting", meeting.url)
        rows.add(
            "meetings",
            meeting_id=meeting_id,
            body_id=self._body_id(meeting.body_url),
            organization_id=next((self.id("organization", url) for url in meeting.organization_urls if url in self.known), None),
            name=meeting.name,
            started_at=meeting.started_at,
            source_url=meeting.url,
        )
        for item in meeting.agenda_items:
            paper_url = paper_of.get(item.url) or paper_of.get(item.consultation_url)
            rows.add(
                "agenda_items",
                agenda_item_id=self.id("agenda-item", item.url),
                meeting_id=meeting_id,
                number=item.number,
                name=item.name,
                result=item.result,
                paper_id=self.id("paper", paper_url) if paper_url else None,
            )

    def paper(self, rows: Rows, paper: Paper) -> None:
        """The row of a paper."""
        rows.add(
            "papers",
            paper_id=self.id("paper", paper.url),
            body_id=self._body_id(paper.body_url),
            reference=paper.reference,
            name=paper.name,
            paper_type=paper.paper_type,
            paper_type_code=paper_type_code(paper.paper_type),
            published_on=paper.published_on,
            source_url=paper.url,
        )

    def document(
        self, rows: Rows, file: File, document: Document | None, *, role_code: str, paper_url: str = "", meeting_url: str = ""
    ) -> None:
        """The row of a file of a paper or meeting; document is what was read of it, None if nothing was."""
        download = file.download_url if file.download_url.startswith(_HTTP) else None
        has_text = document is not None and bool(document.text)
        rows.add(
            "documents",
            document_id=self.id("document", file.url),
            paper_id=self.id("paper", paper_url) if paper_url else None,
            meeting_id=self.id("meeting", meeting_url) if meeting_url else None,
            name=file.name,
            download_url=download,
            role_code=role_code,
            media_type=(document.media_type if document else "") or file.media_type,
            source_url=file.url,
            sha256=document.sha256 if document else None,
            page_count=len(document.pages) if document and has_text else None,
            text_method_code=document.text_method_code if document and has_text else None,
            char_count=len(document.text) if document and has_text else None,
        )

    def tombstone(self, rows: Rows, tombstone: Tombstone) -> None:
        """The row of something that the source has withdrawn."""
        deleted_at = tombstone.deleted_at if tombstone.deleted_at[:1].isdigit() else None
        tombstone_id = self.id("tombstone", tombstone.url)
        rows.add("tombstones", tombstone_id=tombstone_id, kind_name=tombstone.kind, source_url=tombstone.url, deleted_at=deleted_at)

    def id(self, kind: str, url: str) -> str:
        """The published id of a thing of this source."""
        return mint(kind, url, scope=self.source.id)

    def _body_id(self, url: str) -> str:
        return self.id("body", url if url in self.known else self.default_body_url)

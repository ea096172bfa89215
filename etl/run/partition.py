"""One partition: the dossiers and meetings of a year, read and written as rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from etl.decode import DecodedText, normalise_api_text
from etl.issues import Issue
from etl.model.documents import Document
from etl.model.facts import PaperContext, PaperFacts
from etl.model.progress import Progress
from etl.model.records import File, Meeting
from etl.normalise import DossierRows, OrganizationIndex, RecordRows, Rows, Session, dossier_rows
from etl.run.contexts import blob_hashes, context_of, document_of, is_page_instead, named_by_paper
from etl.run.dossiers import Dossier
from etl.run.facts import read_facts
from etl.run.fingerprint import fingerprint
from etl.run.reading import Spread
from etl.run.records import Records
from etl.run.texts import texts_of
from etl.store import Store

_NO_SESSION = Session()
_READ_LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class PartitionInput:
    """All that the rows of a partition are made from.

    text_keys, paper_of, sessions and paper_files (ids of files that papers own) speak of the whole source.
    """

    maker: RecordRows
    organizations: OrganizationIndex
    dossiers: tuple[Dossier, ...]
    meetings: tuple[Meeting, ...]
    text_keys: Mapping[str, str]
    paper_of: Mapping[str, str]
    sessions: Mapping[str, Session]
    paper_files: frozenset[str]

    def key(self) -> str:
        """A hash of all that this partition's rows depend on."""
        files = [file for dossier in self.dossiers for _, file in dossier.files] + [file for one in self.meetings for file in one.files]
        items = [item for meeting in self.meetings for item in meeting.agenda_items]
        return fingerprint(
            self.maker.source.identity,
            self.maker.default_body_url,
            sorted(self.organizations.ids.items()),
            self.dossiers,
            self.meetings,
            [self.text_keys[file.url] for file in files],
            [(self.paper_of.get(item.url), self.paper_of.get(item.consultation_url)) for item in items],
            [self.sessions.get(dossier.main.url) for dossier in self.dossiers],
        )


@dataclass(slots=True)
class PartitionRows:
    """The making of a partition: rows by table, issues, and the texts that the rows' offsets count in."""

    part: PartitionInput
    store: Store
    spread: Spread
    progress: Progress
    rows: Rows = field(default_factory=Rows)
    issues: list[Issue] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    def make(self) -> "PartitionRows":
        """Read the dossiers and add all rows."""
        documents = self._documents()
        contexts = {dossier.main.url: context for dossier in self.part.dossiers if (context := self._context(dossier, documents))}
        keys = {url: self._context_key(context) for url, context in contexts.items()}
        unique = {keys[url]: context for url, context in contexts.items()}
        facts, failures = read_facts(self.store, unique, spread=self.spread, progress=self.progress)
        for dossier in self.part.dossiers:
            url = dossier.main.url
            self._add(dossier, facts[keys[url]] if url in keys else PaperFacts(), documents)
            if keys.get(url) in failures:
                self.issues.append(Issue("papers", url, failures[keys[url]]))
        for meeting in self.part.meetings:
            self.part.maker.meeting(self.rows, meeting, self.part.paper_of)
            for file in meeting.files:
                document = documents.get(file.url)
                if document:
                    self.part.maker.document(self.rows, file, document, role_code="", meeting_url=meeting.url)
        return self

    def _documents(self) -> dict[str, Document]:
        """All documents of the partition by the id of their file. A meeting's file that a paper owns too is the paper's."""
        files = {file.url: file for meeting in self.part.meetings for file in meeting.files if file.url not in self.part.paper_files}
        files.update({file.url: file for dossier in self.part.dossiers for _, file in dossier.files})
        keys = {url: self.part.text_keys[url] for url in files}
        texts = texts_of(self.store, sorted(set(blob_hashes(list(keys.values())))))
        for url in [url for url, key in keys.items() if key in texts and is_page_instead(files[url], texts[key])]:
            self.issues.append(Issue("documents", url, "a web page came in place of the file", "text", texts[keys[url]].text))
            keys[url] = ""
        scope = self.part.maker.source.id
        return {
            url: document_of(file, keys[url], texts.get(keys[url]) or _api_text(file, keys[url]), scope=scope)
            for url, file in files.items()
        }

    def _context(self, dossier: Dossier, documents: Mapping[str, Document]) -> PaperContext | None:
        """What is read of a dossier; None if none of its documents has a text."""
        names = {paper.url: paper.name for paper in dossier.papers[1:]}
        own = [self._readable(named_by_paper(documents[file.url], names.get(url, ""))) for url, file in dossier.files]
        if not any(document.text for document in own):
            return None
        return context_of(dossier, own, body_name=self.part.maker.source.name, organization_names=self.part.organizations.names)

    def _readable(self, document: Document) -> Document:
        """A document as it is read: without its text, if that is in a language that the reader does not know."""
        if document.language in ("", _READ_LANGUAGE):
            return document
        reason = "the text is not German, no facts are read from it"
        self.issues.append(Issue("documents", document.source_url, reason, "text", document.language))
        return replace(document, text="", pages=())

    def _context_key(self, context: PaperContext) -> str:
        documents = [(one.document_id, one.name, one.date, one.sha256, fingerprint(one.text)) for one in context.documents]
        meta = (context.name, context.reference, context.paper_type, context.body_name, context.organization_names, context.originators)
        return fingerprint(meta, documents)

    def _add(self, dossier: Dossier, facts: PaperFacts, documents: Mapping[str, Document]) -> None:
        maker = self.part.maker
        roles = {role.document_id: role.role_code for role in facts.roles}
        for paper in dossier.papers:
            maker.paper(self.rows, paper)
        paper_of: dict[str, str] = {}
        dates: dict[str, str] = {}
        for paper_url, file in dossier.files:
            document = documents[file.url]
            maker.document(self.rows, file, document, role_code=roles.get(document.document_id, ""), paper_url=paper_url)
            paper_of[document.document_id], dates[document.document_id] = maker.id("paper", paper_url), document.date
        published_on = {maker.id("paper", paper.url): paper.published_on for paper in dossier.papers}
        session = self.part.sessions.get(dossier.main.url, _NO_SESSION)
        dossier_rows(self.rows, facts, DossierRows(self.part.organizations, paper_of, published_on, dates, session, maker.source.ags))
        cited = {one.evidence.document_id for group in (facts.inquiries, facts.answers, facts.commitments) for one in group}
        self.texts += [
            (documents[file.url].document_id, documents[file.url].text)
            for _, file in dossier.files
            if documents[file.url].document_id in cited
        ]


def sessions(records: Records) -> dict[str, Session]:
    """The session of each paper: its first authoritative consultation in a meeting with a date, else its first one."""
    items = {item.url: item for meeting in records.meetings.values() for item in meeting.agenda_items}
    found = {}
    for url, paper in records.papers.items():
        dated = [(one, records.meetings[one.meeting_url]) for one in paper.consultations if one.meeting_url in records.meetings]
        dated.sort(key=lambda pair: (not pair[0].is_authoritative, pair[1].started_at or "9999", pair[0].url))
        if not dated:
            continue
        consultation, meeting = dated[0]
        item = items.get(consultation.agenda_item_url) or next(
            (item for item in meeting.agenda_items if item.consultation_url == consultation.url), None
        )
        organization = next((records.organizations[one] for one in meeting.organization_urls if one in records.organizations), None)
        name = organization.name if organization else meeting.name
        found[url] = Session(meeting.started_at[:10], name, item.number if item else "")
    return found


def _api_text(file: File, key: str) -> DecodedText | None:
    """The text that the server gives with the File object, where no bytes were fetched."""
    return normalise_api_text(file.text) if key and not blob_hashes([key]) else None

"""One partition: the dossiers and meetings of a year, read and written as rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from etl.decode import DecodedText, normalise_api_text
from etl.fingerprint import fingerprint
from etl.issues import Issue
from etl.model.documents import Document
from etl.model.facts import PaperContext, PaperFacts
from etl.model.records import File, Meeting
from etl.normalise import DossierRows, OrganizationIndex, RecordRows, Rows, Session, dossier_rows
from etl.run.contexts import blob_hashes, context_of, document_of, is_page_instead, named_by_paper
from etl.run.dossiers import Dossier
from etl.run.facts import Due, facts_of
from etl.run.records import Records
from etl.run.texts import texts_of
from etl.store import Store

_NO_SESSION = Session()
_READ_LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class PartitionInput:
    """All that the rows of a partition are made from.

    Its units, of which each makes its rows alone, are dossiers, named by the id of their main paper, and meetings. text_keys, paper_of,
    sessions, paper_files (ids of files that papers own) and import_days (that say nothing of when a file was written) speak of the whole
    source.
    """

    maker: RecordRows
    organizations: OrganizationIndex
    dossiers: tuple[Dossier, ...]
    meetings: tuple[Meeting, ...]
    text_keys: Mapping[str, str]
    paper_of: Mapping[str, str]
    sessions: Mapping[str, Session]
    paper_files: frozenset[str]
    import_days: frozenset[str]

    def unit_keys(self, code: str) -> dict[str, str]:
        """A hash of all that each unit's rows depend on, with the code that makes them."""
        organizations = (sorted(self.organizations.ids.items()), self.organizations.names)
        common = fingerprint(code, self.maker.source.identity, self.maker.default_body_url, organizations)
        found = {one.main.url: fingerprint(common, one, self._dossier_inputs(one)) for one in self.dossiers}
        return found | {one.url: fingerprint(common, one, self._meeting_inputs(one)) for one in self.meetings}

    def _dossier_inputs(self, dossier: Dossier) -> tuple[object, ...]:
        bodies = [paper.body_url in self.maker.known for paper in dossier.papers]
        imported = [file.date in self.import_days for _, file in dossier.files]
        return [self.text_keys[file.url] for _, file in dossier.files], self.sessions.get(dossier.main.url), bodies, imported

    def _meeting_inputs(self, meeting: Meeting) -> tuple[object, ...]:
        papers = [(self.paper_of.get(item.url), self.paper_of.get(item.consultation_url)) for item in meeting.agenda_items]
        known = [url in self.maker.known for url in (meeting.body_url, *meeting.organization_urls)]
        return [self.text_keys[file.url] for file in self.own_files(meeting)], papers, known

    def own_files(self, meeting: Meeting) -> list[File]:
        """The files of a meeting that are no paper's."""
        return [file for file in meeting.files if file.url not in self.paper_files]

    def only(self, units: Collection[str]) -> "PartitionInput":
        """The same with these units only."""
        dossiers = tuple(one for one in self.dossiers if one.main.url in units)
        return replace(self, dossiers=dossiers, meetings=tuple(one for one in self.meetings if one.url in units))


@dataclass(slots=True)
class Unit:
    """What was made of a dossier or a meeting.

    texts: that its offsets count in; failure: why its documents could not be read, "" if they could.
    """

    rows: Rows = field(default_factory=Rows)
    issues: list[Issue] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    failure: str = ""


@dataclass(slots=True)
class PartitionRows:
    """The making of a partition: first what is to be read for it, then its rows.

    keys: of the facts of each dossier, by its main paper's id; pages: texts of web pages that came in place of files, by their ids.
    """

    part: PartitionInput
    store: Store
    keys: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)

    def due(self) -> Iterator[Due]:
        """What is to be read, without the texts: all of it may be a lot."""
        documents = self._documents()
        for dossier in self.part.dossiers:
            context = self._context(dossier, documents)
            if context:
                self.keys[dossier.main.url] = key = _context_key(context)
                yield Due(key, context).slim()

    def make(self, failures: Mapping[str, str]) -> dict[str, Unit]:
        """Every unit, after what was due was read. failures: why reading failed, by the key of what was due."""
        documents = self._documents()
        facts = facts_of(self.store, sorted({key for key in self.keys.values() if key not in failures}))
        made = {}
        for dossier in self.part.dossiers:
            url = dossier.main.url
            key = self.keys.get(url, "")
            made[url] = unit = Unit(failure=failures.get(key, ""))
            self._add(unit, dossier, PaperFacts() if unit.failure or not key else facts[key], documents)
            if unit.failure:
                unit.issues.append(Issue("papers", url, unit.failure))
        for meeting in self.part.meetings:
            made[meeting.url] = unit = Unit()
            self.part.maker.meeting(unit.rows, meeting, self.part.paper_of)
            files = self.part.own_files(meeting)
            for file in files:
                self.part.maker.document(unit.rows, file, documents[file.url], role_code="", meeting_url=meeting.url)
            unit.issues += self._unfit(files)
        return made

    def _documents(self) -> dict[str, Document]:
        """All documents of the units by the id of their file. A meeting's file that a paper owns too is the paper's."""
        files = {file.url: file for meeting in self.part.meetings for file in self.part.own_files(meeting)}
        files.update({file.url: file for dossier in self.part.dossiers for _, file in dossier.files})
        keys = {url: self.part.text_keys[url] for url in files}
        texts = texts_of(self.store, sorted(set(blob_hashes(list(keys.values())))))
        for url in [url for url, key in keys.items() if key in texts and is_page_instead(files[url], texts[key])]:
            self.pages[url], keys[url] = texts[keys[url]].text, ""
        scope = self.part.maker.source.id
        return {
            url: document_of(file, keys[url], texts.get(keys[url]) or _api_text(file, keys[url]), scope=scope)
            for url, file in files.items()
        }

    def _context(self, dossier: Dossier, documents: Mapping[str, Document]) -> PaperContext | None:
        """What is read of a dossier; None if none of its documents has a text."""
        names = {paper.url: paper.name for paper in dossier.papers[1:]}
        own = [_readable(named_by_paper(documents[file.url], names.get(url, ""))) for url, file in dossier.files]
        if not any(document.text for document in own):
            return None
        return context_of(dossier, own, body_name=self.part.maker.source.name, organization_names=self.part.organizations.names)

    def _unfit(self, files: Iterable[File]) -> Iterator[Issue]:
        """The files that are not what they should be."""
        for file in files:
            if file.url in self.pages:
                yield Issue("documents", file.url, "a web page came in place of the file", "text", self.pages[file.url])

    def _add(self, unit: Unit, dossier: Dossier, facts: PaperFacts, documents: Mapping[str, Document]) -> None:
        maker = self.part.maker
        roles = {role.document_id: role.role_code for role in facts.roles}
        for paper in dossier.papers:
            maker.paper(unit.rows, paper)
        paper_of: dict[str, str] = {}
        dates: dict[str, str] = {}
        for paper_url, file in dossier.files:
            document = documents[file.url]
            maker.document(unit.rows, file, document, role_code=roles.get(document.document_id, ""), paper_url=paper_url)
            paper_of[document.document_id] = maker.id("paper", paper_url)
            dates[document.document_id] = "" if document.date in self.part.import_days else document.date
        published_on = {maker.id("paper", paper.url): paper.published_on for paper in dossier.papers}
        session = self.part.sessions.get(dossier.main.url, _NO_SESSION)
        dossier_rows(unit.rows, facts, DossierRows(self.part.organizations, paper_of, published_on, dates, session, maker.source.ags))
        cited = {one.evidence.document_id for group in (facts.inquiries, facts.answers, facts.commitments) for one in group}
        own = [documents[file.url] for _, file in dossier.files]
        unit.texts += [(one.document_id, one.text) for one in own if one.document_id in cited]
        unit.issues += self._unfit(file for _, file in dossier.files)
        reason = "the text is not German, no facts are read from it"
        unit.issues += [Issue("documents", one.source_url, reason, "text", one.language) for one in own if not _is_read(one)]


def _is_read(document: Document) -> bool:
    """Whether the reader knows a document's language."""
    return document.language in ("", _READ_LANGUAGE)


def _readable(document: Document) -> Document:
    """A document as it is read: without its text, if that is in a language that the reader does not know."""
    return document if _is_read(document) else replace(document, text="", pages=())


def _context_key(context: PaperContext) -> str:
    documents = [(one.document_id, one.name, one.date, one.sha256, fingerprint(one.text)) for one in context.documents]
    meta = (context.name, context.reference, context.paper_type, context.body_name, context.organization_names, context.originators)
    return fingerprint(meta, documents)


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

"""Read one paper: roles, inquiries, answers, commitments. Pure: the same context gives the same facts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from etl.extract.anchors import find_anchors
from etl.extract.authors import distinct, read_authors, read_head_authors
from etl.extract.commitments import find_commitments
from etl.extract.follow_ups import askers
from etl.extract.heads import Head, read_head
from etl.extract.layout import layout_of
from etl.extract.lines import LOST, readable
from etl.extract.lost_marks import with_question_marks
from etl.extract.names import FoundName
from etl.extract.originators import read_originators
from etl.extract.questions import find_questions
from etl.extract.refine import part_sentences
from etl.extract.responsible import answering_date, is_interim, is_own_organization, read_responsible, read_signatories
from etl.extract.roles import Role, find_roles, mode_of
from etl.extract.sessions import merge_sessions, read_session
from etl.extract.together import find_answer, read_together
from etl.extract.units import Item, Unit, form_items, form_units
from etl.model.documents import Document, fold_whitespace
from etl.model.facts import Answer, AnswerItem, Commitment, DocumentRole, Evidence, Inquiry, Named, PaperContext, PaperFacts, Question

METHOD = "layout/1"
_PARTY = re.compile(r"\s?\(([^()\n]{2,40})\)")  # "Herr Sommer (CDU)"
_MOST_ASKERS = 100
SOURCE_METHOD = "source/1"  # the source's own metadata say it, not the document's words


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document with its text as it is read, its role and its head."""

    document: Document
    text: str
    role: Role
    head: Head


def read_paper(context: PaperContext) -> PaperFacts:
    """All facts that a paper's documents hold.

    Roles for every document; inquiries and answers where documents ask and answer; commitments in every answer.
    """
    name = _proper_name(context)
    texts = _readable(context.documents)
    documents = tuple(replace(doc, text=text) for doc, text in zip(context.documents, texts, strict=True))
    roles = find_roles(replace(context, documents=documents))
    pairs = list(zip(context.documents, roles, strict=True))
    readings = [_Reading(doc, text, role, read_head(text, name)) for (doc, role), text in zip(pairs, texts, strict=True) if text.strip()]
    inquiring = [reading for reading in readings if reading.role.code == "inquiry"]
    asking = next((reading for reading in inquiring if "?" in reading.text), next(iter(inquiring), None))
    answering = [reading for reading in readings if reading.role.code == "answer"]
    if asking:
        inquiries, answers = _read_apart(context, asking, answering)
    else:
        together = [_read_together(context, reading) for reading in answering]
        inquiries, answers = [inquiry for inquiry, _ in together], [answer for _, answer in together]
    return PaperFacts(
        tuple(DocumentRole(doc.document_id, role.code, f"{METHOD}:{layout_of(doc.text)}", role.confidence) for doc, role in pairs),
        tuple(inquiries),
        tuple(answers),
        tuple(_commitments(context, answering, answers)),
    )


def _readable(documents: Sequence[Document]) -> list[str]:
    """The texts as they are read: with their own letters and question marks, as far as these can be told."""
    texts = [readable(document.text) for document in documents]
    if not any("?" in text for text in texts):
        found = ((at, marked) for at, text in enumerate(texts) if (marked := with_question_marks(text)) != text)
        for at, marked in islice(found, 1):  # the others answer it
            texts[at] = marked
    return texts


def _proper_name(context: PaperContext) -> str:
    """The paper's name; "" if it is only what a file is called, which is no title."""
    name = context.name
    file_names = {called for document in context.documents for called in (document.name, document.source_url.rpartition(".")[0])}
    return "" if " " not in name and name in file_names else name


def _read_apart(context: PaperContext, asking: _Reading, answering: Sequence[_Reading]) -> tuple[list[Inquiry], list[Answer]]:
    """An inquiry and its answers in documents of their own; the first answer shows which sub-questions are treated apart."""
    asked = asking.text
    pieces = find_questions(asked, asking.head.end)
    units = form_units(asked, pieces)
    answers: list[Answer] = []
    for number, reading in enumerate(answering):
        text, start, end = reading.text, reading.head.end, len(reading.text)
        repeated = find_anchors(asked, pieces, text, start, end)
        if not number:
            pieces, repeated = part_sentences(asked, pieces, text, repeated, end)
            units = form_units(asked, pieces, text, repeated)
        items = form_items(units, repeated.anchors, pieces, text, (start, end))
        answers.append(_answer(reading, items, asking.document.document_id))
    return [_inquiry(context, asking, units, answering)], answers


def _read_together(context: PaperContext, reading: _Reading) -> tuple[Inquiry, Answer]:
    """Inquiry and answer in one text: the questions first and then the answer, or each answer after its question."""
    units, items = read_together(reading.text, reading.head.end)
    return _inquiry(context, reading, units), _answer(reading, items, reading.document.document_id)


def _inquiry(context: PaperContext, reading: _Reading, units: Sequence[Unit], answering: Sequence[_Reading] = ()) -> Inquiry:
    """An inquiry; what its own head leaves out is taken from the head of its answer, which also knows sessions that were moved."""
    document, head = reading.document, reading.head
    later = [read_session(one.head) for one in answering[:1]]
    session = merge_sessions(read_session(head), *later)
    return Inquiry(
        _evidence_of(reading),
        fold_whitespace(document.text[head.title_start : head.title_end]) or context.name,
        mode_of(context, document),
        tuple(_authors(context, [reading, *answering[:1]])),
        tuple(Question(unit.number, Evidence.of(document, unit.start, unit.end, method=METHOD)) for unit in units),
        session.received_on,
        session.body,
        session.on,
        session.agenda_item,
    )


def _authors(context: PaperContext, readings: Sequence[_Reading]) -> list[Named]:
    """The inquirers that the inquiry names; of a kind that it does not name, those in the answer's head or in the source's metadata.

    Where a record of question and answer names nobody else, those who ask once more.
    """
    authors = _named(readings[0].document, read_authors(readings[0].text, readings[0].head, is_answer=readings[0].role.code == "answer"))
    for other in readings[1:]:
        kinds = {author.kind_code for author in authors}
        authors += [name for name in _named(other.document, read_head_authors(other.head)) if name.kind_code not in kinds]
    kinds = {author.kind_code for author in authors}
    words = replace(_evidence_of(readings[0]), method=SOURCE_METHOD)
    authors += [Named(name, kind, words) for name, kind in read_originators(context.originators) if kind not in kinds]
    first = readings[0]
    if first.role.code == "answer" and not any(author.kind_code == "person" for author in authors):
        groups = [author.name.lower() for author in authors]
        found = askers(first.text, find_answer(first.text, first.head.end), len(first.text))
        authors += _named(first.document, distinct(name for name in islice(found, _MOST_ASKERS) if _may_be_of(first.text, name, groups)))
    return authors


def _may_be_of(text: str, name: FoundName, groups: Sequence[str]) -> bool:
    """Whether a person may belong to the groups that put an inquiry: it is of one of them, or its party is not told."""
    told = _PARTY.match(text, name.end)
    return not groups or not told or any(told[1].lower() in group or group in told[1].lower() for group in groups)


def _answer(reading: _Reading, items: Sequence[Item], inquiry_document_id: str) -> Answer:
    document, head = reading.document, reading.head
    names = [*read_responsible(document.text, head), *read_signatories(document.text, head.end)]
    return Answer(
        _evidence_of(reading),
        inquiry_document_id,
        tuple(_named(document, names)),
        tuple(AnswerItem(Evidence.of(document, item.start, item.end, method=METHOD), item.units) for item in items),
        answering_date(head),
        is_interim(document.name, reading.text, head),
    )


def _evidence_of(reading: _Reading) -> Evidence:
    """The words that say what a document is: its heading, its title, or where neither was found its first line."""
    text, role, head = reading.text, reading.role, reading.head
    begin = len(text) - len(text.lstrip())
    line_end = text.find("\n", begin)
    ranges = ((role.start, role.end), (head.title_start, head.title_end), (begin, line_end if line_end > 0 else len(text)))
    start, end = next((low, high) for low, high in ranges if text[low:high].strip())
    return Evidence.of(reading.document, start, end, method=METHOD, confidence=role.confidence)


def _named(document: Document, names: Iterable[FoundName]) -> list[Named]:
    found = ((name, Evidence.of(document, name.start, name.end, method=METHOD)) for name in names)
    return [Named(words.quote if LOST in name.name else name.name, name.kind, words) for name, words in found]


def _commitments(context: PaperContext, answering: Sequence[_Reading], answers: Sequence[Answer]) -> list[Commitment]:
    found: list[Commitment] = []
    for reading, answer in zip(answering, answers, strict=True):
        offices = [author.name for author in answer.authors if author.kind_code == "organization"]
        found += find_commitments(
            reading.document,
            answer.items,
            answering_body=next(filter(is_own_organization, offices), context.body_name),
            body_name=context.body_name,
            organization_names=context.organization_names,
        )
    return found

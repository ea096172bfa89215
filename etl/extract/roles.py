"""What each document of a paper is: inquiry, answer, minutes, attachment or other."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from etl.extract.layout import LAYOUT
from etl.extract.lines import split_lines
from etl.extract.reported import reported
from etl.extract.together import holds_answer
from etl.model.documents import Document
from etl.model.facts import PaperContext
from etl.model.inquiry_names import is_inquiry_name

_HEAD_CHARS = 1500
_HEAD_LINES = 14
_HEADING_REST = 60
_TEXT_CHARS = 4000
_MINUTES = re.compile(r"\b(?:Protokoll|Prot|Niederschrift)\b", re.IGNORECASE)
_ANSWER = re.compile(r"\b(?:StN\b|Stellungnahme|(?:Zwischen)?antwort|Beantwortung|Zwischennachricht)", re.IGNORECASE)
_ATTACHMENT = re.compile(r"\b(?:Anlage|Anhang)\b|\b(?:Anlage|Anl\.?)\s?\d", re.IGNORECASE)
_ORAL = re.compile(r"mündlich", re.IGNORECASE)

# The share of such roles that are right, by what says so.
_BY_HEADING, _BY_TYPE, _BY_NAME, _BY_TEXT, _BY_REST = 0.99, 0.8, 0.9, 0.7, 0.6


@dataclass(frozen=True, slots=True)
class Role:
    """A document's role, where its heading stands (start == end if nothing there says so), and how sure that is."""

    code: str
    start: int
    end: int
    confidence: float


def find_roles(context: PaperContext) -> list[Role]:
    """The roles of a paper's documents, in their order: by their headings, their files' names, their words and each other."""
    documents = context.documents
    is_typed = is_inquiry_name(context.paper_type)
    headed = [_by_heading(document) for document in documents]
    if is_typed and not any(role and role.code == "inquiry" for role in headed):
        headed = [_as_typed(document, role) for document, role in zip(documents, headed, strict=True)]
    asks = is_typed or is_inquiry_name(context.name) or any(role and role.code in ("inquiry", "answer") for role in headed)
    named = [role or _by_name(document, asks=asks) for document, role in zip(documents, headed, strict=True)]
    found = {role.code for role in named if role}
    may_ask = asks or not context.paper_type
    roles = [role or _by_text(document, found, asks=asks, may_ask=may_ask) for document, role in zip(documents, named, strict=True)]
    known = is_typed or is_inquiry_name(context.name)
    pairs = list(zip(documents, roles, strict=True))
    roles = [_reconciled(document, role, _same(role, pairs), is_known=known) for document, role in pairs]
    if any(role.code == "answer" for role in roles):
        return roles
    return [_with_answer(document, role) for document, role in zip(documents, roles, strict=True)]


def _with_answer(document: Document, role: Role) -> Role:
    """The role of an answer for an inquiry whose text also holds its answer."""
    answers = role.code == "inquiry" and holds_answer(document.text)
    return Role("answer", role.start, role.end, _BY_TEXT) if answers else role


def _same(role: Role, pairs: Sequence[tuple[Document, Role]]) -> list[tuple[Document, Role]]:
    """The other documents with the same role."""
    return [(document, other) for document, other in pairs if other is not role and other.code == role.code]


def mode_of(context: PaperContext, document: Document) -> str:
    """How an inquiry was put: oral where type, name or head say so, else written."""
    said = (context.paper_type, context.name, document.name, document.text[:_HEAD_CHARS])
    return "oral" if any(_ORAL.search(text) for text in said) else "written"


def _by_heading(document: Document) -> Role | None:
    """The role that the first heading in the head says; of headings on one line the longest wins."""
    for line in [line for line in split_lines(document.text, 0, _HEAD_CHARS) if line.text][:_HEAD_LINES]:
        found = [(match.end(), code) for code, pattern in LAYOUT.headings.items() if (match := pattern.match(line.text))]
        if found:
            length, code = max(found)
            answer = _answer_section(document.text, line.end) if code == "inquiry" else None
            return answer or Role(code, line.start, line.start + length, _BY_HEADING)
    return None


def _answer_section(text: str, start: int) -> Role | None:
    """The role of an answer, if a line such as "Stellungnahme der Verwaltung:" follows the heading of an inquiry."""
    lines = split_lines(text, start, start + _TEXT_CHARS)
    return next((Role("answer", line.start, line.end, _BY_HEADING) for line in lines if LAYOUT.answer_section.match(line.text)), None)


def _as_typed(document: Document, role: Role | None) -> Role | None:
    """In a paper that the source types as an inquiry without a document headed so, a motion asks and what is said to it answers."""
    heading = document.text[role.start : role.end].lower() if role and role.code == "other" else ""
    if not role or "antrag" not in heading:
        return role
    return Role("answer" if heading.startswith("stellungnahme") else "inquiry", role.start, role.end, _BY_TYPE)


def _by_name(document: Document, *, asks: bool) -> Role | None:
    """The role that the file's name says; "Anfrage" and "Stellungnahme" say one only in a paper that asks."""
    name = document.name.replace("_", " ")
    says = (
        ("minutes", _MINUTES.search(name)),
        ("attachment", _ATTACHMENT.search(name)),
        ("answer", asks and _ANSWER.search(name)),
        ("inquiry", asks and is_inquiry_name(name)),
    )
    return next((Role(code, 0, 0, _BY_NAME) for code, holds in says if holds), None)


def _by_text(document: Document, found: Collection[str], *, asks: bool, may_ask: bool) -> Role:
    """The role that the words of a text say, as far as the paper's inquiry and answer are not `found` already."""
    begin = document.text[:_TEXT_CHARS]
    asking, answering = LAYOUT.inquiry_phrase.search(begin), LAYOUT.answer_phrase.search(document.text)
    if not may_ask or not (asks or asking):
        return Role("other", 0, 0, _BY_REST)
    if "inquiry" in found:
        said = None if "answer" in found else LAYOUT.answer_sentence.search(begin)
        return Role("answer", said.start(), said.end(), _BY_TEXT) if said else Role("attachment", 0, 0, _BY_REST)
    if not (asking or "?" in begin or reported(document.text, 0, len(document.text))[0]):
        return Role("attachment", 0, 0, _BY_REST)
    answers = "answer" not in found and (answering or holds_answer(document.text))
    match = (answering if answers else None) or asking
    return Role("answer" if answers else "inquiry", match.start() if match else 0, match.end() if match else 0, _BY_TEXT)


def _reconciled(document: Document, role: Role, others: Sequence[tuple[Document, Role]], *, is_known: bool) -> Role:
    """What a document is called decides, if another one has its role too: annexes and answers often bear the inquiry's heading.

    So it does if the source does not say (is_known) that the paper is an inquiry. Of several inquiries one that asks nothing answers.
    """
    if role.code not in ("inquiry", "answer") or (is_known and not others):
        return role
    name = document.name.replace("_", " ")
    heading = document.text[role.start : role.end + _HEADING_REST].split("\n")[0]
    if _ATTACHMENT.search(name) or _ATTACHMENT.search(heading):
        return Role("attachment", role.start, role.end, _BY_NAME)
    answers = "?" not in document.text and any("?" in other.text for other, _ in others)
    if role.code == "inquiry" and (_ANSWER.search(name) or answers):
        return Role("answer", role.start, role.end, _BY_NAME)
    return role

"""Rows of what was read from the documents of one dossier: an inquiry's paper and the papers that belong to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from etl.identifiers import derive
from etl.model.facts import Answer, Commitment, Inquiry, Named, PaperFacts, Question
from etl.normalise.authorities import party_item, place_item, place_url
from etl.normalise.names import OrganizationIndex
from etl.normalise.rows import Rows, Value


@dataclass(frozen=True, slots=True)
class Session:
    """The session in which a paper was dealt with, as the source says: ISO date, body, agenda number."""

    on: str = ""
    body_name: str = ""
    agenda_item_number: str = ""


@dataclass(frozen=True, slots=True)
class DossierRows:
    """What the rows of a dossier need besides its facts.

    paper_of: document id → id of its paper's row; published_on: id of a paper → its date; document_dates: document id → the file's own
    date; session: what the source says of the session, where the document does not; ags: of the municipality, whose districts are meant.
    """

    organizations: OrganizationIndex
    paper_of: Mapping[str, str]
    published_on: Mapping[str, str]
    document_dates: Mapping[str, str]
    session: Session
    ags: str = ""


def dossier_rows(rows: Rows, facts: PaperFacts, dossier: DossierRows) -> None:
    """Add the rows of a dossier's facts; equal inputs give equal rows."""
    answered = {inquiry.evidence.document_id: _answered_on(facts, inquiry, dossier) for inquiry in facts.inquiries}
    questions = {inquiry.evidence.document_id: inquiry.questions for inquiry in facts.inquiries}
    for inquiry in facts.inquiries:
        _inquiry(rows, inquiry, answered[inquiry.evidence.document_id], dossier)
    for answer in facts.answers:
        _answer(rows, answer, questions.get(answer.inquiry_document_id, ()), dossier)
    answers = {answer.evidence.document_id: answer for answer in facts.answers}
    for commitment in facts.commitments:
        answer_of = answers.get(commitment.evidence.document_id)
        if answer_of:
            _commitment(rows, commitment, answer_of, dossier)


def _inquiry(rows: Rows, inquiry: Inquiry, answered_on: str, dossier: DossierRows) -> None:
    document_id = inquiry.evidence.document_id
    inquiry_id = derive("inquiry", document_id)
    received = inquiry.received_on or dossier.published_on.get(dossier.paper_of[document_id], "")
    rows.add(
        "inquiries",
        inquiry_id=inquiry_id,
        paper_id=dossier.paper_of[document_id],
        document_id=document_id,
        title=inquiry.title,
        mode_code=inquiry.mode_code,
        received_on=inquiry.received_on,
        session_body_name=inquiry.session_body_name or dossier.session.body_name,
        session_on=inquiry.session_on or dossier.session.on,
        agenda_item_number=inquiry.agenda_item_number or dossier.session.agenda_item_number,
        answered_on=answered_on,
        days_to_answer=_days_between(received, answered_on),
    )
    _named(rows, "inquiry_authors", {"inquiry_id": inquiry_id}, inquiry.authors, dossier)
    for position, question in enumerate(inquiry.questions, 1):
        rows.add(
            "questions",
            question_id=_question_id(question),
            inquiry_id=inquiry_id,
            number=question.number,
            text=question.evidence.quote,
            start=question.evidence.start,
            end=question.evidence.end,
            position=position,
            document_id=question.evidence.document_id,
        )


def _answer(rows: Rows, answer: Answer, questions: Sequence[Question], dossier: DossierRows) -> None:
    document_id = answer.evidence.document_id
    answer_id = derive("answer", document_id)
    rows.add(
        "answers",
        answer_id=answer_id,
        inquiry_id=derive("inquiry", answer.inquiry_document_id) if answer.inquiry_document_id else None,
        document_id=document_id,
        answered_on=answer.answered_on or dossier.document_dates.get(document_id),
        is_interim=answer.is_interim,
    )
    _named(rows, "answer_authors", {"answer_id": answer_id}, answer.authors, dossier)
    for position, item in enumerate(answer.items, 1):
        item_id = derive("answer-item", document_id, item.evidence.start)
        evidence = item.evidence
        rows.add(
            "answer_items",
            answer_item_id=item_id,
            answer_id=answer_id,
            text=evidence.quote,
            start=evidence.start,
            end=evidence.end,
            position=position,
            document_id=document_id,
        )
        for index in dict.fromkeys(item.question_indexes):
            if 0 <= index < len(questions):
                question_id = _question_id(questions[index])
                rows.add("answer_item_questions", answer_item_id=item_id, question_id=question_id, document_id=document_id)


def _commitment(rows: Rows, commitment: Commitment, answer: Answer, dossier: DossierRows) -> None:
    evidence = commitment.evidence
    commitment_id = derive("commitment", evidence.document_id, evidence.start)
    index = commitment.answer_item_index
    item = answer.items[index] if index is not None and 0 <= index < len(answer.items) else None
    rows.add(
        "commitments",
        commitment_id=commitment_id,
        answer_id=derive("answer", evidence.document_id),
        answer_item_id=derive("answer-item", evidence.document_id, item.evidence.start) if item else None,
        document_id=evidence.document_id,
        quote=evidence.quote,
        start=evidence.start,
        end=evidence.end,
        kind_code=commitment.kind_code,
        status_code=commitment.status_code,
        is_partnership=commitment.is_partnership,
        committing_party_name=commitment.committing_party_name,
        committing_party_id=dossier.organizations.find(commitment.committing_party_name),
        confidence=evidence.confidence,
        method=evidence.method,
    )
    _named(rows, "commitment_partners", {"commitment_id": commitment_id}, commitment.partners, dossier)
    for position, mention in enumerate(commitment.mentions, 1):
        rows.add(
            "commitment_mentions",
            commitment_id=commitment_id,
            kind_code=mention.kind_code,
            text=mention.name,
            linked_url=place_url(mention.name, dossier.ags) if mention.kind_code == "place" else None,
            position=position,
            **_place(mention),
        )


def _named(rows: Rows, table: str, parent: Mapping[str, str], names: Sequence[Named], dossier: DossierRows) -> None:
    for position, named in enumerate(names, 1):
        values: dict[str, Value] = {**parent, "name": named.name, "position": position, **_place(named)}
        if table == "commitment_partners":
            values["wikidata_id"] = party_item(named.name) or place_item(named.name, dossier.ags)
        else:
            values["kind_code"] = named.kind_code
        if named.kind_code == "group":
            values["wikidata_id"] = party_item(named.name)
        rows.add(table, **values, organization_id=dossier.organizations.find(named.name))


def _place(named: Named) -> dict[str, Value]:
    return {"document_id": named.evidence.document_id, "start": named.evidence.start, "end": named.evidence.end}


def _question_id(question: Question) -> str:
    return derive("question", question.evidence.document_id, question.evidence.start)


def _answered_on(facts: PaperFacts, inquiry: Inquiry, dossier: DossierRows) -> str:
    """The date of the first answer to an inquiry that is none in the interim, "" if there is none."""
    mine = [one for one in facts.answers if one.inquiry_document_id == inquiry.evidence.document_id and not one.is_interim]
    dates = (answer.answered_on or dossier.document_dates.get(answer.evidence.document_id, "") for answer in mine)
    return min(filter(None, dates), default="")


def _days_between(first: str, last: str) -> int | None:
    try:
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return None
    return days if days >= 0 else None

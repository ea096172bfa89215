"""What is read from documents. Every fact carries its evidence; without it, it cannot be constructed.

The definitions of inquiry, question, answer item and commitment are those of `docs/glossary.md`.
Codes are notations of the SKOS lists in `vocab/codes.ttl`.
"""

from dataclasses import dataclass, field

from etl.model.documents import Document, fold_whitespace


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a document that a fact rests on.

    start and end count Unicode code points in the document's normalised text (half-open); quote is that text with white space
    folded; method names how it was found and in which version ("layout/1"); confidence is the share of such facts that are right, 0..1.
    Use `Evidence.of`, which takes the quote from the document itself.
    """

    document_id: str
    start: int
    end: int
    quote: str
    method: str
    confidence: float = 1.0

    def __post_init__(self) -> None:
        """Refuse evidence that points nowhere.

        Raises:
            ValueError: without document, quote or method, for an empty range, or a confidence outside 0..1.
        """
        if not (self.document_id and self.quote and self.method):
            raise ValueError("evidence needs a document, a quote and a method")
        if not 0 <= self.start < self.end:
            raise ValueError(f"evidence range {self.start}..{self.end} is empty")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence {self.confidence} is not within 0..1")

    @classmethod
    def of(cls, document: Document, start: int, end: int, *, method: str, confidence: float = 1.0) -> "Evidence":
        """Evidence from a range of a document's text; white space at both ends of the range is left out.

        Raises:
            ValueError: if the range lies outside the text or holds white space only.
        """
        if not 0 <= start < end <= len(document.text):
            raise ValueError(f"range {start}..{end} lies outside a text of {len(document.text)} code points")
        piece = document.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        return cls(document.document_id, start, end, fold_whitespace(piece), method, confidence)


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a document, as written there.

    kind_code: for authors of an inquiry person or group; for authors of an answer organization or signatory;
    for partners organization; for mentions project, place or time.
    """

    name: str
    kind_code: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an inquiry. number as the document numbers it, without punctuation around it; its text is the evidence's quote."""

    number: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An inquiry (Anfrage) as one document puts it.

    evidence: the words that make the document an inquiry (its heading or title); mode_code: written, oral or unknown;
    received_on, session_on: ISO dates or ""; session_body_name and agenda_item_number as the document says them, "" if it does not.
    """

    evidence: Evidence
    title: str
    mode_code: str
    authors: tuple[Named, ...] = ()
    questions: tuple[Question, ...] = ()
    received_on: str = ""
    session_body_name: str = ""
    session_on: str = ""
    agenda_item_number: str = ""


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """A passage that answers certain questions: question_indexes are positions in the inquiry's `questions`."""

    evidence: Evidence
    question_indexes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer (Stellungnahme, Beantwortung) as one document gives it.

    inquiry_document_id: the document of the inquiry that it answers, "" if that is not among the paper's documents;
    answered_on: ISO date that the document itself bears, or ""; is_interim: it only says that the answer will follow.
    """

    evidence: Evidence
    inquiry_document_id: str = ""
    authors: tuple[Named, ...] = ()
    items: tuple[AnswerItem, ...] = ()
    answered_on: str = ""
    is_interim: bool = False


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment (Zusage, Selbstverpflichtung) in an answer; evidence.quote is its wording.

    kind_code: cooperation, role, undertaking, review, principle; status_code: ongoing, planned, conditional;
    answer_item_index: position in the `items` of the answer of the same document, or None.
    """

    evidence: Evidence
    kind_code: str
    status_code: str
    is_partnership: bool
    committing_party_name: str
    partners: tuple[Named, ...] = ()
    mentions: tuple[Named, ...] = ()
    answer_item_index: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentRole:
    """What a document is: inquiry, answer, minutes, attachment or other; confidence 0..1 and the method that says so."""

    document_id: str
    role_code: str
    method: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """All facts of one paper. The inquiry and answer of one document may both be there (question and answer in one text)."""

    roles: tuple[DocumentRole, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    answers: tuple[Answer, ...] = ()
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperContext:
    """Everything that reading one paper may look at: pure input of `etl.extract.read_paper`.

    name, reference, paper_type: the paper's metadata; body_name: the municipality ("Stadt Karlsruhe");
    documents: the paper's own documents with text, in the source's order; organization_names: names (and short names) of the body's
    organizations, to recognise parties and partners; originators: names of inquirers, where the source itself gives them.
    """

    name: str
    reference: str
    paper_type: str
    body_name: str
    documents: tuple[Document, ...]
    organization_names: tuple[str, ...] = ()
    originators: tuple[str, ...] = field(default=())

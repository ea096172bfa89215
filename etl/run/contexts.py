"""What reading one dossier looks at: its papers' metadata, its documents with their texts, and the body's organizations."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from etl.decode import DecodedText
from etl.identifiers import mint
from etl.model.documents import Document
from etl.model.facts import PaperContext
from etl.model.media_types import HTML, promises_pdf
from etl.model.records import File
from etl.run.dossiers import Dossier
from etl.store.store import StoredFile

_API_TEXT = "api:"


@dataclass(frozen=True, slots=True)
class FileTexts:
    """Which text belongs to which file: of the bytes that were fetched, else the one that the server gives with the File object."""

    stored: Mapping[str, StoredFile]

    def key(self, file: File) -> str:
        """The key of a file's text, "" if there is none: the hash of its bytes, or of the text that the server gives."""
        stored = self.stored.get(file.url)
        if stored and stored.sha256:
            return stored.sha256
        return _API_TEXT + hashlib.sha256(file.text.encode()).hexdigest() if file.text.strip() else ""


def blob_hashes(keys: Sequence[str]) -> list[str]:
    """The keys that are hashes of blobs."""
    return [key for key in keys if key and not key.startswith(_API_TEXT)]


def is_page_instead(file: File, text: DecodedText) -> bool:
    """Whether a web page came under a PDF's name: that a file is not public, servers like to say with status 200.

    >>> file = File("https://x.example/files/1", "StN", "https://x.example/1.pdf", "application/pdf")
    >>> is_page_instead(file, DecodedText("Nicht verfügbar", (), "plain", "text/html"))
    True
    """
    return promises_pdf(file.media_type, file.download_url) and text.media_type == HTML


def document_of(file: File, key: str, text: DecodedText | None, *, scope: str) -> Document:
    """A file as a document; its text is empty where nothing could be read."""
    return Document(
        document_id=mint("document", file.url, scope=scope),
        source_url=file.url,
        name=file.name,
        text=text.text if text else "",
        pages=text.pages if text else (),
        media_type=text.media_type if text else "",
        text_method_code=text.text_method_code if text else "",
        sha256="" if key.startswith(_API_TEXT) else key,
        date=file.date,
        language=text.language if text else "",
    )


def named_by_paper(document: Document, paper_name: str) -> Document:
    """A document of another paper of the dossier, which says by that paper's name what it is: "Vorlage (Antwort auf die Anfrage 12/2016)".

    >>> named_by_paper(Document("id/document/1", "1.pdf", "Vorlage", ""), "Antwort auf die Anfrage").name
    'Vorlage (Antwort auf die Anfrage)'
    """
    return replace(document, name=f"{document.name} ({paper_name})".strip()) if paper_name else document


def context_of(dossier: Dossier, documents: Sequence[Document], *, body_name: str, organization_names: tuple[str, ...]) -> PaperContext:
    """The context of a dossier."""
    main = dossier.main
    return PaperContext(
        name=main.name,
        reference=main.reference,
        paper_type=main.paper_type,
        body_name=body_name,
        documents=tuple(documents),
        organization_names=organization_names,
        originators=main.originators,
    )

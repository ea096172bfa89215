"""Which files to fetch: all, none, or those of inquiries, of what may be one, and of their neighbours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from etl.model import oparl
from etl.model.inquiry_names import may_be_inquiry
from etl.model.media_types import promises_pdf
from etl.store.objects import RawObject, meaning_hash


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to fetch: the File's id, where it lies, the hash of its File object, whether that promises a PDF, or holds the text itself."""

    url: str
    download_url: str
    object_sha256: str
    is_pdf: bool = False
    has_text: bool = False


def wanted_papers(papers: Iterable[RawObject], policies: tuple[str, ...], known_files: Mapping[str, oparl.Json]) -> set[str]:
    """The ids of the papers whose files are wanted. known_files: File objects that papers only name, by id.

    With "inquiry": papers that may be inquiries by type, name or names of their files, and the papers that they name or that name them,
    for an answer may be a subordinated paper.
    """
    if "none" in policies:
        return set()
    related: dict[str, list[str]] = {}
    wanted: set[str] = set()
    for paper in papers:
        related[paper.url] = oparl.related_papers(paper.json)
        if "all" in policies or _may_be_inquiry(paper.json, known_files):
            wanted.add(paper.url)
    neighbours = {other for url in wanted for other in related[url]}
    neighbours |= {url for url, others in related.items() if wanted.intersection(others)}
    return wanted | (neighbours & related.keys())


def wanted_files(papers: Iterable[RawObject], known_files: Mapping[str, oparl.Json]) -> Iterator[WantedFile]:
    """The files of wanted papers, each once. known_files: File objects that papers only name, by id."""
    seen: set[str] = set()
    for paper in papers:
        for value in _files(paper.json, known_files):
            url = oparl.identifier(value)
            download_url = oparl.text(value.get("downloadUrl")) or oparl.text(value.get("accessUrl"))
            if url and url not in seen and not oparl.is_deleted(value):
                seen.add(url)
                is_pdf = promises_pdf(oparl.text(value.get("mimeType")), download_url)
                yield WantedFile(url, download_url, meaning_hash(value), is_pdf, bool(oparl.text(value.get("text"))))


def _files(paper: oparl.Json, known_files: Mapping[str, oparl.Json]) -> Iterator[oparl.Json]:
    for file in oparl.files(paper, "Paper"):
        yield file if isinstance(file, Mapping) else known_files.get(oparl.identifier(file), {})


def _may_be_inquiry(paper: oparl.Json, known_files: Mapping[str, oparl.Json]) -> bool:
    names = [oparl.text(file.get("name")) for file in _files(paper, known_files)]
    return may_be_inquiry(oparl.text(paper.get("name")), oparl.text(paper.get("paperType")), names)

"""A folder of documents, presented as a council information system would: each document a paper, unless its sidecar says more.

A sidecar `NAME.yml` beside `NAME.pdf` may say: title, reference, paper_type, date, originators (a list of names), and paper: a name that
documents of one paper share. Other keys are left as they are.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from etl.errors import SourceUnreachableError
from etl.sources import Source
from etl.store import Store
from etl.store.objects import RawObject
from etl.store.store import StoredFile
from etl.yaml_text import from_yaml

_SUFFIXES = frozenset((".txt", ".pdf", ".docx", ".html", ".htm"))
_TYPE = "https://schema.oparl.org/1.1/"
_CHUNK = 1 << 20


def folder_objects(source: Source) -> Iterator[RawObject]:
    """The body and the papers of a folder, in OParl's form; ids are file names.

    Raises:
        SourceUnreachableError: if the folder is not there or holds no documents (which is no reason to delete any).
    """
    documents = _documents(source)
    body = {"id": source.id, "type": _TYPE + "Body", "name": source.name, "ags": source.ags, "license": source.license}
    yield RawObject(source.id, "Body", "", body)
    papers: dict[str, dict[str, Any]] = {}
    for path in documents:
        sidecar = _sidecar(path)
        key = str(sidecar.get("paper") or path.name)
        paper = papers.setdefault(key, {"id": key, "type": _TYPE + "Paper", "body": source.id, "auxiliaryFile": []})
        for name, keys in _PAPER_KEYS.items():
            value = next((sidecar[one] for one in keys if sidecar.get(one)), None)
            if value is not None:
                paper.setdefault(name, [str(member) for member in value] if isinstance(value, list) else str(value))
        file = {"id": path.name, "type": _TYPE + "File", "name": str(sidecar.get("file_name") or path.stem), "downloadUrl": path.name}
        paper["auxiliaryFile"].append({**file, "sha256": _sha256(path)})
    for key, paper in papers.items():
        paper.setdefault("name", Path(key).stem)
        yield RawObject(key, "Paper", "", paper)


_PAPER_KEYS = {
    "name": ("title", "name"),
    "reference": ("reference",),
    "paperType": ("paper_type",),
    "date": ("date",),
    "originatorOrganization": ("originators",),
}


def keep_documents(source: Source, store: Store, *, now: str) -> int:
    """Store the bytes of a folder's documents that are not here yet; gives the number of new ones."""
    here, new = store.files(source.id), 0
    for path in _documents(source):
        sha256 = _sha256(path)
        before = here.get(path.name)
        if before and before.object_sha256 == sha256 and not _too_large_before(before, source):
            continue
        new += 1
        store.keep_file(source.id, _kept(path, sha256, source, store, now))
    return new


def _too_large_before(before: StoredFile, source: Source) -> bool:
    return bool(before.reason) and before.size < source.max_file_bytes


def _kept(path: Path, sha256: str, source: Source, store: Store, now: str) -> StoredFile:
    put = store.blobs.put(_chunks(path), max_bytes=source.max_file_bytes)
    reason = "" if put else f"larger than {source.max_file_mb} MB, not read"
    size = put[1] if put else path.stat().st_size
    return StoredFile(path.name, path.name, sha256, put[0] if put else "", size, 200, {}, now, reason, 1)


def _documents(source: Source) -> list[Path]:
    folder = source.path or Path()
    todo = "check `path` in the source file; nothing that was read before is deleted"
    if not folder.is_dir():
        raise SourceUnreachableError("the folder is not there", where=str(folder), todo=todo)
    documents = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in _SUFFIXES)
    if not documents:
        raise SourceUnreachableError("the folder holds no documents (txt, pdf, docx, html)", where=str(folder), todo=todo)
    return documents


def _sidecar(path: Path) -> dict[str, Any]:
    sidecar = path.with_suffix(".yml")
    if not sidecar.is_file():
        return {}
    try:
        content = from_yaml(sidecar.read_text(encoding="utf-8", errors="replace")) or {}
    except yaml.YAMLError as error:
        raise SourceUnreachableError(f"the sidecar is no YAML ({error})", where=str(sidecar), todo="mend it") from error
    if not isinstance(content, dict):
        raise SourceUnreachableError("the sidecar holds no keys", where=str(sidecar), todo="see docs/add-a-council.md")
    return content


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()

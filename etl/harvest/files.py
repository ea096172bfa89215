"""Fetch files: each once, whole or not at all, and never larger than the source allows."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from etl.harvest.client import Client, Download
from etl.harvest.failures import GONE, FetchError
from etl.harvest.report import HarvestReport
from etl.harvest.wanted import WantedFile
from etl.issues import Issue
from etl.model.media_types import HTML, sniffed_type
from etl.model.progress import Progress
from etl.sources import Source
from etl.store import Store
from etl.store.store import StoredFile

_MOST_TRIES = 5  # runs in which a file that fails is asked for again
_NOT_MODIFIED = 304
_TOO_LARGE = "larger than"
_PAGE_INSTEAD = "a web page came in place of the file"  # "not public", or "under maintenance": servers say both with status 200


def fetch_files(
    source: Source, store: Store, client: Client, wanted: Sequence[WantedFile], *, now: str, report: HarvestReport, progress: Progress
) -> None:
    """Fetch the wanted files that are not here yet, or whose File object changed; note those that cannot be had.

    Raises:
        SourceUnreachableError: if the server fails request after request.
    """
    here = store.files(source.id)
    due = [file for file in wanted if _is_due(file, here.get(file.url), source)]
    report.files_kept += len(wanted) - len(due)
    for done, file in enumerate(due, 1):
        stored = _fetch(source, store, client, file, here.get(file.url), now=now)
        store.keep_file(source.id, stored)
        here[file.url] = stored
        if stored.reason:
            report.files_failed += 1
        else:
            report.files_fetched += 1
        progress(f"{source.id}: files", done, len(due))
    for file in wanted:
        stored_file = here.get(file.url)
        if stored_file and stored_file.reason:
            report.issues.append(Issue("documents", file.url, stored_file.reason, "download_url", file.download_url))


def _is_due(file: WantedFile, stored: StoredFile | None, source: Source) -> bool:
    if file.has_text:
        return False
    if stored is None or stored.object_sha256 != file.object_sha256:
        return True
    if stored.reason.startswith(_TOO_LARGE):
        return stored.size < source.max_file_bytes
    return bool(stored.reason) and stored.tries < _MOST_TRIES


def _fetch(source: Source, store: Store, client: Client, file: WantedFile, before: StoredFile | None, *, now: str) -> StoredFile:
    sha256 = file.object_sha256
    tries = before.tries + 1 if before and before.object_sha256 == sha256 else 1
    base = StoredFile(file.url, file.download_url, sha256, "", 0, 0, {}, now, "", tries)
    if not file.download_url.startswith(("http://", "https://")):
        return replace(base, reason="the file has no address that can be fetched")
    conditions = {"If-None-Match": before.headers["ETag"]} if before and before.sha256 and "ETag" in before.headers else {}
    try:
        with client.download(file.download_url, conditions) as download:
            if download.status == _NOT_MODIFIED and before:
                return replace(before, object_sha256=sha256, reason="")
            received = _received(source, store, download, base, is_pdf=file.is_pdf)
    except FetchError as error:
        received = replace(base, status=error.status, reason=error.reason)
    if not received.reason or not before or received.status in GONE:
        return received
    # what came before is better than nothing
    return replace(received, sha256=before.sha256, size=before.size, headers=before.headers, fetched_at=before.fetched_at)


def _received(source: Source, store: Store, download: Download, base: StoredFile, *, is_pdf: bool) -> StoredFile:
    """What an answer makes of a file: its bytes are stored, unless they are too many, too few, or a page that came in place of a PDF."""
    length, limit = download.headers.get("Content-Length", ""), source.max_file_bytes
    declared = int(length) if length.isdecimal() else None
    answered = replace(base, status=download.status, headers=download.headers)
    first = next(download.chunks, b"")
    if is_pdf and sniffed_type(first) == HTML:
        return replace(answered, reason=_PAGE_INSTEAD)
    put = None if (declared or 0) > limit else store.blobs.put(chain((first,), download.chunks), max_bytes=limit)
    if put is None:
        return replace(answered, size=declared or limit, reason=f"{_TOO_LARGE} {source.max_file_mb} MB, not fetched")
    if declared not in (None, put[1]):
        return replace(base, status=download.status, reason=f"broke off after {put[1]} of {declared} bytes")
    return replace(answered, sha256=put[0], size=put[1])

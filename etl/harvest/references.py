"""Fetch what objects name and no list shows: the files, agenda items and consultations that papers and meetings only refer to."""

from collections.abc import Iterator, Mapping

from etl.harvest.bodies import BodyList
from etl.harvest.client import Client
from etl.harvest.failures import GONE, FetchError
from etl.harvest.keeping import Keeper
from etl.issues import Issue
from etl.model import oparl
from etl.model.progress import Progress
from etl.store.objects import ObjectCounts, object_hashes, objects

_GONE_REASON = "named by another object, but gone"
_TABLES = {"File": "documents", "AgendaItem": "agenda_items", "Consultation": "consultations"}
_NAME = "references"  # counted like a list


def fetch_references(keeper: Keeper, client: Client, progress: Progress, *, stage: str, is_crawl: bool) -> None:
    """Fetch the parts of papers and meetings that their lists only name; what cannot be had is noted as missing.

    stage: under which earlier issues are kept; is_crawl: whether a list was walked whole; then what was gone is asked for again.

    Raises:
        SourceUnreachableError: if the server fails request after request.
    """
    missing = dict(_unresolved(keeper))
    noted = () if is_crawl else keeper.store.issues(keeper.source.id, stage)
    gone = {issue.source_url: issue for issue, _ in noted if issue.reason == _GONE_REASON}
    keeper.report.issues += [gone[url] for url in missing if url in gone]
    _count(keeper, missing=sum(url in gone for url in missing))
    due = [(url, kind) for url, kind in missing.items() if url not in gone]
    for done, (url, kind) in enumerate(due, 1):
        progress(f"{keeper.source.id}: {_NAME}", done, len(due))
        _fetch(keeper, client, url, kind)


def _fetch(keeper: Keeper, client: Client, url: str, kind: str) -> None:
    try:
        value = client.get_json(url)
    except FetchError as error:
        reason = _GONE_REASON if error.status in GONE else f"named by another object, but {error.reason}"
        keeper.report.issues.append(Issue(_TABLES[kind], url, reason))
        _count(keeper, missing=reason == _GONE_REASON, failed=reason != _GONE_REASON)
        return
    if isinstance(value, Mapping) and oparl.identifier(value):
        keeper.objects(BodyList(_NAME, kind, url), ({**value, "id": url},))
    else:
        keeper.report.issues.append(Issue(_TABLES[kind], url, "named by another object, but the answer is no object"))
        _count(keeper, failed=1)


def _count(keeper: Keeper, *, missing: int = 0, failed: int = 0) -> None:
    if missing or failed:
        keeper.report.count(_NAME, ObjectCounts(seen=failed, failed=failed, missing=missing))


def _unresolved(keeper: Keeper) -> Iterator[tuple[str, str]]:
    known = {url for url, _, _ in object_hashes(keeper.store, keeper.source.id)}
    for one in objects(keeper.store, keeper.source.id, tuple(oparl.PARTS)):
        for part_kind, part in oparl.parts(one.json, one.kind):
            if isinstance(part, str) and part not in known:
                yield part, part_kind

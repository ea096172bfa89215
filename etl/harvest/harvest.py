"""The harvest stage: one source, from its system to the raw store."""

from datetime import UTC, date, datetime, timedelta

from etl.errors import SourceUnreachableError
from etl.harvest.client import Client, client_for
from etl.harvest.files import fetch_files
from etl.harvest.folder import folder_objects, keep_documents
from etl.harvest.keeping import Keeper
from etl.harvest.oparl import STAGE, harvest_oparl
from etl.harvest.probe import probe
from etl.harvest.report import HarvestReport
from etl.harvest.walking import Walker
from etl.harvest.wanted import wanted_files, wanted_papers
from etl.issues import Issue
from etl.model import oparl
from etl.model.capabilities import Capabilities
from etl.model.progress import Progress
from etl.settings import Settings
from etl.sources import Source
from etl.store import Store
from etl.store.capabilities import keep_capabilities, known_capabilities
from etl.store.objects import RawObject, keep_objects, objects
from etl.store.runs import noted_run
from etl.store.store import stamp

_PROBE_EVERY = timedelta(days=30)  # servers are moved and updated; what they could do then is no proof for ever


def harvest(source: Source, store: Store, settings: Settings, *, now: datetime, progress: Progress, full: bool = False) -> HarvestReport:
    """Fetch what is new at a source into the store; note the run and what went wrong.

    full: whether every list is walked from end to end, whatever the server says has changed.

    Raises:
        SourceUnreachableError: if the source cannot be reached or broke off; what came until then is kept.
    """
    at = stamp(now)
    report = HarvestReport()
    with noted_run(store, source.id, STAGE, now=now) as run:
        try:
            if source.adapter == "folder":
                _harvest_folder(source, store, now=at, report=report)
            else:
                _harvest_oparl(source, store, settings, now=now.astimezone(UTC), report=report, progress=progress, full=full)
        finally:
            run.stats, run.outcome = report.stats(), "done" if report.news else "unchanged"
            _note_list_issues(source, store, report, now=at)
        store.replace_issues(source.id, STAGE, report.issues, now=at)
    return report


def _note_list_issues(source: Source, store: Store, report: HarvestReport, *, now: str) -> None:
    """Note what went wrong in lists, besides what was known of those that were not walked whole."""
    for url, issues in report.list_issues.items():
        stage = f"{STAGE}: {url}"
        known = [] if url in report.whole_lists else [issue for issue, _ in store.issues(source.id, stage)]
        store.replace_issues(source.id, stage, [*known, *issues], now=now)


def _harvest_oparl(
    source: Source, store: Store, settings: Settings, *, now: datetime, report: HarvestReport, progress: Progress, full: bool
) -> None:
    client = client_for(source, settings)
    try:
        keeper = Keeper(source, store, now, report)
        harvest_oparl(Walker(keeper, client, progress, _capabilities(source, store, client, now=now), is_full=full))
        known_files = {one.url: one.json for one in objects(store, source.id, ("File",))}
        papers = wanted_papers(objects(store, source.id, ("Paper",)), source.files, known_files)
        wanted = list(wanted_files(objects(store, source.id, ("Paper",), among=papers), known_files))
        fetch_files(source, store, client, wanted, now=stamp(now), report=report, progress=progress)
    finally:
        report.requests = client.requests_made
        report.issues += [
            Issue("robots.txt", url, f"{reason}: taken as one that forbids nothing") for url, reason in client.robots_unread.items()
        ]


def _capabilities(source: Source, store: Store, client: Client, *, now: datetime) -> Capabilities | None:
    """What is known of a source's server, asked for anew when that is old; None if it cannot be asked: the harvest will say so."""
    known = known_capabilities(store, source.id)
    if known and known.url == source.system and date.fromisoformat(known.probed_on) > (now - _PROBE_EVERY).date():
        return known
    try:
        found = probe(source, client, now=now)
    except SourceUnreachableError:
        return known
    keep_capabilities(store, source.id, found)
    return found


def _harvest_folder(source: Source, store: Store, *, now: str, report: HarvestReport) -> None:
    raw = list(folder_objects(source))
    here = {one.url for one in raw}
    gone = [
        RawObject(one.url, one.kind, one.list_url, {"id": one.url, "deleted": True}, deleted_at=now)
        for one in objects(store, source.id)
        if one.url not in here
    ]
    report.count("documents", keep_objects(store, source.id, raw + gone, now=now))
    report.files_fetched = keep_documents(source, store, now=now)
    names = {oparl.identifier(file) for one in raw for file in oparl.files(one.json, one.kind)}
    for url, file in store.files(source.id).items():
        if file.reason and url in names:
            report.issues.append(Issue("documents", url, file.reason, "download_url", file.download_url))

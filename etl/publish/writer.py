"""Everything that a release consists of, written into a folder."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from etl.errors import GateError
from etl.publish import changes, gate, ldes, mqa
from etl.publish.atom import write_feed
from etl.publish.catalog import catalog
from etl.publish.checks.published import Known
from etl.publish.csvw import metadata
from etl.publish.database import Connection, open_tables
from etl.publish.dcat import write_catalog
from etl.publish.distributions import distributions
from etl.publish.dumps import write_dumps
from etl.publish.excerpt import write_excerpt
from etl.publish.files import OWN, PACKAGE, record, write_json
from etl.publish.history import carry
from etl.publish.licenses import License, find_license
from etl.publish.masking import Masked
from etl.publish.members import PAGE, Page, write_first_page
from etl.publish.merging import Incoming, merge
from etl.publish.package import descriptor
from etl.publish.parquet import write_parquet
from etl.publish.privacy import Cleared
from etl.publish.provenance import Origin
from etl.publish.release import Edition, Plan
from etl.publish.reliance import relied_on, rules
from etl.publish.reports import write_reports
from etl.publish.rows import Survey
from etl.publish.survey import survey
from etl.publish.takedown import Takedown, is_clean, is_new_to, tombstones
from etl.publish.validate import Begun, begin_with_dumps, begin_with_tables
from etl.sources.model import Source
from etl.tables import load_tables

Changed = Mapping[str, Mapping[str, int]]
"""Table → kind of change → number."""


def write_release(incoming: Incoming, plan: Plan, scratch: Path, tell: Callable[[str], None]) -> Begun:
    """Write a release into the folder of its rows; return the checks that have begun.

    scratch: an empty folder for what they look at; tell: called at the begin of each step.

    Raises:
        GateError: if its rows do not fit the schemas, or its counts collapsed and nobody accepted that.
    """
    folder, takedown, aside = incoming.folder, incoming.takedown, incoming.aside
    masked, cleared = _write_tables(incoming, plan)
    tell("rdf")
    relied = relied_on(plan.past, plan.settings.base_iri)
    triples = aside(write_dumps, folder, plan.source.id, plan.origin, relied)
    page = None if plan.past else aside(write_first_page, folder, _first_page(plan.origin))
    begun = {} if relied else begin_with_tables(folder, aside, Known())
    with open_tables(folder / "csv", load_tables()) as database:
        edition = _edition(plan, survey(database, load_tables()))
        changed = _write_changes(folder, database, plan)
        known = Known(cleared, relied, _excerpt(folder, database, plan, relied, scratch))
        begun |= begin_with_tables(folder, aside, known) if relied else {}
        accepted = _judged(plan, edition.survey.counts, changed)
        write_parquet(database, load_tables().values(), folder)
        _write_feeds(folder, database, edition, plan, takedown)
        made = {"base_iri": plan.settings.base_iri, "origin": plan.origin.as_json(), "triples": triples()}
        begun |= begin_with_dumps(folder, aside, known, {"name": plan.source.id, OWN: made})
        if page:
            page()
        tell("reports")
        quality = {
            "masked": dict(sorted(masked.items())),
            "taken_down": takedown.counts(),
            "takedown": takedown.report(),
            "metadata": _write_catalog(folder, edition),
        }
        write_reports(edition, database, folder / "reports", quality)
    tell("package")
    own = {
        "release": plan.version.name,
        **made,
        "rules": rules(),
        "history": [version.as_json() for version in edition.history],
        "fingerprint": plan.fingerprint,
        "rows": dict(edition.survey.counts),
        "changes": changed,
        "takedown": sorted(entry.digest for entry in plan.entries),
        **accepted,
    }
    write_json(folder / PACKAGE, descriptor(edition, load_tables(), record(folder), own))
    return begun


def _edition(plan: Plan, counted: Survey) -> Edition:
    return Edition(
        source=plan.source,
        base_iri=plan.settings.base_iri,
        contact=plan.settings.contact,
        server_url=plan.settings.server_url,
        release=plan.release,
        history=(*(plan.past.history if plan.past else ()), plan.version),
        survey=counted,
        license=_license(counted, plan.source),
    )


def _first_page(origin: Origin) -> Page:
    return Page(origin.base_iri, origin.dataset_iri, origin.version, origin.modified)


def _write_changes(folder: Path, database: Connection, plan: Plan) -> Changed:
    """Write what this release changes beside what those before it changed; return the counts."""
    if plan.past:
        carry(plan.past, folder, changes.FILE)
    found = changes.find_changes(database, load_tables().values(), folder / "csv", plan.past.folder / "csv" if plan.past else None)
    return changes.write_changes(found, folder / changes.FILE.format(version=plan.version.name))


def _excerpt(folder: Path, database: Connection, plan: Plan, relied: Path | None, scratch: Path) -> Path | None:
    """The rows about what changed since a release that is relied on, in a folder; None if all are to be looked through."""
    changed = folder / changes.FILE.format(version=plan.version.name)
    return scratch if relied and write_excerpt(database, folder, changed, relied, scratch) else None


def _judged(plan: Plan, counts: Mapping[str, int], changed: Changed) -> dict[str, Any]:
    """Stop a release whose counts collapsed, or return what an operator accepted, to be kept on record.

    Raises:
        GateError: if nobody accepted it.
    """
    problems = list(gate.too_few(counts, plan.source.expect))
    if plan.past:
        problems += gate.collapsed(counts, plan.past.descriptor[OWN]["rows"], changed)
        problems += gate.broken_promises(plan.past.descriptor, load_tables(), plan.release.data_version)
    if problems and not plan.accept:
        todo = f'look into the last harvest and build, or publish it all the same: ratsgraph publish {plan.source.id} --accept "reason"'
        raise GateError(f"nothing was published: {'; '.join(problems)}", where=plan.source.id, todo=todo)
    return {"accepted": {"reason": plan.accept, "problems": problems}} if problems else {}


def _write_tables(incoming: Incoming, plan: Plan) -> tuple[Masked, Cleared]:
    """Write tables and texts; return what was masked in them, and where nothing had to be."""
    folder = incoming.folder / "csv"
    folder.mkdir()
    base_iri = plan.settings.base_iri
    for table in load_tables().values():
        write_json(folder / f"{table.name}.csv-metadata.json", metadata(table, base_iri))
    past = plan.past.folder / "csv" if plan.past else None
    graves = tombstones(incoming.takedown, past, load_tables(), base_iri, plan.release.modified)
    return merge(incoming, graves)


def _write_feeds(folder: Path, database: Connection, edition: Edition, plan: Plan, takedown: Takedown) -> None:
    """Write what followers read: the Atom feed, and the event stream with the pages of the releases before."""
    write_feed(edition, database, folder)
    if plan.past:
        carry(plan.past, folder, PAGE)
        if is_new_to(plan.past.descriptor, (entry.digest for entry in plan.entries)):
            ldes.clean_pages(folder, is_clean(takedown))
        ldes.write_page(edition, database, folder)
    ldes.write_index(edition, folder)


def _write_catalog(folder: Path, edition: Edition) -> dict[str, Any] | None:
    """Write the catalogue with its measured quality, which is returned; without a licence there is none."""
    if not edition.license:
        return None
    triples = catalog(edition, edition.license, distributions(record(folder), load_tables(), edition.version.name))
    measured = mqa.measure(triples, edition.dataset_iri)
    write_catalog(triples.union(mqa.statements(measured, edition.dataset_iri)), folder)
    return mqa.summary(measured)


def _license(counted: Survey, source: Source) -> License | None:
    """The one licence that the rows state, or else the source file's; None if there is none, or rows state several."""
    stated = counted.license_urls or ((source.license,) if source.license else ())
    return find_license(stated[0]) if len(stated) == 1 else None

"""Everything that a release consists of, written into a folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from etl.publish.catalog import catalog, write_catalog
from etl.publish.csvw import metadata
from etl.publish.distributions import distributions
from etl.publish.files import PACKAGE, record, write_json
from etl.publish.licenses import License, find_license
from etl.publish.package import descriptor
from etl.publish.rdf import quads, write_nquads, write_turtle
from etl.publish.release import Edition, ReleaseInfo
from etl.publish.reports import write_reports
from etl.publish.rows import TEXTS_FILE, Survey, merge, merge_texts, read, survey
from etl.settings import Settings
from etl.sources.model import Source
from etl.tables import load_tables

STEPS = ("tables", "rdf", "reports", "package", "check", "swap")
"""What publishing consists of, in order; this module does all but the last two."""


def write_release(
    folder: Path, rows: Path, *, source: Source, settings: Settings, release: ReleaseInfo, fingerprint: str, tell: Callable[[str], None]
) -> None:
    """Write a release into an empty folder; tell is called at the begin of each step."""
    tell("tables")
    counted = _write_tables(folder, rows, settings.base_iri)
    edition = Edition(source, settings.base_iri, settings.contact, release, counted, _license(counted, source))
    tell("rdf")
    triples = _write_rdf(folder, edition)
    tell("reports")
    write_reports(edition, folder / "csv", folder / "reports")
    tell("package")
    tables = load_tables()
    if edition.license:
        write_catalog(catalog(edition, edition.license, distributions(record(folder), tables)), folder)
    own = {"fingerprint": fingerprint, "triples": triples, "rows": dict(counted.counts)}
    write_json(folder / PACKAGE, descriptor(edition, tables, record(folder), own))


def _write_tables(folder: Path, rows: Path, base_iri: str) -> Survey:
    csv_folder = folder / "csv"
    csv_folder.mkdir()
    for table in load_tables().values():
        merge(rows, table, csv_folder / f"{table.name}.csv")
        write_json(csv_folder / f"{table.name}.csv-metadata.json", metadata(table, base_iri))
    merge_texts(rows, folder / TEXTS_FILE)
    return survey(csv_folder, load_tables())


def _write_rdf(folder: Path, edition: Edition) -> int:
    """Write the dumps; return the number of quads."""
    written = 0

    def counted() -> Iterator[ox.Quad]:
        nonlocal written
        for table in load_tables().values():
            for quad in quads(table, read(folder / "csv" / f"{table.name}.csv"), edition.base_iri):
                written += 1
                yield quad

    target = folder / "rdf"
    target.mkdir()
    nquads = target / f"{edition.source.id}.nq.gz"
    write_nquads(nquads, counted())
    write_turtle(target / f"{edition.source.id}.ttl.gz", nquads)
    return written


def _license(counted: Survey, source: Source) -> License | None:
    """The one licence that the rows state, or else the source file's; None if there is none, or rows state several."""
    stated = counted.license_urls or ((source.license,) if source.license else ())
    return find_license(stated[0]) if len(stated) == 1 else None

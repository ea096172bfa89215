"""One release of one source: written beside the published one, checked, and put in its place."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl import paths, processes
from etl.errors import GateError
from etl.model.progress import Progress
from etl.processes import helpers
from etl.publish.checks.published import Problem
from etl.publish.files import OWN, PACKAGE, is_complete, read_json, size_of
from etl.publish.history import find_past, keep, kept_versions, link_all, next_version, prune, share
from etl.publish.merging import Incoming
from etl.publish.release import STEPS, Plan, PublishResult, ReleaseInfo
from etl.publish.rows import TEXTS, check_folders, partitions
from etl.publish.swap import new_folder, put_in_place
from etl.publish.takedown import FILE, Entry, is_new_to, load_takedown, take_down
from etl.settings import Settings
from etl.sources.model import Source
from etl.tables import load_tables

# Modules of what they do, and what these import late
_OF_HELPERS = ("etl.publish.merging", "etl.publish.dumps", "etl.publish.members", "etl.publish.validate", "frictionless")


def get_ready(settings: Settings) -> None:
    """Say that something will probably be published: helpers load what they need from now on, while this process does something else."""
    if settings.workers != 1:
        processes.get_ready(*_OF_HELPERS)


def publish(
    rows: Path, source: Source, settings: Settings, release: ReleaseInfo, progress: Progress | None = None, *, accept: str = ""
) -> PublishResult:
    """Publish checked rows as `<output>/<source>/`, keep them as a release, and list them in `<output>/catalog.*`.

    rows: folder of partitions, `<table>/<partition>.csv`, and of texts, `texts/<partition>.jsonl.gz`; progress: told each step, its number
    from 1 and how many there are; accept: why collapsed counts are to be published all the same, which goes on record. Nothing is written
    if the published folder is of the same rows, source, software and base IRI.

    Raises:
        GateError: if the rows do not fit the schemas, a check fails or the counts collapsed; what is published stays as it was.
        UsageError: if the list of takedowns cannot be understood.
    """
    check_folders(rows, load_tables())
    target = settings.output / source.id
    mark = fingerprint(rows, source, settings, release)
    changed = not _is_published(target, mark)
    if changed:
        new = new_folder(target)
        keep(target)
        past = find_past(target)
        if past and _mark_of(past.descriptor) == mark:  # the published folder was damaged or removed, and this is its kept copy
            link_all(past.folder, new)
            put_in_place(new, target)
        else:
            version = next_version(past, release.modified, kept_versions(target))
            _release(new, target, rows, Plan(source, settings, release, version, past, _entries(source, settings), mark, accept), progress)
    keep(target)
    digests = [entry.digest for entry in _entries(source, settings)]
    prune(target, settings.keep_releases, lambda descriptor: is_new_to(descriptor, digests))
    if changed or _is_older(settings.output / "catalog.ttl", target / "catalog.ttl"):
        write_joint_catalog(settings)
    own = read_json(target / PACKAGE)[OWN]
    return PublishResult(changed, target, own["rows"], own["triples"])


def _release(new: Path, target: Path, rows: Path, plan: Plan, progress: Progress | None) -> None:
    """Write a release into a new folder, check it and put it in place; a refused one is removed."""
    with ExitStack() as undo:  # whatever ends it: on a full disk, what is left behind would keep it full
        undo.callback(shutil.rmtree, new, ignore_errors=True)
        with (
            TemporaryDirectory(prefix="ratsgraph-") as scratch,
            helpers(plan.settings.workers, *_OF_HELPERS, size=size_of(rows)) as aside,
        ):
            tell = _teller(progress, STEPS)
            tell("tables")
            incoming = Incoming.begin(rows, new, take_down(plan.entries, rows, load_tables()), aside)
            # these load DuckDB and rdflib, for which a run without news need not wait; the helpers work meanwhile
            from etl.publish import validate  # noqa: PLC0415
            from etl.publish.writer import write_release  # noqa: PLC0415

            begun = write_release(incoming, plan, Path(scratch), tell)
            if plan.past:
                share(new, plan.past.folder)
            tell("check")
            _gate(validate.problems_of(new, aside, begun))
        undo.pop_all()
    tell("swap")
    put_in_place(new, target)


def is_published(rows: Path, source: Source, settings: Settings, release: ReleaseInfo) -> bool:
    """Whether the published folder holds the release that these rows would give, whole."""
    return _is_published(settings.output / source.id, fingerprint(rows, source, settings, release))


def write_joint_catalog(settings: Settings) -> None:
    """Write the catalogue of every release in the output folder; remove it, if none has one."""
    # these load rdflib, which a run without news need not wait for
    from etl.publish.catalog import joint_catalog  # noqa: PLC0415
    from etl.publish.dcat import write_catalog  # noqa: PLC0415

    if triples := joint_catalog(sorted(settings.output.glob("[!.]*/catalog.ttl")), settings.base_iri):
        write_catalog(triples, settings.output)
    else:
        for path in settings.output.glob("catalog.*"):
            path.unlink()


def fingerprint(rows: Path, source: Source, settings: Settings, release: ReleaseInfo) -> str:
    """A hash of everything that a release follows from, but its time and version."""
    digest = hashlib.sha256()
    described = [source.id, source.name, source.ags, source.system, source.license, source.frequency]
    described += [f"{entry.means} {entry.value} {entry.reason}" for entry in _entries(source, settings)]
    digest.update(json.dumps([*described, settings.base_iri, settings.contact, settings.server_url, release.software_version]).encode())
    files = [path for name in (*load_tables(), TEXTS) for path in partitions(rows, name)]
    for path in [*sorted(paths.TABLES.iterdir()), *files]:
        with path.open("rb") as file:
            digest.update(f"{path.parent.name}/{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def _entries(source: Source, settings: Settings) -> tuple[Entry, ...]:
    return load_takedown(settings.review / FILE, source.id, settings.base_iri)


def _is_published(target: Path, mark: str) -> bool:
    """Whether a folder holds the release of this fingerprint, whole."""
    try:
        descriptor = read_json(target / PACKAGE)
    except (FileNotFoundError, ValueError):
        return False
    return _mark_of(descriptor) == mark and is_complete(descriptor, target)


def _mark_of(descriptor: Mapping[str, Any]) -> str:
    return str(descriptor.get(OWN, {}).get("fingerprint", ""))


def _is_older(joint: Path, own: Path) -> bool:
    """Whether a joint catalogue lacks what a source's says: a process may have been killed between the two."""
    return not joint.exists() or (own.exists() and joint.stat().st_mtime_ns < own.stat().st_mtime_ns)


def _gate(problems: Sequence[Problem]) -> None:
    """Refuse a release with problems."""
    if problems:
        count = f"{len(problems)} checks failed" if len(problems) > 1 else "a check failed"
        raise GateError(f"{count}, nothing was published; first: {problems[0].what}", where=problems[0].where, todo=problems[0].todo)


def _teller(progress: Progress | None, steps: Sequence[str]) -> Callable[[str], None]:
    def tell(step: str) -> None:
        if progress:
            progress(step, steps.index(step) + 1, len(steps))

    return tell

"""One release of one source: written beside the published one, checked, and put in its place."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from etl import paths
from etl.errors import GateError
from etl.publish.catalog import joint_catalog, write_catalog
from etl.publish.files import PACKAGE, read_json
from etl.publish.package import OWN, is_complete
from etl.publish.release import PublishResult, ReleaseInfo
from etl.publish.rows import TEXTS, check_folders, partitions
from etl.publish.swap import new_folder, put_in_place
from etl.publish.validate import validate
from etl.publish.writer import STEPS, write_release
from etl.settings import Settings
from etl.sources.model import Source
from etl.tables import load_tables

Progress = Callable[[str, int, int], None]


def publish(rows: Path, source: Source, settings: Settings, release: ReleaseInfo, progress: Progress | None = None) -> PublishResult:
    """Publish checked rows as `<output>/<source>/` and list them in `<output>/catalog.*`.

    rows: folder of partitions, `<table>/<partition>.csv`, and of texts, `texts/<partition>.jsonl.gz`; progress: told each step, its number
    from 1 and how many there are. Nothing is written if the published folder is of the same rows, source, software and base IRI.

    Raises:
        GateError: if the rows do not fit the schemas or a check fails; what is published stays as it was.
    """
    check_folders(rows, load_tables())
    target = settings.output / source.id
    mark = fingerprint(rows, source, settings, release)
    changed = not _is_published(target, mark)
    if changed:
        tell = _teller(progress)
        new = new_folder(target)
        write_release(new, rows, source=source, settings=settings, release=release, fingerprint=mark, tell=tell)
        tell("check")
        _gate(new)
        tell("swap")
        put_in_place(new, target)
    if changed or not (settings.output / "catalog.ttl").exists():
        write_joint_catalog(settings)
    own = read_json(target / PACKAGE)[OWN]
    return PublishResult(changed, target, own["rows"], own["triples"])


def is_published(rows: Path, source: Source, settings: Settings, release: ReleaseInfo) -> bool:
    """Whether the published folder holds the release that these rows would give, whole."""
    return _is_published(settings.output / source.id, fingerprint(rows, source, settings, release))


def write_joint_catalog(settings: Settings) -> None:
    """Write the catalogue of every release in the output folder; remove it, if none has one."""
    if triples := joint_catalog(sorted(settings.output.glob("[!.]*/catalog.ttl")), settings.base_iri):
        write_catalog(triples, settings.output)
    else:
        for path in settings.output.glob("catalog.*"):
            path.unlink()


def fingerprint(rows: Path, source: Source, settings: Settings, release: ReleaseInfo) -> str:
    """A hash of everything that a release follows from, but its time and version."""
    digest = hashlib.sha256()
    described = [source.id, source.name, source.ags, source.system, source.license, settings.base_iri, settings.contact]
    digest.update(json.dumps([*described, release.software_version]).encode())
    files = [path for name in (*load_tables(), TEXTS) for path in partitions(rows, name)]
    for path in [*sorted(paths.TABLES.iterdir()), *files]:
        with path.open("rb") as file:
            digest.update(f"{path.parent.name}/{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def _is_published(target: Path, mark: str) -> bool:
    """Whether a folder holds the release of this fingerprint, whole."""
    try:
        descriptor = read_json(target / PACKAGE)
    except (FileNotFoundError, ValueError):
        return False
    return bool(descriptor.get(OWN, {}).get("fingerprint") == mark) and is_complete(descriptor, target)


def _gate(new: Path) -> None:
    """Refuse a release with problems and remove it."""
    if problems := validate(new):
        shutil.rmtree(new)
        count = f"{len(problems)} checks failed" if len(problems) > 1 else "a check failed"
        raise GateError(f"{count}, nothing was published; first: {problems[0].what}", where=problems[0].where, todo=problems[0].todo)


def _teller(progress: Progress | None) -> Callable[[str], None]:
    def tell(step: str) -> None:
        if progress:
            progress(step, STEPS.index(step) + 1, len(STEPS))

    return tell

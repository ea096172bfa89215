"""Whether a release may be relied on by the one that follows it: what was found good and stays is not made and not looked at again."""

from importlib.metadata import version
from pathlib import Path

from etl import paths
from etl.fingerprint import code_fingerprint, fingerprint
from etl.publish.files import OWN, sha256
from etl.publish.history import Past

_LIBRARIES = ("duckdb", "frictionless", "pyoxigraph", "shacl", "zlib-ng")
_FOLDERS = ("csv/", "rdf/", "parquet/")  # what is taken over, and what is compared with


def rules() -> str:
    """A hash of all that decides how a release is written and what its checks find."""
    shapes = (paths.VOCAB / "shapes.ttl").read_bytes()
    return fingerprint(code_fingerprint("publish", "model"), shapes, [(name, version(name)) for name in _LIBRARIES])


def relied_on(past: Past | None, base_iri: str) -> Path | None:
    """The folder of a release under the same rules and base IRI whose files are still those that were published; else None."""
    own = past.descriptor[OWN] if past else {}
    if not past or (own.get("rules"), own.get("base_iri")) != (rules(), base_iri):
        return None
    entries = [entry for entry in (*past.descriptor["resources"], *own["files"]) if entry["path"].startswith(_FOLDERS)]
    return past.folder if all(f"sha256:{sha256(past.folder / entry['path'])}" == entry["hash"] for entry in entries) else None

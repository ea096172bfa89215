"""What a result was made from, as one hash: its inputs and the code that made it."""

import hashlib
from functools import cache

from etl import paths

_CODE = frozenset((".py", ".json", ".yml", ".yaml", ".ttl", ".npz", ".html", ".rq", ".j2", ".txt"))


def fingerprint(*values: object) -> str:
    """A hash of values by their `repr`, which for numbers, texts, tuples and frozen dataclasses of them says all there is.

    >>> fingerprint(("a", 1)) == fingerprint(("a", 1)) != fingerprint(("a", 2))
    True
    """
    digest = hashlib.sha256()
    for value in values:
        digest.update(repr(value).encode(errors="surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()


@cache
def code_fingerprint(*packages: str) -> str:
    """A hash of the files of these packages of `etl` (and of the vocabulary): other code, other results, nothing to remember to raise."""
    roots = [paths.PACKAGE / package for package in packages] + [paths.TABLES]
    digest = hashlib.sha256()
    for path in sorted(path for root in roots for path in root.rglob("*") if path.suffix in _CODE and path.is_file()):
        digest.update(path.relative_to(paths.PACKAGE.parent).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()

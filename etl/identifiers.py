"""Published ids: the IRI's path under the base IRI, minted from the fewest stable raw values.

"id/paper/0f3a…" — the key is a hash of the id (URL) that the source gives the thing, before any cleaning: no titles, no names.
A fact's key is its document's key and the offset at which it begins, so that it stays when others come or go.
"""

import hashlib

_KEY_LENGTH = 16  # hexadecimal digits: 64 bits, a collision among ten million things has a chance of about 3e-6


def mint(kind: str, source_url: str, *, scope: str) -> str:
    """The id of a thing that the source names.

    kind: "paper", "agenda-item", …; scope: the source's id, which makes names unique that are not (file names of a folder source).

    >>> mint("paper", "https://example.org/oparl/papers/1", scope="musterstadt")
    'id/paper/72a51c0658e6a7dc'
    >>> mint("paper", "a.txt", scope="x") == mint("paper", "a.txt", scope="y")
    False
    """
    name = source_url if "://" in source_url else f"{scope}\n{source_url}"
    return f"id/{kind}/{hashlib.sha256(name.encode()).hexdigest()[:_KEY_LENGTH]}"


def derive(kind: str, parent_id: str, start: int | None = None) -> str:
    """The id of a fact of a document (or other thing), by the offset at which it begins.

    >>> derive("commitment", "id/document/72a51c0658e6a7dc", 120)
    'id/commitment/72a51c0658e6a7dc-120'
    """
    key = parent_id.rsplit("/", 1)[1]
    return f"id/{kind}/{key}" if start is None else f"id/{kind}/{key}-{start}"


def grave_of(thing_id: str) -> str:
    """The id of the tombstone of a thing that was taken down: whoever knows the thing finds it, and it tells nobody which thing it was.

    >>> grave_of("id/inquiry/72a51c0658e6a7dc")
    'id/tombstone/57bf5e3a11434b8b'
    """
    return f"id/tombstone/{hashlib.sha256(thing_id.encode()).hexdigest()[:_KEY_LENGTH]}"

"""Follow redirects without losing what was asked for, and without going the same way round again and again."""

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

MOST_REDIRECTS = 5


@dataclass(slots=True)
class Redirects:
    """The redirects that a server made.

    Followed without asking again are the permanent ones, by the URL without its query; only those to the same path, as with a slash at
    its end. Remembered besides is where URLs ended that ended elsewhere.
    """

    _known: dict[str, str] = field(default_factory=dict)
    _ends: dict[str, str] = field(default_factory=dict)

    def ended(self, url: str, end: str) -> None:
        """Note where the answer for a URL came from."""
        if end != url:
            self._ends[url] = end

    def end_of(self, url: str) -> str:
        """Where the answer for a URL came from."""
        return self._ends.get(url, url)

    def ahead(self, url: str) -> str:
        """Where a URL is known to lead."""
        base, mark, query = url.partition("?")
        return self._known.get(base, base) + mark + query

    def follow(self, url: str, location: str, *, is_permanent: bool) -> str:
        """Where a redirect from a URL leads, remembered if it is there to stay."""
        target = redirect_target(url, location)
        if is_permanent and urlsplit(target).path.rstrip("/") == urlsplit(url).path.rstrip("/"):
            self._known[url.partition("?")[0]] = target.partition("?")[0]
        return target


def redirect_target(url: str, location: str) -> str:
    """Where a redirect from a URL leads. A query that it drops is put back: some servers lose the page and the filter there.

    >>> redirect_target("https://x.example/papers?page=2", "/papers/")
    'https://x.example/papers/?page=2'
    """
    target = urlsplit(urljoin(url, location))
    return (target if target.query else target._replace(query=urlsplit(url).query)).geturl()

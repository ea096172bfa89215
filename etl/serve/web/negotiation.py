"""Which format a request wants: by `format=` or suffix, else by Accept (RFC 9110, 12.5.1)."""

from collections.abc import Iterable, Mapping, Sequence

from etl.serve.formats import Format

HTML = "text/html"


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The media type that a request likes best; of equal ones the first that is offered. None if it likes none.

    >>> best("text/html,application/xml;q=0.9,*/*;q=0.8", ["text/turtle", "text/html"])
    'text/html'
    >>> best("", ["text/turtle", "text/html"]), best("image/png", ["text/html"])
    ('text/turtle', None)
    """
    liked = _liked(accept) if accept.strip() else {"*/*": 1.0}
    qualities = [(_quality(media_type, liked), -position, media_type) for position, media_type in enumerate(offered)]
    quality, _, media_type = max(qualities)
    return media_type if quality > 0 else None


def by_accept(accept: str, formats: Mapping[str, Format]) -> Format | None:
    """The format that a request likes best, also by the other names of its media type."""
    named = {name: form for form in formats.values() for name in (form.media_type, *form.aliases) if "/" in name}
    chosen = best(accept, list(named))
    return named[chosen] if chosen else None


def by_name(name: str, formats: Iterable[Format]) -> Format | None:
    """The format that is called so: by suffix, media type or another name."""
    wanted = name.strip().lower()
    return next((form for form in formats if wanted in (form.suffix, form.media_type, *form.aliases)), None)


def _liked(accept: str) -> dict[str, float]:
    """Media ranges with their quality; what cannot be read is liked as if nothing were said of its quality."""
    liked: dict[str, float] = {}
    for part in accept.lower().split(","):
        media_range, *parameters = (word.strip() for word in part.split(";"))
        stated = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        liked[media_range] = float(stated) if stated.replace(".", "", 1).isdecimal() else 1.0
    return liked


def _quality(media_type: str, liked: Mapping[str, float]) -> float:
    kind = media_type.partition("/")[0]
    return next((liked[name] for name in (media_type, f"{kind}/*", "*/*") if name in liked), 0.0)

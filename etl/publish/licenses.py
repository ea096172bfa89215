"""Licences: the URL that a source states, and what catalogues and data packages call that licence."""

import json
import re
from dataclasses import dataclass
from functools import cache

from etl import paths

_INCIDENTAL = re.compile(r"^https?://(www\.)?|(/|/deed\.[a-z]+|/legalcode(\.[a-z]+)?)$")  # what differs between URLs of one licence


@dataclass(frozen=True, slots=True)
class License:
    """A licence.

    url: as the source states it; name: SPDX's short name, "" if not known; title: for people; iri: of DCAT-AP.de's list, or the URL
    itself; needs_attribution: whether those who use the data must name the source.
    """

    url: str
    name: str
    title: str
    iri: str
    needs_attribution: bool


def find_license(url: str) -> License:
    """The licence that a URL stands for; an unknown one is taken as it is.

    >>> find_license("http://creativecommons.org/licenses/by/4.0/deed.de").name
    'CC-BY-4.0'
    >>> find_license("https://example.org/terms").iri
    'https://example.org/terms'
    """
    return _known().get(_key(url)) or License(url=url, name="", title=url, iri=url, needs_attribution=True)


def _key(url: str) -> str:
    while (shorter := _INCIDENTAL.sub("", url)) != url:
        url = shorter
    return url.lower()


@cache
def _known() -> dict[str, License]:
    entries = json.loads((paths.VOCAB / "licenses.json").read_text(encoding="utf-8"))
    return {
        _key(entry["url"]): License(
            url=entry["url"], name=entry["name"], title=entry["title"], iri=entry["dcat"], needs_attribution=entry["attribution"]
        )
        for entry in entries
    }

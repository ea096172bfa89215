"""IRI templates: the two kinds of expression of RFC 6570 that the table schemas use, `{name}` and `{+name}`."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

_EXPRESSION = re.compile(r"\{(\+?)([a-z][a-z0-9_]*)\}")  # "{name}" or "{+name}"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")  # a percent sign that begins no encoded byte
_KEPT = "%:/?@!$&'()*+,;="  # what `{+name}` leaves as it is; square brackets are encoded, as IRIs hold them in no path
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch  # what is the same encoded, which is nearly every code and number
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_.~/:-]*").fullmatch  # and nearly every id

Row = Mapping[str, str]


def names(template: str) -> tuple[str, ...]:
    """The columns that a template uses.

    >>> names("{+inquiry_id}/author/{position}")
    ('inquiry_id', 'position')
    """
    return tuple(name for _, name in _EXPRESSION.findall(template))


def absolute(template: str, base_iri: str) -> str:
    """A template under the base IRI, unless it is absolute already or begins with a column of URLs (`…_url`).

    >>> absolute("{+paper_id}/x", "https://example.org/")
    'https://example.org/{+paper_id}/x'
    >>> absolute("{+download_url}", "https://example.org/")
    '{+download_url}'
    """
    is_foreign = template.startswith("{") and names(template)[0].endswith("_url")
    return template if is_foreign or "://" in template else base_iri + template


def compile_template(template: str) -> Callable[[Row], str]:
    """A function that writes the IRI of a row.

    >>> compile_template("https://example.org/{+paper_id}/{code}")({"paper_id": "id/paper/1", "code": "a b/c"})
    'https://example.org/id/paper/1/a%20b%2Fc'
    >>> compile_template("{+url}")({"url": "http://rat.de/a[1] 100%#x#y"})
    'http://rat.de/a%5B1%5D%20100%25#x%23y'
    """
    pieces = _EXPRESSION.split(template)  # text, "+" or "", name, text, …
    head = pieces[0]
    parts = [(_keep if pieces[at] else _encode, pieces[at + 1], pieces[at + 2]) for at in range(1, len(pieces), 3)]
    if len(parts) == 1:
        ((write, column, tail),) = parts
        return lambda row: head + write(row[column]) + tail
    return lambda row: head + "".join([write(row[column]) + text for write, column, text in parts])


def _encode(value: str) -> str:
    return value if _PLAIN(value) else quote(value, safe="")


def _keep(value: str) -> str:
    if _PLAIN_PATH(value):
        return value
    head, hash_sign, fragment = _STRAY_PERCENT.sub("%25", value).partition("#")
    return quote(head, safe=_KEPT) + hash_sign + quote(fragment, safe=_KEPT)

"""IRI templates: the two kinds of expression of RFC 6570 that the table schemas use, `{name}` and `{+name}`."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
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
    return compile_body([*map(take, names(template)), f"return {f_string(filled(template))}"])


def compile_body(lines: Iterable[str], **known: object) -> Callable[[Row], Any]:
    """A function of a row from the lines of its body, as `dataclasses` makes methods: what is the same for all rows is done once.

    known: what the lines name besides what `take` and `filled` write.
    """
    named = {"keep": _keep, "encode": _encode, **known}
    exec("\n    ".join(["def write(row):", *lines]), named)  # noqa: S102 — the lines follow from nothing but our own table schemas
    return cast("Callable[[Row], Any]", named["write"])


def take(column: str) -> str:
    """The line that gets the cell of a column out of a row."""
    return f"{variable(column)} = row[{column!r}]"


def variable(column: str) -> str:
    """What `take` calls the cell."""
    return f"cell_{column}"


def filled(template: str) -> str:
    """A template as an f-string holds it, filled with the cells."""
    pieces = _EXPRESSION.split(template)  # text, "+" or "", name, text, …
    parts = [literal(pieces[0])]
    for at in range(1, len(pieces), 3):
        write = "keep" if pieces[at] else "encode"
        parts.append(f"{{{write}({variable(pieces[at + 1])})}}{literal(pieces[at + 2])}")
    return "".join(parts)


def literal(text: str) -> str:
    """A text as an f-string holds it."""
    return text.replace("{", "{{").replace("}", "}}")


def f_string(inside: str) -> str:
    """The f-string that holds this."""
    return f"f{inside!r}"


def _encode(value: str) -> str:
    return value if _PLAIN(value) else quote(value, safe="")


def _keep(value: str) -> str:
    if _PLAIN_PATH(value):
        return value
    head, hash_sign, fragment = _STRAY_PERCENT.sub("%25", value).partition("#")
    return quote(head, safe=_KEPT) + hash_sign + quote(fragment, safe=_KEPT)

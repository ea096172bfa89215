"""Pages from templates: words in the reader's language, labels of codes, and what a page that was made once looks like."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import chain, takewhile
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
import pyoxigraph as ox
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from etl.serve.store import CODES
from etl.serve.web.negotiation import HTML, best
from etl.serve.web.requests import plain
from etl.serve.words import found_words
from etl.yaml_text import from_yaml

LANGUAGES = ("de", "en")
_ENGLISH = "/en"
_EXCERPT = 320  # characters of a text around the first word that was found
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("etl.serve", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def language(request: Request) -> str:
    """The language that the reader chose by the path."""
    return getattr(request.state, "language", LANGUAGES[0])


def home(request: Request) -> str:
    """What paths of pages begin with in the reader's language."""
    return _ENGLISH if language(request) == "en" else ""


def page(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
    """A page. context: what the template is to show."""
    return HTMLResponse(_render(request, template, context), status, headers={"Vary": "Accept"})


def problem(request: Request, text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """What is wrong: a page for browsers, a line for others."""
    if best(request.headers.get("accept", ""), ["text/plain", HTML]) != HTML:
        return plain(text, status, headers)
    response = page(request, "error.html", {"problem": text, "status": status}, status)
    response.headers.update(headers or {})
    return response


def _render(request: Request, template: str, context: Mapping[str, Any]) -> bytes:
    lang = language(request)
    common = {
        "lang": lang,
        "home": home(request),
        "here": request.url.path,
        "there": ("" if lang == "en" else _ENGLISH) + request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "t": lambda name: words()[name][LANGUAGES.index(lang)],
        "label": lambda scheme, code: labels().get((scheme, code or "", lang), code or "–"),
        "date": lambda value: date(value, lang),
        "month_name": lambda value: month_name(value, lang),
        "number": lambda value: number(value, lang),
        "url": url,
        "key": lambda thing_id: thing_id.partition("/")[2],
    }
    return _PAGES.get_template(template).render({**common, **context}).encode()


@cache
def words() -> Mapping[str, list[str]]:
    """The words of the pages in both languages."""
    source, _, _ = _PAGES.loader.get_source(_PAGES, "words.yml") if _PAGES.loader else ("", None, None)
    found: dict[str, list[str]] = from_yaml(source)
    return found


@cache
def labels() -> Mapping[tuple[str, str, str], str]:
    """Labels of codes, by list, code and language."""
    found = {}
    for triple in ox.parse(path=CODES, format=ox.RdfFormat.TURTLE):
        if (
            triple.predicate.value == f"{_SKOS}prefLabel"
            and isinstance(triple.subject, ox.NamedNode)
            and isinstance(triple.object, ox.Literal)
        ):
            scheme, _, code = triple.subject.value.partition("/code/")[2].partition("/")
            found[scheme, code, triple.object.language or ""] = triple.object.value
    return found


def date(value: str | None, lang: str) -> str:
    """An ISO date as people write it.

    >>> date("2024-03-05T10:00:00Z", "de"), date("2024-03-05", "en"), date(None, "de")
    ('05.03.2024', '5 March 2024', '–')
    """
    match = _ISO_DATE.match(value or "")
    if not match:
        return value or "–"
    year, month, day = match.groups()
    return f"{day}.{month}.{year}" if lang == "de" else f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_MONATE = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]


def month_name(value: str, lang: str) -> str:
    """A month as people write it.

    >>> month_name("2024-03", "de"), month_name("2024-03", "en")
    ('März 2024', 'March 2024')
    """
    year, _, month = value.partition("-")
    return f"{(_MONATE if lang == 'de' else _MONTHS)[int(month) - 1]} {year}"


def number(value: float | None, lang: str) -> str:
    """A number as people write it.

    >>> number(12345, "de"), number(12.5, "en")
    ('12.345', '12.5')
    """
    if value is None:
        return "–"
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "de" else text


def url(path: str, parameters: Mapping[str, Any] | None = None, **changes: Any) -> str:
    """A path with parameters; those that are empty are left out."""
    given = {**(parameters or {}), **changes}
    wanted = {name: value for name, value in given.items() if value not in ("", None, (), [])}
    return quote(path, safe="/:.~-_") + ("?" + urlencode(wanted, doseq=True) if wanted else "")


def text(term: Any) -> str:
    """What a term says: the text of a literal, an IRI."""
    return str(getattr(term, "value", term))


def local(base_iri: str, term: Any) -> str:
    """Where a link to a term leads: to this server for what is published here, nowhere for a literal."""
    if not isinstance(term, ox.NamedNode) or not term.value.startswith(("http://", "https://")):
        return ""
    is_here = term.value.startswith((f"{base_iri}id/", f"{base_iri}code/"))
    return "/" + term.value.removeprefix(base_iri) if is_here else term.value


def highlighted(text: str, wanted: str, *, whole: bool = False) -> Markup:
    """A text with the words marked that somebody looked for; of a long one what stands around the first of them."""
    spans = found_words(wanted, text)
    first = next(spans, None)
    begin = 0 if whole or not first or first[0] < _EXCERPT // 2 else text.rfind(" ", 0, first[0] - _EXCERPT // 3) + 1
    end = len(text) if whole or begin + _EXCERPT >= len(text) else text.find(" ", begin + _EXCERPT) % (len(text) + 1)
    parts, done = [Markup("… ") if begin else Markup()], begin
    for start, stop in takewhile(lambda span: span[1] <= end, chain([first] if first else [], spans)):
        parts += [escape(text[done:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
        done = stop
    parts += [escape(text[done:end]), Markup(" …") if end < len(text) else Markup()]
    return Markup().join(parts)

"""The pages that people read: start, search, lists, and one page per thing."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from etl.serve.dossier import read_commitment, read_document, read_dossier, read_organization
from etl.serve.formats import short
from etl.serve.search import FACETS, LISTS, Search, all_rows, best_hits, count, facet_counts, newest_rows
from etl.serve.statistics import commitments_by, commitments_by_month, inquiries_by_year, totals
from etl.serve.things import describe
from etl.serve.web.rendering import highlighted, home, local, page, text, url
from etl.serve.web.requests import RequestError, live

_PER_PAGE = 20
_LAST_PAGE = 500
_IN_TIMELINE = 1000
_OF_ORGANIZATION = 200
_NEWEST = 6
_MOST_WORDS = 300  # characters


def start(request: Request) -> Response:
    """What is new, and how much there is."""
    index = live(request).snapshot.index
    context = {
        "totals": totals(index),
        "years": inquiries_by_year(index)[-12:],
        "kinds": commitments_by(index, "kind"),
        "partners": commitments_by(index, "partner"),
        "inquiries": newest_rows(index, Search(kind="inquiry"), limit=_NEWEST)[0],
        "commitments": newest_rows(index, Search(kind="commitment", filters={"partnership": ("yes",)}), limit=_NEWEST)[0],
    }

    return page(request, "start.html", context)


def search(request: Request) -> Response:
    """Full text search with facets."""
    wanted, asked = _search(request), _asked(request)
    number = _page_number(request)
    index = live(request).snapshot.index
    hits = [dict(hit) for hit in best_hits(index, wanted, limit=_PER_PAGE, offset=(number - 1) * _PER_PAGE)]
    for hit in hits:
        hit["row"] = dict(index.execute(f"SELECT * FROM {LISTS[hit['kind']]} WHERE id = ?", (hit["id"],)).fetchone())  # noqa: S608 — a name of LISTS
        hit["excerpt"] = highlighted(hit["text"] or "", wanted.text)
        hit["heading"] = highlighted(hit["title"] or "", wanted.text, whole=True)
    context = {
        **_listing(wanted, asked, number, count(index, wanted), facet_counts(index, wanted)),
        "hits": hits,
        "path": "/search",
    }

    return page(request, "search.html", context)


def commitments(request: Request) -> Response:
    """Commitments as a table or in time."""
    wanted, asked = _search(request, "commitment"), _asked(request)
    number, view = _page_number(request), "timeline" if request.query_params.get("view") == "timeline" else "table"
    index = live(request).snapshot.index
    rows = _in_time(index, wanted) if view == "timeline" else _rows_of_page(index, wanted, number)
    context = {
        **_listing(wanted, asked, number, count(index, wanted), facet_counts(index, wanted)),
        "rows": rows,
        "months": commitments_by_month(rows),
        "view": view,
        "path": "/commitments",
    }

    return page(request, "commitments.html", context)


def organizations(request: Request) -> Response:
    """All organizations by kind."""
    sql = "SELECT * FROM organization_list ORDER BY kind_code, commitments_made + commitments_joined DESC, name"
    return page(request, "organizations.html", {"rows": [dict(row) for row in live(request).snapshot.index.execute(sql)]})


def inquiries(request: Request) -> Response:
    """Inquiries are what search shows of them."""
    return RedirectResponse(home(request) + "/search?type=inquiry", 303)


def thing(request: Request, path: str) -> Response:
    """The page of a thing; of kinds that have none of their own what is said of it."""
    index, kind = live(request).snapshot.index, path.split("/")[1]
    if kind == "inquiry" and (found := read_dossier(index, path)):
        return page(request, "inquiry.html", {"inquiry": found})
    if kind == "commitment" and (found := read_commitment(index, path)):
        return page(request, "commitment.html", {"commitment": found})
    if kind == "document" and (found := read_document(index, path)):
        return page(request, "document.html", {"document": found})
    if kind == "organization" and (found := read_organization(index, path)):
        return page(request, "organization.html", _of_organization(request, path, found))
    return page(request, "thing.html", _statements(request, path))


routes = [
    Route("/", start),
    Route("/search", search),
    Route("/inquiries", inquiries),
    Route("/commitments", commitments),
    Route("/organizations", organizations),
]


def _search(request: Request, kind: str = "") -> Search:
    given = request.query_params
    text = given.get("q", "").strip()
    if len(text) > _MOST_WORDS:
        raise RequestError(f"the search words may have {_MOST_WORDS} characters", todo="use fewer")
    return Search(text, {name: tuple(given.getlist(name))[:_PER_PAGE] for name in FACETS if given.getlist(name)}, kind)


def _asked(request: Request) -> dict[str, list[str]]:
    """What is asked for, as the links of a page carry it on."""
    given = request.query_params
    return {name: given.getlist(name) for name in ("q", *FACETS, "view") if any(given.getlist(name))}


def _page_number(request: Request) -> int:
    given = request.query_params.get("page", "1")
    return min(max(int(given), 1), _LAST_PAGE) if given.isascii() and given.isdigit() and len(given) < 6 else 1  # noqa: PLR2004 — digits


def _rows_of_page(index: Any, wanted: Search, number: int) -> list[dict[str, Any]]:
    hits = best_hits(index, wanted, limit=_PER_PAGE, offset=(number - 1) * _PER_PAGE)
    return [dict(index.execute(f"SELECT * FROM {LISTS[hit['kind']]} WHERE id = ?", (hit["id"],)).fetchone()) for hit in hits]  # noqa: S608 — a name of LISTS


def _in_time(index: Any, wanted: Search) -> list[dict[str, Any]]:
    return [{**dict(row), "month": (row["stated_on"] or "")[:7]} for row in all_rows(index, wanted, _IN_TIMELINE)]


def _listing(
    wanted: Search, asked: dict[str, list[str]], number: int, total: int, facets: dict[str, list[tuple[str, int]]]
) -> dict[str, Any]:
    """What pages with hits have in common."""
    return {
        "wanted": wanted,
        "asked": asked,
        "total": total,
        "facets": facets,
        "number_of_page": number,
        "pages": min(-(-total // _PER_PAGE), _LAST_PAGE),
        "toggled": lambda name, value: _toggled(asked, name, value),
        "link": url,
    }


def _toggled(asked: dict[str, list[str]], name: str, value: str) -> dict[str, list[str]]:
    """The parameters with a facet's value added, or taken away if it is chosen."""
    chosen = asked.get(name, [])
    return {**asked, name: [one for one in chosen if one != value] if value in chosen else [*chosen, value]}


def _of_organization(request: Request, path: str, found: dict[str, Any]) -> dict[str, Any]:
    index, filters = live(request).snapshot.index, {"organization": (path,)}
    return {
        "organization": found,
        "commitments": [dict(row) for row in all_rows(index, Search(kind="commitment", filters=filters), _OF_ORGANIZATION)],
        "inquiries": [dict(row) for row in all_rows(index, Search(kind="inquiry", filters=filters), _OF_ORGANIZATION)],
        "total": count(index, Search(kind="commitment", filters=filters)),
    }


def _statements(request: Request, path: str) -> dict[str, Any]:
    """What is said of a thing, as rows for people: what it is called, its properties, and what links to it."""
    snapshot = live(request).snapshot
    iri, triples = snapshot.base_iri + path, describe(snapshot, path)
    rows = [(short(one.predicate), text(one.object), local(snapshot.base_iri, one.object)) for one in triples if text(one.subject) == iri]
    links = [(short(one.predicate), text(one.subject), local(snapshot.base_iri, one.subject)) for one in triples if text(one.object) == iri]
    names = [value for name, value, _ in rows if name in ("dcterms:title", "skos:prefLabel", "schema:name", "schema:text", "eli:title")]
    return {"path": path, "iri": iri, "title": names[0] if names else path, "rows": rows, "links": links[:_OF_ORGANIZATION]}

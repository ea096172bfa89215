"""The API for people without SPARQL: lists that can be searched, filtered, paged, and taken as CSV or feed; and one thing by its key."""

import csv
import io
from collections.abc import Iterable, Iterator
from sqlite3 import Connection
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from etl.serve.dossier import read_commitment, read_dossier
from etl.serve.index import open_index
from etl.serve.search import Row, Search, all_rows, count, newest_rows
from etl.serve.web.feeds import feed_response
from etl.serve.web.requests import live, public_url

PREFIX = "/api"
DESCRIPTION = (
    "Inquiries to councils' administrations, their answers and the commitments in them, read by a machine from documents and not official. "
    "Rows go from the newest to the oldest; `next` goes on after the last one. Every list is also there as .csv, whole, and as .atom."
)
_MOST = 200  # rows of a page
_MOST_CSV = 200_000
_MOST_IN_FEED = 50
_ID = r"id/[a-z-]+/[0-9a-f]{16}(-[0-9]+)?"
_BOM = "\ufeff"  # makes spreadsheet programs read UTF-8

Values = Annotated[
    list[Annotated[str, Field(max_length=300)]], Field(max_length=20, description="One of these; may be given several times.")
]
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{16}(-[0-9]+)?$", description="The last part of its IRI.")]


class Filter(BaseModel):
    """What every list can be narrowed by."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field("", max_length=300, description="Words, in any form; words in quotes in their order.")
    council: Values = []
    year: Values = Field([], description="Year of the inquiry.")
    faction: Values = []
    office: Values = []
    organization: Values = Field([], description="Id of an organization that takes part, in whatever role.")
    limit: int = Field(50, ge=1, le=_MOST)
    cursor: str = Field("", pattern=rf"^([0-9-]{{0,10}}~{_ID})?$", description="From `next` of the page before.")

    def search(self, kind: str) -> Search:
        """As a search for one kind of hit."""
        filters = {name: tuple(value) for name, value in self if isinstance(value, list)}
        return Search(self.q, filters, kind)


class InquiryFilter(Filter):
    """What inquiries can be narrowed by."""

    answered: list[Literal["yes", "no"]] = Field([], max_length=2)


class CommitmentFilter(Filter):
    """What commitments can be narrowed by."""

    kind: Values = Field([], description="Codes of the list commitment-kind.")
    status: Values = Field([], description="Codes of the list commitment-status.")
    partnership: list[Literal["yes", "no"]] = Field([], max_length=2)
    partner: Values = []


class Listed(BaseModel):
    """A page of a list. total: rows of the whole list; next: the URL that goes on, if there is more."""

    total: int
    items: list[dict[str, Any]]
    next: str | None


router = APIRouter(prefix=PREFIX)
_MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "Nothing is published under this key."}}
Inquiries = Annotated[InquiryFilter, Query()]
Answers = Annotated[Filter, Query()]
Commitments = Annotated[CommitmentFilter, Query()]
File = Literal["csv", "atom"]


@router.get("/inquiries")
def list_inquiries(request: Request, wanted: Inquiries) -> Listed:
    """Inquiries, the newest first."""
    return _listed(request, wanted, "inquiry")


@router.get("/inquiries.{form}", response_class=Response)
def inquiries_as_file(request: Request, form: File, wanted: Inquiries) -> Response:
    """Inquiries as CSV or as feed."""
    return _file(request, wanted, "inquiry", form)


@router.get("/inquiries/{key}", responses=_MISSING)
def one_inquiry(request: Request, key: Key) -> dict[str, Any]:
    """An inquiry with its questions, its answers, and the commitments in them."""
    return _found(read_dossier(live(request).snapshot.index, f"id/inquiry/{key}"))


@router.get("/answers")
def list_answers(request: Request, wanted: Answers) -> Listed:
    """Answers, the newest first."""
    return _listed(request, wanted, "answer")


@router.get("/answers.{form}", response_class=Response)
def answers_as_file(request: Request, form: File, wanted: Answers) -> Response:
    """Answers as CSV or as feed."""
    return _file(request, wanted, "answer", form)


@router.get("/commitments")
def list_commitments(request: Request, wanted: Commitments) -> Listed:
    """Commitments, the newest first."""
    return _listed(request, wanted, "commitment")


@router.get("/commitments.{form}", response_class=Response)
def commitments_as_file(request: Request, form: File, wanted: Commitments) -> Response:
    """Commitments as CSV or as feed."""
    return _file(request, wanted, "commitment", form)


@router.get("/commitments/{key}", responses=_MISSING)
def one_commitment(request: Request, key: Key) -> dict[str, Any]:
    """A commitment with its partners, what it mentions, and the place that it rests on."""
    return _found(read_commitment(live(request).snapshot.index, f"id/commitment/{key}"))


@router.get("/organizations")
def list_organizations(
    request: Request, limit: Annotated[int, Query(ge=1, le=_MOST)] = 50, cursor: Annotated[str, Query(pattern=f"^({_ID})?$")] = ""
) -> Listed:
    """Organizations by their ids, with how many inquiries, answers and commitments they take part in. `cursor` is the last id."""
    snapshot = live(request).snapshot
    total = snapshot.index.execute("SELECT count(*) FROM organization_list").fetchone()[0]
    rows = snapshot.index.execute("SELECT * FROM organization_list WHERE id > ? ORDER BY id LIMIT ?", (cursor, limit + 1)).fetchall()
    last = rows[limit - 1]["id"] if len(rows) > limit else ""
    return Listed(total=total, items=[_item(row, snapshot.base_iri) for row in rows[:limit]], next=_next(request, last))


@router.get("/organizations.csv", response_class=Response)
def organizations_as_file(request: Request) -> Response:
    """All organizations as CSV."""
    index = open_index(live(request).snapshot.index_file)
    return _csv_response(request, "organization", index, index.execute("SELECT * FROM organization_list ORDER BY id"))


def _listed(request: Request, wanted: Filter, kind: str) -> Listed:
    snapshot, search = live(request).snapshot, wanted.search(kind)
    rows, cursor = newest_rows(snapshot.index, search, limit=wanted.limit, cursor=wanted.cursor)
    items = [_item(row, snapshot.base_iri) for row in rows]
    return Listed(total=count(snapshot.index, search), items=items, next=_next(request, cursor))


def _next(request: Request, cursor: str) -> str | None:
    return f"{public_url(request)}{request.url.path}?{request.url.include_query_params(cursor=cursor).query}" if cursor else None


def _file(request: Request, wanted: Filter, kind: str, form: File) -> Response:
    snapshot, search = live(request).snapshot, wanted.search(kind)
    if form == "atom":
        return feed_response(request, kind, all_rows(snapshot.index, search, _MOST_IN_FEED))
    index = open_index(snapshot.index_file)
    return _csv_response(request, kind, index, all_rows(index, search, _MOST_CSV))


def _csv_response(request: Request, kind: str, index: Connection, rows: Iterable[Row]) -> Response:
    """Rows as CSV. index: a connection of their own, for they are read from several threads while the answer goes out."""
    names = [row[1] for row in index.execute(f"PRAGMA table_info({kind}_list)")]
    items = (_item(row, live(request).snapshot.base_iri) for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    return StreamingResponse(_csv(["iri", *names], items), media_type="text/csv; charset=utf-8; header=present", headers=headers)


def _item(row: Row, base_iri: str) -> dict[str, Any]:
    """A row with the IRI of its thing; what orders the rows is no part of it."""
    return {"iri": base_iri + row["id"], **{name: row[name] for name in row.keys() if name != "happened_on"}}  # noqa: SIM118 — a Row is no dict


def _csv(names: list[str], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    out = io.StringIO(_BOM, newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _found(thing: dict[str, Any] | None) -> dict[str, Any]:
    if thing is None:
        raise HTTPException(404, "nothing is published under this key")
    return thing

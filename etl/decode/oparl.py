"""OParl's objects as typed records. Interprets nothing beyond what servers write differently (see `etl.model.oparl`)."""

import mimetypes
import re
from collections.abc import Callable, Mapping
from typing import Any

from etl.model import oparl
from etl.model.records import AgendaItem, Body, Consultation, File, Meeting, Organization, Paper

#: Finds an object that is only named: id → its JSON, or None.
Lookup = Callable[[str], oparl.Json | None]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")
_ORDER = re.compile(r"[0-9]{1,9}")
_AGS_LENGTH = 8
_BY_ENDING = mimetypes.MimeTypes()  # as Python knows them, whatever this machine adds


def decode_body(value: oparl.Json) -> Body:
    """A Body. Its licence is spelled `license` or `licence`."""
    license_url = oparl.text(value.get("license")) or oparl.text(value.get("licence"))
    return Body(oparl.identifier(value), oparl.text(value.get("name")), _ags(value.get("ags")), license_url)


def decode_organization(value: oparl.Json) -> Organization:
    """An Organization."""
    return Organization(
        url=oparl.identifier(value),
        body_url=oparl.identifier(value.get("body")),
        name=oparl.text(value.get("name")),
        short_name=oparl.text(value.get("shortName")),
        type_name=oparl.text(value.get("organizationType")),
        classification=oparl.text(value.get("classification")),
    )


def decode_meeting(value: oparl.Json, lookup: Lookup) -> Meeting:
    """A Meeting with its agenda, in the agenda's order, and its files."""
    url = oparl.identifier(value)
    embedded = [_resolved(member, lookup) for member in oparl.items(value.get("agendaItem"))]
    agenda = [_agenda_item(member, url, position) for position, member in enumerate(embedded) if member]
    return Meeting(
        url=url,
        body_url=oparl.identifier(value.get("body")),
        name=oparl.text(value.get("name")),
        started_at=_matching(_DATE_TIME, value.get("start")) or _matching(_DATE, value.get("start")),
        organization_urls=tuple(oparl.identifier(member) for member in oparl.items(value.get("organization"))),
        agenda_items=tuple(sorted(agenda, key=lambda item: item.order)),
        files=_files(value, "Meeting", lookup),
    )


def decode_paper(value: oparl.Json, lookup: Lookup) -> Paper:
    """A Paper with its files, the main file first, and its consultations."""
    url = oparl.identifier(value)
    consultations = [_resolved(member, lookup) for member in oparl.items(value.get("consultation"))]
    names = ("originatorOrganization", "originatorPerson")
    return Paper(
        url=url,
        body_url=oparl.identifier(value.get("body")),
        name=oparl.text(value.get("name")),
        reference=oparl.text(value.get("reference")),
        paper_type=oparl.text(value.get("paperType")),
        published_on=_matching(_DATE, value.get("date")),
        files=_files(value, "Paper", lookup),
        consultations=tuple(_consultation(member, url) for member in consultations if member),
        originators=tuple(name for key in names for name in map(_name, oparl.items(value.get(key))) if name),
        under_direction_of=tuple(oparl.identifier(member) for member in oparl.items(value.get("underDirectionOf"))),
        related_urls=tuple(oparl.related_papers(value)),
    )


def _agenda_item(value: oparl.Json, meeting_url: str, position: int) -> AgendaItem:
    order = oparl.text(value.get("order"))
    return AgendaItem(
        url=oparl.identifier(value) or f"{meeting_url}#agenda-item-{position}",
        meeting_url=meeting_url,
        number=oparl.text(value.get("number")).rstrip("."),
        name=oparl.text(value.get("name")),
        order=int(order) if _ORDER.fullmatch(order) else position,
        result=oparl.text(value.get("result")),
        consultation_url=oparl.identifier(value.get("consultation")),
    )


def _consultation(value: oparl.Json, paper_url: str) -> Consultation:
    return Consultation(
        url=oparl.identifier(value),
        paper_url=paper_url,
        meeting_url=oparl.identifier(value.get("meeting")),
        agenda_item_url=oparl.identifier(value.get("agendaItem")) or oparl.identifier(value.get("agendaitem")),
        role=oparl.text(value.get("role")),
        is_authoritative=value.get("authoritative") is True,
    )


def _files(value: oparl.Json, kind: str, lookup: Lookup) -> tuple[File, ...]:
    resolved = (_resolved(member, lookup) for member in oparl.files(value, kind))
    return tuple(
        {file.url: file for file in (_file(member) for member in resolved if member and not oparl.is_deleted(member)) if file.url}.values()
    )


def _file(value: oparl.Json) -> File:
    text = value.get("text")
    return File(
        url=oparl.identifier(value),
        name=oparl.text(value.get("name")) or oparl.text(value.get("fileName")),
        download_url=oparl.text(value.get("downloadUrl")) or oparl.text(value.get("accessUrl")),
        media_type=_media_type(oparl.text(value.get("mimeType"))),
        date=_matching(_DATE, value.get("date")) or _matching(_DATE, value.get("created")),
        text=text if isinstance(text, str) else "",
    )


def _resolved(member: Any, lookup: Lookup) -> oparl.Json | None:
    return member if isinstance(member, Mapping) else lookup(oparl.identifier(member))


def _name(member: Any) -> str:
    """The name of an originator that is embedded, or written as a name; an id alone says nothing here."""
    if isinstance(member, Mapping):
        return oparl.text(member.get("name"))
    name = oparl.text(member)
    return "" if "://" in name else name


def _ags(value: Any) -> str:
    """The eight digits of an AGS, which servers write with blanks, without the leading zero, or longer."""
    digits = "".join(filter(str.isdigit, oparl.text(value)))
    return digits[:_AGS_LENGTH].zfill(_AGS_LENGTH) if len(digits) >= _AGS_LENGTH - 1 else ""


def _media_type(written: str) -> str:
    """A media type by its proper name; some servers write an ending instead ("pdf")."""
    return written if not written or "/" in written else _BY_ENDING.guess_type(f"file.{written.lstrip('.')}")[0] or written


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    match = pattern.match(oparl.text(value))
    return match[0] if match else ""

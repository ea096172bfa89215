"""Records as a council information system gives them, after decoding: OParl's objects with OParl's names.

`url` is always the id that the source itself gives the object. Dates and times are ISO 8601 texts as the source wrote them;
"" means that the source says nothing. Source: https://oparl.org/spezifikation/ (1.0 and 1.1).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """A municipality (OParl Body)."""

    url: str
    name: str
    ags: str = ""
    license_url: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """A committee, faction, office or company (OParl Organization).

    type_name and classification are the source's own words (`organizationType`, `classification`).
    """

    url: str
    body_url: str
    name: str
    short_name: str = ""
    type_name: str = ""
    classification: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of a meeting's agenda (OParl AgendaItem); order counts from 0 within the meeting."""

    url: str
    meeting_url: str
    number: str
    name: str
    order: int
    result: str = ""
    consultation_url: str = ""


@dataclass(frozen=True, slots=True)
class Consultation:
    """Where a paper was dealt with (OParl Consultation): links a paper to an agenda item of a meeting."""

    url: str
    paper_url: str
    meeting_url: str = ""
    agenda_item_url: str = ""
    role: str = ""
    is_authoritative: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file of a paper or meeting (OParl File), before its bytes are read."""

    url: str
    name: str
    download_url: str
    media_type: str = ""
    date: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session of one or more organizations (OParl Meeting) with its agenda."""

    url: str
    body_url: str
    name: str
    started_at: str = ""
    organization_urls: tuple[str, ...] = ()
    agenda_items: tuple[AgendaItem, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper (OParl Paper; Drucksache, Vorlage) with its files and consultations.

    originators and under_direction_of are names or URLs as the source gives them; related_urls are its super- and subordinated papers.
    """

    url: str
    body_url: str
    name: str
    reference: str = ""
    paper_type: str = ""
    published_on: str = ""
    files: tuple[File, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    originators: tuple[str, ...] = ()
    under_direction_of: tuple[str, ...] = ()
    related_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An object that the source has withdrawn. kind is OParl's type name ("Paper"); deleted_at as the source dates it."""

    url: str
    kind: str
    deleted_at: str = ""


Record = Body | Organization | Meeting | Paper | Consultation | AgendaItem | File | Tombstone

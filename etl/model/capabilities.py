"""What an OParl server can and cannot do, as a probe found it on one day: data that runs use, and that others can use too."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

#: What a server does with a parameter: does as asked, answers as if it were not there, refuses the request, or cannot be told.
Heed = Literal["heeded", "ignored", "refused", "unknown"]
#: … with `limit`, which some servers take for the number of objects that they give altogether.
HeedLimit = Literal["heeded", "ignored", "refused", "truncates", "unknown"]
#: How the next page is found: by its link, by its number (`page`, up to the number of pages told), or the list has only one.
Paging = Literal["links", "numbers", "single page", "unknown"]
#: Whether the links of a list are whole URLs.
Links = Literal["absolute", "relative", "none"]
#: Whether a filter stands in the link to the next page as it was given; with a raw "+" servers read a space and drop it.
FilterInNext = Literal["kept", "dropped", "raw plus", "no next page", "unknown"]
#: What a window of time without objects looks like.
EmptyWindow = Literal["empty list", "bare array", "not found", "unknown"]
#: Which end of a list holds the newest objects.
Order = Literal["oldest first", "newest first", "unknown"]
#: What the time stamps say: when each object was made or changed, one old day, the day of the question, one other day, or nothing.
Stamps = Literal["real", "epoch", "today", "constant", "missing", "unknown"]


@dataclass(frozen=True, slots=True)
class ServedBody:
    """A body that a server serves; lists: property of the Body → URL of the external list, under the name that the server uses."""

    id: str
    name: str = ""
    ags: str = ""
    license: str = ""
    lists: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileAccess:
    """One file that was asked for: the answer (HTTP status, or why there is none), its media type by the server's word and by the bytes."""

    url: str
    answer: str
    declared_type: str = ""
    sniffed_type: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What was found out about one server.

    url: of its System; probed_on: ISO date; requests: how many it took; versions: of OParl, by the System and by the types of objects;
    other_systems: System URLs of other versions that it names; probed_list: the list that the questions were asked of ("" = none could be);
    total: objects in it, as the server tells (None = it does not); page_size: objects of its first page (None = unknown);
    links_past_end: whether the last page links to another; missing_object: the answer for an id that does not exist;
    has_texts: whether File objects hold texts; has_tombstones: whether deleted objects were seen in a list that was not filtered;
    notes: what could not be found out, and why.
    """

    url: str
    probed_on: str
    requests: int
    versions: tuple[str, ...] = ()
    other_systems: tuple[str, ...] = ()
    name: str = ""
    vendor: str = ""
    product: str = ""
    license: str = ""
    bodies: tuple[ServedBody, ...] = ()
    probed_list: str = ""
    total: int | None = None
    page_size: int | None = None
    paging: Paging = "unknown"
    links: Links = "none"
    links_past_end: bool = False
    limit: HeedLimit = "unknown"
    modified_since: Heed = "unknown"
    created_since: Heed = "unknown"
    filter_in_next: FilterInNext = "unknown"
    empty_window: EmptyWindow = "unknown"
    order: Order = "unknown"
    stamps: Stamps = "unknown"
    has_tombstones: bool = False
    has_texts: bool = False
    missing_object: str = ""
    file: FileAccess | None = None
    notes: tuple[str, ...] = ()

    @property
    def tells_changes(self) -> bool:
        """Whether the server can be asked for what changed: it heeds the filter, and its stamps say when an object changed."""
        return self.modified_since == "heeded" and self.stamps == "real"

    def as_data(self) -> dict[str, Any]:
        """The capabilities as plain data, for YAML or JSON."""
        data = asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in data.items()}


def from_data(data: Mapping[str, Any]) -> Capabilities:
    """The capabilities that plain data describe; what another version knew besides is left out.

    Raises:
        ValueError: if the data describe none.
    """
    from pydantic import TypeAdapter  # noqa: PLC0415 — takes longer to load than a run without news needs

    known = Capabilities.__dataclass_fields__.keys()
    return TypeAdapter(Capabilities).validate_python({name: value for name, value in data.items() if name in known})

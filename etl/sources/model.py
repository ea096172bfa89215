"""A source: one council, as its source file describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """What a source file says (`docs/add-a-council.md` explains each key).

    id: short name in lower case, also the name of the published folder; name: of the body ("Stadt Karlsruhe"); adapter: oparl or folder;
    ags: Amtlicher Gemeindeschlüssel, 8 digits; system: URL of the OParl System; license: URL, when the server states none;
    reach: URL prefix → prefix that requests are sent to instead; files: which papers' files to fetch (all, inquiry, none);
    requests_per_second: 0 = no limit; crawl_every_days: after so many, every list is walked whole again; max_file_mb: larger files are
    not fetched; path: folder of `adapter: folder`;
    wikidata: the body's QID; body: id or name of the body to harvest, where the server has several ("" = all of them);
    vendor: who makes the system, as it says itself; frequency: how often the source is run (daily, weekly, monthly, irreg), "" if nobody
    says so; expect: table → least number of rows that a release must have.
    """

    id: str
    name: str
    adapter: str
    ags: str = ""
    system: str = ""
    license: str = ""
    wikidata: str = ""
    body: str = ""
    vendor: str = ""
    frequency: str = ""
    reach: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ("inquiry",)
    requests_per_second: float = 1.0
    crawl_every_days: float = 7
    max_file_mb: int = 100
    path: Path | None = None
    expect: Mapping[str, int] = field(default_factory=dict)

    @property
    def crawl_every(self) -> timedelta:
        """The time after which a list is walked whole again."""
        return timedelta(days=self.crawl_every_days)

    @property
    def max_file_bytes(self) -> int:
        """Larger files are not fetched."""
        return self.max_file_mb * 1_000_000

    @property
    def identity(self) -> tuple[str, ...]:
        """What rows depend on: who the council is, not how it is reached."""
        return self.id, self.name, self.ags, self.license, self.wikidata

"""Write source files for the councils that public lists of OParl servers name (needs ../shared): facts only, nothing guessed.

Read are the lists of OParl/resources (2022) and kommunalpolitik-mcp (2025), what meine-stadt-transparent recorded, and two directories
of municipalities. What they do not say is left out; whether a server answers is for its first probe to say. A file that is there already is
written again only with --force, for people mend files by hand.
"""

import argparse
import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
_RECORDED = SHARED / "oparl" / "bodies-and-systems"
COUNCILS = ROOT / "etl" / "sources" / "councils"

# Frozen collections of what other servers served, and a data centre's own committees: no councils.
_NO_COUNCILS = ("muenchen-transparent.de", "mirror.oparl.org", "oparl.politik-bei-uns.de", "/bodies/0600")
_MISSPELT = {
    "St.adt Ahaus": "Stadt Ahaus",
    "Badhonnef": "Bad Honnef",
    "VGlandstuhl": "Verbandsgemeinde Landstuhl",
    "VG Hagenbach": "Verbandsgemeinde Hagenbach",
    "Kaiserslautern Kreis": "Landkreis Kaiserslautern",
}
_MOVED = {"sessionnet-oparl.krz.de": "sessionnet-oparl.owl-it.de"}  # the newer list has the same bodies there

# What a name begins with before the place: "Stadt", "Verbandsgemeinde", "Kolpingstadt"
_TITLE = re.compile(r"^(?:(?:Landeshaupt|Kreis|Kolping|Klingen)?[Ss]tadt(?:verwaltung)?|(?:Verbands|Samt)?[Gg]emeinde) ")
_VERSION = re.compile(r"/v?(1\.\d)(?=/)")  # the version of OParl in a path: "/v1.1/", "/1.0/"
_BODY_URL = re.compile(r"(.*)/bodies/(\w+)")  # the id of one body on a server of many
_NO_ID = re.compile(r"[^a-z0-9]+")  # what an id cannot hold
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BARE_UMLAUTS = str.maketrans("äöüÄÖÜ", "aouAOU")
_TOWNS = ("Stadt", "Große Kreisstadt", "Kreisfreie Stadt", "Große kreisangehörige Stadt", "Stadtkreis")
_VILLAGES = ("Kreisangehörige Gemeinde", "Markt")
# There an untitled name means the municipality: no association of municipalities bears the name of one of its members.
_UNAMBIGUOUS = ("Nordrhein-Westfalen", "Hessen")


@dataclass(frozen=True)
class Listed:
    """One entry of a list: a name, a System URL, the id of a body on it ("" = its only one), and the Wikidata item."""

    name: str
    system: str
    body: str = ""
    wikidata: str = ""

    @property
    def server(self) -> str:
        """The System URL without scheme and version: the same server, however it is called."""
        return _VERSION.sub("/", self.system.partition("://")[2])


@dataclass
class Council:
    """What is known of one council; systems: its System URLs, the best first."""

    listed: list[Listed]
    name: str = ""
    ags: str = ""
    wikidata: str = ""
    vendor: str = ""
    systems: list[str] = field(default_factory=list)


def place(name: str) -> str:
    """The place in a council's name, as an id: "Stadt Homberg (Efze)" → "homberg-efze"."""
    bare = _TITLE.sub("", name).replace("Kreisverwaltung ", "Kreis ").lower().translate(_UMLAUTS)
    return _NO_ID.sub("-", bare).strip("-")


def read_lists() -> Iterator[Listed]:
    """The entries of both lists, those of no councils left out."""
    for entry in yaml.safe_load((SHARED / "authority" / "oparl_endpoints_OParl-resources.yml").read_text(encoding="utf-8")):
        yield from _entry(entry["title"], entry["url"], entry.get("wd", ""))
    for entry in _json("authority/oparl_municipalities_kommunalpolitik-mcp.json")["municipalities"]:
        yield from _entry(entry["name"], entry["oparl_url"], "")


def _entry(name: str, url: str, wikidata: str) -> Iterator[Listed]:
    if any(part in url for part in _NO_COUNCILS):
        return
    for old, new in _MOVED.items():
        url = url.replace(old, new)
    on_shared = _BODY_URL.fullmatch(url)
    yield Listed(_MISSPELT.get(name, name), f"{on_shared[1]}/system" if on_shared else url, url if on_shared else "", wikidata)


def group(entries: Iterable[Listed]) -> list[Council]:
    """Entries of the same council together: the same Wikidata item, or the same place on the same server."""
    groups: list[list[Listed]] = []
    found: dict[tuple[str, ...], list[Listed]] = {}
    for entry in dict.fromkeys(entries):
        keys = [("item", entry.wikidata)] * bool(entry.wikidata) + [("place", entry.server, entry.body or place(entry.name))]
        members = next((found[key] for key in keys if key in found), None)
        if members is None:
            groups.append(members := [])
        members.append(entry)
        found.update(dict.fromkeys(keys, members))
    return [Council(members) for members in groups]


def _json(name: str) -> Any:
    return json.loads((SHARED / name).read_text(encoding="utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    with (SHARED / "authority" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Authorities:
    """What is known of municipalities and of servers, besides the lists."""

    def __init__(self) -> None:
        directory = _csv("gemeinden_ags_2011_digineo.csv")
        self.keys = {row["ags"] for row in directory}
        self.by_place = defaultdict(list)
        for row in directory:
            self.by_place[place(row["name"].partition(",")[0])].append(row)
        nrw = _csv("nrw_municipalities_wikidata_ags.csv")
        self.ags_by_item = {row["wikidata"]: row["notation_ags"] for row in nrw}
        self.item_by_ags = {key: row["wikidata"] for row in nrw if (key := self.municipality(row["notation_ags"]))}
        self.label_by_item = {row["wikidata"]: row["label"] for row in nrw}
        self.ags_by_file = {name: entry["ags"] for name, entry in _json("authority/mst_body_to_ags.json").items()}
        self.bodies, self.systems = (
            {path.name: _json(f"oparl/bodies-and-systems/{kind}/{path.name}") for path in sorted(_RECORDED.glob(f"{kind}/*.json"))}
            for kind in ("bodies", "systems")
        )

    def municipality(self, key: str) -> str:
        """A key as that of a municipality (8 digits): cities that are no part of a district are often given with 5; "" if it is none."""
        padded = f"{key}000" if len(key) == len("05315") else key
        return padded if padded in self.keys else ""

    def recorded(self, council: Council) -> str:
        """The name under which the objects of a council's server were recorded; "" if they were not."""
        servers = {entry.server for entry in council.listed}
        return next((name for name, system in self.systems.items() if Listed("", system["id"]).server in servers), "")

    def ags(self, council: Council) -> str:
        """The key of a council's municipality; "" if it has none, or if its name leaves a choice."""
        file = self.recorded(council) or next((f"{entry.name}.json" for entry in council.listed if f"{entry.name}.json" in self.bodies), "")
        known = self.municipality(self.ags_by_file.get(file, "")) or self.municipality(self.ags_by_item.get(council.wikidata, ""))
        return known or next((key for entry in council.listed if (key := self._ags_by_name(entry.name))), "")

    def _ags_by_name(self, name: str) -> str:
        title = name[: len(name) - len(_TITLE.sub("", name))].lower()
        rows = self.by_place[place(name)]
        if "verbands" in title or "samt" in title:
            return ""
        if "stadt" in title:
            rows = [row for row in rows if row["typ"] in _TOWNS]
        elif "gemeinde" in title:
            rows = [row for row in rows if row["typ"] in _VILLAGES]
        elif any(row["land"] not in _UNAMBIGUOUS for row in rows):
            return ""
        return rows[0]["ags"] if len(rows) == 1 else ""

    def name(self, council: Council) -> str:
        """How a council calls itself, with its title and umlauts, as far as known."""
        best = max((entry.name for entry in council.listed), key=lambda name: (not name.isascii(), bool(_TITLE.match(name)), name))
        served = str(self.bodies.get(self.recorded(council), {}).get("name", ""))
        if served and not served.startswith("Rat "):
            return served
        spelt = {row["name"].partition(",")[0] for row in self.by_place[place(best)]}
        if not _TITLE.match(best) and len(spelt) == 1:
            return spelt.pop()
        label = self.label_by_item.get(council.wikidata, "")
        return best.replace(label.translate(_BARE_UMLAUTS), label) if label else best


def complete(councils: Sequence[Council], known: Authorities) -> None:
    """Add to each council what the authorities know of it, and choose the best of its servers."""
    hosts = Counter(host for council in councils for host in {_host(entry.system) for entry in council.listed})
    secure = {_domain(entry.system) for council in councils for entry in council.listed if entry.system.startswith("https://")}
    for council in councils:
        items = {entry.wikidata for entry in council.listed if entry.wikidata}
        council.wikidata = items.pop() if len(items) == 1 else ""
        council.ags = known.ags(council)
        council.wikidata = known.item_by_ags.get(council.ags, council.wikidata)
        council.name = known.name(council)
        council.vendor = str(known.systems.get(known.recorded(council), {}).get("vendor", ""))
        # https where other hosts of the same operator are listed with it
        urls = {url.replace("http://", "https://") if _domain(url) in secure else url for url in (entry.system for entry in council.listed)}
        council.systems = sorted(urls, key=lambda url: (_VERSION.findall(url), hosts[_host(url)] == 1, url), reverse=True)


def _host(url: str) -> str:
    return url.split("/")[2]


def _domain(url: str) -> str:
    return ".".join(_host(url).split(".")[-2:])


def ids(councils: Sequence[Council]) -> Iterator[tuple[str, Council]]:
    """Each council with its id: its place; with the number of its body, where two councils have the same."""
    taken = Counter(place(council.name) for council in councils)
    for council in councils:
        name = place(council.name)
        yield (f"{name}-{council.listed[0].body.rpartition('/')[2]}" if taken[name] > 1 else name), council


def source_file(council_id: str, council: Council, neighbours: Mapping[str, int]) -> str:
    """The text of a source file."""
    system, *others = council.systems
    entry = council.listed[0]
    body = entry.body or (council.name if neighbours[entry.server] > 1 else "")
    keys = {
        "id": council_id,
        "name": council.name,
        "ags": f'"{council.ags}"' if council.ags else "",
        "wikidata": council.wikidata,
        "adapter": "oparl",
        "system": system,
        "body": body,
        "vendor": council.vendor,
    }
    lines = [f"# Also listed: {other}" for other in others] + [f"{key}: {value}" for key, value in keys.items() if value]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="write files again that are there")
    force = parser.parse_args().force
    councils = group(read_lists())
    complete(councils, Authorities())
    neighbours = Counter(council.listed[0].server for council in councils)
    for council_id, council in ids(councils):
        path = COUNCILS / f"{council_id}.yml"
        if force or not path.exists():
            path.write_text(source_file(council_id, council, neighbours), encoding="utf-8")


if __name__ == "__main__":
    main()

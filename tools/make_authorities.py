"""Write `etl/normalise/authorities.yml`: parties, municipalities and districts with their Wikidata items and AGS (needs ../shared).

Facts only: NRW municipalities and districts of Köln from hbz/lobid-vocabs (CC0), the other municipalities from the council files of this
repository, parties compiled by hand. A name that more than one German municipality bears (list of 2011) is left out;
so is a party that fewer than two sources agree on. Aliases of parties are mended by hand here, in `ALIASES`.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from etl.sources import known_sources, load_source

ROOT = Path(__file__).resolve().parents[1]
LISTS = ROOT.parent / "shared" / "data" / "authority"
TARGET = ROOT / "etl" / "normalise" / "authorities.yml"
ALIASES = {
    "Bündnis 90/Die Grünen": ["B90/Grüne", "B90/Die Grünen", "Bündnis Grüne", "Grüne", "Die Grünen"],
    "FDP": ["F.D.P.", "Freie Demokraten"],
    "Die Linke": ["DIE LINKE.", "Linke", "Linksfraktion"],
}
CONFIRMED = ("Die Linke",)  # one source in the list, but public lists beyond it agree
KOELN = "05315000"
_LEAST_SOURCES = 2
_TITLE = re.compile(r"^(?:Landeshauptstadt|Bundesstadt|Kolpingstadt|Klingenstadt|Stadt|Gemeinde)\s+")
_IN_BRACKETS = re.compile(r"\s*\((?P<kind>[^()]*)\)$")
HEAD = """# Names of parties, municipalities and districts with their items in Wikidata; written by tools/make_authorities.py.
# Facts; those on places in Nordrhein-Westfalen from hbz/lobid-vocabs, CC0 1.0.
"""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a list."""
    with (LISTS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def parties() -> Iterator[str]:
    """A line for each party that enough sources agree on: name, item, other names."""
    for row in rows("parties_wikidata.csv"):
        if int(row["independent_sources_seen"]) >= _LEAST_SOURCES or row["label"] in CONFIRMED:
            listed = [alias.strip() for alias in row["aliases"].split(";") if alias.strip()]
            aliases = dict.fromkeys([*listed, *ALIASES.get(row["label"], [])])
            yield f"  - {{name: {row['label']}, wikidata: {row['wikidata']}, aliases: [{', '.join(aliases)}]}}"


def municipalities() -> Iterator[str]:
    """A line for each municipality whose name is the only one of its kind."""
    bearers = Counter(row["name"].partition(",")[0] for row in rows("gemeinden_ags_2011_digineo.csv"))
    found = {row["label"]: (row["notation_ags"].ljust(8, "0"), row["wikidata"]) for row in rows("nrw_municipalities_wikidata_ags.csv")}
    for source in map(load_source, known_sources()):
        name = _TITLE.sub("", source.name)
        if source.ags and source.wikidata and bearers[name]:
            found.setdefault(name, (source.ags, source.wikidata))
    for name, (ags, item) in sorted(found.items()):
        if bearers[name] <= 1:
            yield f'  - {{name: "{name}", ags: "{ags}", wikidata: {item}}}'


def districts() -> Iterator[str]:
    """A line for each district of Köln; of two that share a name only the one that is meant by its full name."""
    places = [(row["label"], row["wikidata"]) for row in rows("koeln_places_nwbib_wikidata.csv") if row["wikidata"]]
    bearers = Counter(_IN_BRACKETS.sub("", label) for label, _ in places)
    for label, item in sorted(set(places)):
        plain, kind = _IN_BRACKETS.sub("", label), _IN_BRACKETS.search(label)
        names = [plain] if bearers[plain] == 1 else []
        names += [f"{kind['kind']} {plain}"] if kind else []
        for name in names:
            yield f'  - {{name: "{name}", ags: "{KOELN}", wikidata: {item}}}'


def main() -> None:
    """Write the file."""
    parts = (("parties", parties()), ("municipalities", municipalities()), ("districts", districts()))
    body = "".join(f"\n{title}:\n" + "\n".join(lines) + "\n" for title, lines in parts)
    TARGET.write_text(HEAD + body, encoding="utf-8")


if __name__ == "__main__":
    main()

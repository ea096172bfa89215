"""Write the files that follow from others again: `make docs`. With --check, say which of them are not current and exit with 1."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from etl import __version__
from etl.publish.context import render_context
from etl.publish.dictionary import render_dictionary
from etl.publish.vocabulary import render_vocabulary
from etl.sources import known_sources, load_source
from etl.tables import SUFFIX, load_tables

ROOT = Path(__file__).resolve().parents[1]
DEMO_CSV = "output/demo/csv"


def root_package() -> str:
    """The repository's own data package: every table by its schema, with the published demo council as its data (`make demo` makes it)."""
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "ratsgraph",
        "title": "Inquiries, answers and commitments of councils: the tables, with the demo council Musterstadt",
        "description": "Read by a machine from the documents of council information systems; not official. The demo council is invented. "
        "`make demo` makes the data; each council that is run has a package of its own under output/.",
        "version": __version__,
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/", "title": "CC0 1.0"}],
        "resources": [
            {
                "name": name,
                "type": "table",
                "title": table.descriptor["title"],
                "description": table.descriptor["description"],
                "path": f"{DEMO_CSV}/{name}.csv",
                "schema": f"vocab/tables/{name}{SUFFIX}",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
            }
            for name, table in load_tables().items()
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def councils_page() -> str:
    """The councils that travel with ratsgraph, one a line."""
    sources = [load_source(name) for name in known_sources()]
    rows = [(one.id, one.name, one.ags, one.wikidata, f"<{one.system}>", one.body, one.license) for one in sources]
    lines = [COUNCILS_HEAD.format(count=len(rows))]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join(lines) + "\n"


COUNCILS_HEAD = """# Known councils

{count} source files in `etl/sources/councils`, most of them made from public lists of OParl servers: OParl/resources (2022) and
kommunalpolitik-mcp (2025, Apache-2.0), with keys and Wikidata items from hbz/lobid-vocabs (CC0) and the directory of municipalities.
An empty cell means: not known. Lists of servers grow stale; `ratsgraph probe ID` tells whether one answers, and what it can do.

| id | name | AGS | Wikidata | System | body | licence |
|---|---|---|---|---|---|---|"""

GENERATED: dict[str, Callable[[], str]] = {
    "datapackage.json": root_package,
    "docs/councils.md": councils_page,
    "docs/data-dictionary.md": render_dictionary,
    "docs/vocabulary.md": render_vocabulary,
    "vocab/context.jsonld": render_context,
}


def stale() -> list[str]:
    """The generated files that are not what they would be if they were written now."""
    return [name for name, render in GENERATED.items() if not _is_current(ROOT / name, render())]


def _is_current(path: Path, content: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == content


def main() -> None:
    """Write them, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        sys.exit(f"not current, run `make docs`: {', '.join(stale())}" if stale() else 0)
    for name, render in GENERATED.items():
        (ROOT / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Write the files that follow from others again: `make docs`. With --check, say which of them are not current and exit with 1."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from etl import __version__
from etl.publish.dictionary import render_dictionary
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


GENERATED: dict[str, Callable[[], str]] = {"datapackage.json": root_package, "docs/data-dictionary.md": render_dictionary}


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

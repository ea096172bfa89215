"""Ask the server that publishes a folder for all that its catalogue offers, and give the points that data.europa.eu would give.

    ask_server.py FOLDER [--reach PREFIX=URL]

--reach sends the requests for a prefix elsewhere, to try a server before its name leads to it. Exit code 1 if points are missing.
"""

import argparse
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

import pyoxigraph as ox
import requests

from etl.publish.files import PACKAGE, read_json
from etl.publish.mqa import measure, summary
from etl.tables import expand

_LINKS = frozenset(map(expand, ("dcat:accessURL", "dcat:downloadURL")))


def urls(triples: Iterable[ox.Triple]) -> set[str]:
    """What a catalogue offers."""
    return {triple.object.value for triple in triples if triple.predicate.value in _LINKS and isinstance(triple.object, ox.NamedNode)}


def answered(offered: Collection[str], prefix: str = "", instead: str = "") -> set[str]:
    """The URLs that a server answers with 200, asked by HEAD, as the assessment does."""
    with requests.Session() as session:
        return {
            url for url in offered if session.head(instead + url.removeprefix(prefix), timeout=10, allow_redirects=True).status_code == 200
        }


def main() -> None:
    """Ask, and print the points."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reach", default="=")
    arguments = parser.parse_args()
    triples = {quad.triple for quad in ox.parse(path=arguments.folder / "catalog.ttl", format=ox.RdfFormat.TURTLE)}
    offered = urls(triples)
    prefix, _, instead = arguments.reach.partition("=")
    try:
        found = answered(offered, prefix, instead)
    except requests.RequestException as error:
        sys.exit(f"the server does not answer ({error}): start it, wait until it has loaded, and ask again")
    for url in sorted(offered - found):
        print(f"not answered with 200: {url}")
    report = summary(measure(triples, read_json(arguments.folder / PACKAGE)["id"], found))
    print(f"{report['points']:g} of {report['of']} points")
    sys.exit(report["points"] < report["of"])


if __name__ == "__main__":
    main()

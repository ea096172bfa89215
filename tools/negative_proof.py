"""Break copies of a published folder, one for each check, and show as a Markdown table that the check catches it.

    python -m tools.negative_proof FOLDER [--shapes FILE_OR_FOLDER …] [--deprecated TURTLE]

--shapes and --deprecated: the official shapes, and an official catalogue that they must find fault with. Exit code 1 if a check misses
its copy.
"""

import argparse
import csv
import gzip
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.publish.checks.shapes import turtle_files
from etl.publish.files import OWN, PACKAGE, read_json, sha256
from etl.publish.validate import examine


@dataclass(frozen=True, slots=True)
class Breakage:
    """check: name of the check that must catch it; how: in words; is_listed: sizes and hashes are set right, only the content is wrong."""

    check: str
    how: str
    do: Callable[[Path], None]
    is_listed: bool = True


def cell(table: str, column: str, value: str) -> Callable[[Path], None]:
    """Another value in a column of a table's first row in which it is not empty."""

    def do(folder: Path) -> None:
        rows, path = read_rows(folder, table)
        next(row for row in rows if row[column])[column] = value
        write_rows(path, rows)

    return do


def repeated(folder: Path) -> None:
    """The first paper twice."""
    rows, path = read_rows(folder, "papers")
    write_rows(path, [rows[0], *rows])


def lines(pattern: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    """The first line with a word in a file of text, gzipped or not, changed. pattern: "<glob>: <word>"."""
    glob, _, word = pattern.partition(": ")

    def do(folder: Path) -> None:
        (path,) = folder.glob(glob)
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        found = data.decode().splitlines(keepends=True)
        at = next(number for number, line in enumerate(found) if word in line)
        found[at] = change(found[at])
        data = "".join(found).encode()
        path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)

    return do


def gone(_: str) -> str:
    """Nothing in the place of a line."""
    return ""


def swapped(folder: Path) -> None:
    """The Parquet of one table in the place of another's."""
    shutil.copy(folder / "parquet" / "meetings.parquet", folder / "parquet" / "papers.parquet")


BREAKAGES = (
    Breakage(
        "every file that the data package lists is there",
        "a CSV is deleted",
        lambda folder: (folder / "csv/papers.csv").unlink(),
        is_listed=False,
    ),
    Breakage(
        "schemas and headers are those of vocab/tables",
        "two columns change places",
        lines("csv/papers.csv: reference,name", lambda line: line.replace("reference,name", "name,reference")),
    ),
    Breakage(
        "sizes and hashes are those of the data package", "a title is changed", cell("papers", "name", "Ein anderer Titel"), is_listed=False
    ),
    Breakage(
        "sizes and hashes are those of the data package",
        "a file is added",
        lambda folder: (folder / "csv/notes.csv").touch(),
        is_listed=False,
    ),
    Breakage(
        "CSVW metadata follow from the schemas",
        "another property",
        lines("csv/papers.csv-metadata.json: ontology#number", lambda line: line.replace("#number", "#title")),
    ),
    Breakage(
        "the data package is described as its profile asks (frictionless)",
        "a version that is no text",
        lines('datapackage.json: "version": ', lambda line: re.sub(r'"version": "[^"]*"', '"version": 1', line)),
    ),
    Breakage("rows keep their schemas (frictionless)", "30 February", cell("papers", "published_on", "2023-02-30")),
    Breakage("rows keep their schemas (frictionless)", "a code of no list", cell("papers", "paper_type_code", "query")),
    Breakage("rows keep their schemas (frictionless)", "an id of another form", cell("papers", "paper_id", "paper 1")),
    Breakage("keys are unique, references lead to rows", "a paper twice", repeated),
    Breakage("keys are unique, references lead to rows", "a document of no paper", cell("documents", "paper_id", f"id/paper/{'f' * 16}")),
    Breakage("quotes are the documents' words at their offsets", "other words", cell("commitments", "quote", "Das hat niemand gesagt.")),
    Breakage("quotes are the documents' words at their offsets", "an offset beyond the text", cell("commitments", "end", "99999999")),
    Breakage("nothing private is left", "an e-mail address in a title", cell("papers", "name", "an erika.muster@example.org")),
    Breakage("nothing private is left", "a citizen's name in a title", cell("papers", "name", "Beschwerde von Herrn Zzyxmann")),
    Breakage("N-Quads and Turtle say what the tables say", "a quad less", lines("rdf/*.nq.gz: ontology#number", gone)),
    Breakage(
        "N-Quads and Turtle say what the tables say",
        "another value in the Turtle",
        lines("rdf/*.ttl.gz: eli:date_document", lambda line: line.replace('"', '"1', 1)),
    ),
    Breakage(
        "N-Quads and Turtle say what the tables say",
        "a block listed with other rows",
        lines("rdf/blocks.csv: papers,", lambda line: line.replace("papers,", "papers,0")),
    ),
    Breakage("Parquet holds the rows of the CSVs", "another table's Parquet", swapped),
    Breakage(
        "the dump keeps our SHACL shapes",
        "a date that is a text",
        lines("rdf/*.nq.gz: #date_document", lambda line: line.replace("XMLSchema#date>", "XMLSchema#string>")),
    ),
    Breakage("the dump keeps our SHACL shapes", "a thing without its label", lines("rdf/*.nq.gz: core#prefLabel", gone)),
    Breakage(
        "catalogues agree and offer the files that are there",
        "another word in the RDF/XML",
        lines("catalog.rdf: Kommunalpolitik", lambda line: line.replace("Kommunal", "")),
    ),
    Breakage(
        "catalogues agree and offer the files that are there",
        "another size",
        lines("catalog.ttl: dcat:byteSize", lambda line: line.replace('byteSize "', 'byteSize "9')),
    ),
    Breakage(
        "the catalogue keeps our SHACL shapes for DCAT-AP.de",
        "no publisher",
        lines("catalog.ttl: dcterms:publisher", lambda line: line.replace("publisher", "creator")),
    ),
)


def caught(folder: Path, breakage: Breakage, shapes: Sequence[Path] = ()) -> str:
    """The first thing that the check finds wrong with a broken copy of a folder, "" if it finds nothing."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(folder, Path(place) / folder.name))
        breakage.do(copy)
        if breakage.is_listed:
            relist(copy)
        found = {name: problems for _, name, problems in examine(copy, shapes)}
        return found[breakage.check][0].what if found.get(breakage.check) else ""


def relist(folder: Path) -> None:
    """Set the sizes and hashes in the data package right."""
    package: dict[str, Any] = read_json(folder / PACKAGE)
    for entry in (*package["resources"], *package[OWN]["files"]):
        path = folder / entry["path"]
        entry |= {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}
    (folder / PACKAGE).write_text(json.dumps(package), encoding="utf-8")


def read_rows(folder: Path, table: str) -> tuple[list[dict[str, str]], Path]:
    """The rows of a table, and its CSV."""
    path = folder / "csv" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), path


def write_rows(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write a table again."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Break, look, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shapes", type=Path, nargs="*", default=[])
    parser.add_argument("--deprecated", type=Path)
    arguments = parser.parse_args()
    breakages, shapes = list(BREAKAGES), turtle_files(arguments.shapes)
    if arguments.deprecated:
        name = f"the catalogue keeps {len(shapes)} files of other shapes"
        breakages.append(
            Breakage(name, f"the official {arguments.deprecated.name}", lambda folder: deprecated(folder, arguments.deprecated))
        )
    print("| check | broken copy | caught as |\n|---|---|---|")
    missed = 0
    for breakage in breakages:
        what = caught(arguments.folder, breakage, shapes if "other shapes" in breakage.check else ())
        missed += not what
        print(f"| {breakage.check} | {breakage.how} | {' '.join(what.split())[:160] or '**missed**'} |", flush=True)
    sys.exit(bool(missed))


def deprecated(folder: Path, catalog: Path) -> None:
    """Another catalogue in the place of the folder's."""
    shutil.copy(catalog, folder / "catalog.ttl")


if __name__ == "__main__":
    main()

"""Do the dump and the catalogue keep their SHACL shapes: our own, and others that somebody brings, such as DCAT-AP.de's?"""

import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zlib import crc32

import pyoxigraph as ox
import shacl

from etl import paths
from etl.errors import UsageError
from etl.publish.blocks import dump_path
from etl.publish.checks.published import Problem, Published
from etl.publish.gzipped import decompressed
from etl.publish.rdf import RDF_TYPE, row_statements
from etl.publish.rows import read
from etl.publish.templates import Row, absolute, compile_template, names
from etl.tables import Table, expand

_WHOLE = 1_000_000  # statements that are validated at once, for to split a dump takes as long as to validate it
_PART = 250_000  # statements of a part of a larger dump; splitting takes memory, too, and other checks go on beside it
_SHOWN = 100  # results that are told of one graph
_CLASS, _PATH = (ox.NamedNode(f"http://www.w3.org/ns/shacl#{name}") for name in ("class", "path"))
_CHUNK = 1 << 20  # bytes of the dump that are read at once
_OF_ONE_THING = re.compile(rb"(\S+) [^\n]*\n(?:\1 [^\n]*\n)*")  # lines of one subject; most of what is said of a thing stands together
_IS_A = re.compile(rf"\S+ <{re.escape(RDF_TYPE)}> <\S+>")
_KNOWN = "-known"  # what the class of a thing bears besides, where another part tells of it
# The list that a code belongs to: "…/authority/<list>/<code>", "…/licenses/<code>/<version>", "…/politicalGeocoding/<list>/<code>"
_LIST = re.compile(
    r"(http://publications\.europa\.eu/resource/authority/[a-z-]+|http://dcat-ap\.de/def/(?:licenses|politicalGeocoding/\w+))/.+"
)


def turtle_files(named: Sequence[Path]) -> list[Path]:
    """The files of shapes that are named, one by one or by their folders.

    Raises:
        UsageError: if a file is not there, or a folder holds none.
    """
    files = [file for path in named for file in (sorted(path.glob("*.ttl")) if path.is_dir() else [path])]
    for file in files:
        if not file.is_file():
            raise UsageError("there is no such file of shapes", where=str(file), todo="check the path")
    if named and not files:
        raise UsageError("there are no shapes in Turtle here", where=str(named[0]), todo="name the files, or their own folder")
    return files


def broken_shapes(published: Published) -> Iterator[Problem]:
    """Statements of the dump that do not keep `vocab/shapes.ttl`: all of them, in parts, so that memory does not grow with the dump."""
    dump = dump_path(published.folder, published.descriptor["name"], "nq")
    shapes = {quad.triple for quad in ox.parse(path=paths.VOCAB / "shapes.ttl", format=ox.RdfFormat.TURTLE)}
    if published.known.excerpt and _keeps(published, published.known.excerpt, shapes):
        return
    number = int(published.own["triples"]) // _PART + 1 if int(published.own["triples"]) > _WHOLE else 1
    rules = _rules(map(_of_known, shapes) if number > 1 else shapes)
    with TemporaryDirectory(prefix="ratsgraph-") as folder:
        for part in _parts(dump, Path(folder), number, shapes) if number > 1 else [_whole(dump, Path(folder) / "whole.nq")]:
            for result in rules.validate_file(str(part)).results[:_SHOWN]:
                yield _problem(published, result, f"rdf/{dump.name}")


def broken_catalog_shapes(published: Published) -> Iterator[Problem]:
    """Statements of the catalogue that do not keep `vocab/catalog-shapes.ttl`."""
    yield from other_shapes(published, [paths.VOCAB / "catalog-shapes.ttl"])


def other_shapes(published: Published, files: Iterable[Path]) -> Iterator[Problem]:
    """Statements of the catalogue that do not keep the shapes in these Turtle files, taken together and without what they import."""
    path = published.folder / "catalog.ttl"
    if not path.exists():
        return
    shapes = {quad.triple for file in files for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE)}
    rules = _rules(shapes)
    triples = {quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.absolute().as_uri())}
    for result in rules.validate_text(_ntriples({*triples, *stubs(triples)}), "ntriples").results[:_SHOWN]:
        yield _problem(published, result, path.name)


def stubs(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """What the official shapes ask of codes and no catalogue says: which list each is in, with and without a slash at the list's end."""
    checksum = "http://spdx.org/rdf/terms#"
    yield ox.Triple(
        ox.NamedNode(f"{checksum}checksumAlgorithm_sha256"), ox.NamedNode(RDF_TYPE), ox.NamedNode(f"{checksum}ChecksumAlgorithm")
    )
    for code in {triple.object for triple in triples if isinstance(triple.object, ox.NamedNode)}:
        if match := _LIST.fullmatch(code.value):
            for scheme in (match[1], f"{match[1]}/"):
                yield ox.Triple(code, ox.NamedNode(expand("skos:inScheme")), ox.NamedNode(scheme))


def _rules(shapes: Iterable[ox.Triple]) -> shacl.Shapes:
    return shacl.Shapes.from_text(_ntriples(shapes), "ntriples")


def _ntriples(triples: Iterable[ox.Triple]) -> str:
    return "".join(f"{triple} .\n" for triple in triples)


def _of_known(triple: ox.Triple) -> ox.Triple:
    """Classes that values must be of, as those of what is known: what a part only refers to is no target of its shapes."""
    if triple.predicate == _CLASS and isinstance(triple.object, ox.NamedNode):
        return ox.Triple(triple.subject, triple.predicate, ox.NamedNode(triple.object.value + _KNOWN))
    return triple


def _told(shapes: Collection[ox.Triple]) -> re.Pattern[bytes]:
    """Lines of N-Quads, after a line end, that say that a thing is of such a class (the second group) or refers to one (the third)."""
    with_class = {triple.subject for triple in shapes if triple.predicate == _CLASS}
    classes = {str(triple.object) for triple in shapes if triple.predicate == _CLASS}
    properties = {str(triple.object) for triple in shapes if triple.predicate == _PATH and triple.subject in with_class}
    either, any_property = ("|".join(map(re.escape, sorted(names))) for names in (classes, properties))
    return re.compile(rf"\n(\S+) (?:<{re.escape(RDF_TYPE)}> ({either})|(?:{any_property}) (\S+)) ".encode(), re.MULTILINE)


def _keeps(published: Published, excerpt: Path, shapes: Iterable[ox.Triple]) -> bool:
    """Whether what the rows of an excerpt say keeps shapes, if what they refer to is there: another check makes sure of that."""
    lines: list[str] = []
    known: list[str] = []
    for table in published.tables.values():
        if table.about_url:
            says, refers = row_statements(table, published.own["base_iri"]), _references(published, table)
            for row in read(excerpt / "csv" / f"{table.name}.csv"):
                lines += says(row)
                known += refers(row)
    known += [f"{line[:-1]}{_KNOWN}>" for line in lines if _IS_A.fullmatch(line)]
    return not _rules(map(_of_known, shapes)).validate_text(" .\n".join([*lines, *known, ""]), "ntriples").results


def _references(published: Published, table: Table) -> Callable[[Row], list[str]]:
    """A function that tells the classes of what a row refers to by its foreign keys, as those of what is known."""
    others = [
        (
            dict(zip(key.reference_fields, key.fields, strict=True)),
            compile_template(absolute(other.about_url, published.own["base_iri"])),
            other.rdf_types,
        )
        for key in table.foreign_keys
        if set(names((other := published.tables[key.table]).about_url)) <= set(key.reference_fields)
    ]

    def tell(row: Row) -> list[str]:
        return [
            f"<{iri({theirs: row[ours] for theirs, ours in columns.items()})}> <{RDF_TYPE}> <{name}{_KNOWN}>"
            for columns, iri, types in others
            if all(row[ours] for ours in columns.values())
            for name in types
        ]

    return tell


def _whole(dump: Path, path: Path) -> Path:
    with decompressed(dump) as file, path.open("wb") as target:
        shutil.copyfileobj(file, target, _CHUNK)
    return path


def _parts(dump: Path, folder: Path, number: int, shapes: Collection[ox.Triple]) -> Iterator[Path]:
    """The dump in parts: all that is said of a thing is in one, and with it the classes of what it refers to and must be of a class."""

    def part_of(node: bytes) -> int:
        return crc32(node) % number

    told = _told(shapes)
    groups = [[folder / f"{kind}-{part}.nq" for part in range(number)] for kind in ("data", "classes", "wanted")]
    with decompressed(dump) as file, ExitStack() as files:
        writing = [[files.enter_context(path.open("wb")) for path in group] for group in groups]
        while lines := file.read(_CHUNK) + file.readline():
            found: list[list[list[bytes]]] = [[[] for _ in range(number)] for _ in groups]
            data, classes, wanted = found
            for said in _OF_ONE_THING.finditer(lines):
                data[part_of(said[1])].append(said[0])
            for about, its_class, other in told.findall(b"\n" + lines):
                if its_class:
                    classes[part_of(about)].append(b"%b <%b> %b%b> .\n" % (about, RDF_TYPE.encode(), its_class[:-1], _KNOWN.encode()))
                else:
                    wanted[part_of(other)].append(b"%b %d\n" % (other, part_of(about)))
            for group, targets in zip(found, writing, strict=True):
                for texts, target in zip(group, targets, strict=True):
                    target.write(b"".join(texts))
    data_paths, class_paths, wanted_paths = groups
    with ExitStack() as files:
        appending = [files.enter_context(path.open("ab")) for path in data_paths]
        for asked, known in zip(wanted_paths, class_paths, strict=True):
            _add_classes(asked, known, appending)
    yield from data_paths


def _add_classes(asked: Path, known: Path, parts: Sequence[IO[bytes]]) -> None:
    """Write the classes of nodes into the parts that asked for them."""
    classes: dict[bytes, list[bytes]] = defaultdict(list)
    for line in known.read_bytes().splitlines(keepends=True):
        classes[line.split(b" ", 1)[0]].append(line)
    for line in dict.fromkeys(asked.read_bytes().splitlines()):
        node, part = line.split(b" ")
        parts[int(part)].writelines(classes.get(node, ()))


def _problem(published: Published, result: shacl.Result, path: str) -> Problem:
    about = f"{result.focus_node} {result.path or ''}".strip()
    message = (result.message or result.component).replace(_KNOWN, "")
    return published.problem(f"{about} breaks a shape: {message} ({result.severity})", path)

"""Do the dump and the catalogue keep their SHACL shapes: our own, and others that somebody brings, such as DCAT-AP.de's?"""

import gzip
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from io import BufferedReader, RawIOBase
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast
from zlib import crc32

import pyoxigraph as ox
import shacl

from etl import paths
from etl.errors import UsageError
from etl.publish.checks.published import Problem, Published
from etl.publish.rdf import RDF_TYPE
from etl.tables import expand

_AT_ONCE = 200_000  # statements that are validated together, which takes some 40 MB
_SHOWN = 100  # results that are told of one graph
_CLASS, _PATH, _TARGET = (ox.NamedNode(f"http://www.w3.org/ns/shacl#{name}") for name in ("class", "path", "targetClass"))
_FOCUS = b"-in-focus"  # what the class of a part's own things bears besides
_TYPE = f"<{RDF_TYPE}>".encode()
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
    dump = published.folder / f"rdf/{published.descriptor['name']}.nq.gz"
    shapes = {quad.triple for quad in ox.parse(path=paths.VOCAB / "shapes.ttl", format=ox.RdfFormat.TURTLE)}
    rules = _rules(map(_focused, shapes))
    with TemporaryDirectory(prefix="ratsgraph-") as folder:
        for part in _parts(dump, Path(folder), 1 + int(published.own["triples"]) // _AT_ONCE, _classed(shapes)):
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


def _focused(triple: ox.Triple) -> ox.Triple:
    """The target of a shape as its class in focus: a part knows the types of other things too, and must not look at those."""
    if triple.predicate == _TARGET and isinstance(triple.object, ox.NamedNode):
        return ox.Triple(triple.subject, triple.predicate, ox.NamedNode(triple.object.value + _FOCUS.decode()))
    return triple


def _classed(shapes: Collection[ox.Triple]) -> frozenset[bytes]:
    """The properties whose values must be of a class, as N-Quads write them."""
    with_class = {triple.subject for triple in shapes if triple.predicate == _CLASS}
    return frozenset(str(triple.object).encode() for triple in shapes if triple.predicate == _PATH and triple.subject in with_class)


def _parts(dump: Path, folder: Path, number: int, classed: frozenset[bytes]) -> Iterator[Path]:
    """The dump in parts: all that is said of a thing is in one, and with it the types of what it refers to and must be of a class."""

    def part_of(node: bytes) -> int:
        return crc32(node) % number

    def named(kind: str) -> list[Path]:
        return [folder / f"{kind}-{part}.nq" for part in range(number)]

    data, types, wanted = (named(kind) for kind in ("data", "types", "wanted"))
    with BufferedReader(cast("RawIOBase", gzip.open(dump))) as lines, ExitStack() as files:  # its lines come twice as fast as gzip's
        writing = [[files.enter_context(path.open("wb")) for path in group] for group in (data, types, wanted)]
        for about, group in groupby(lines, key=lambda line: line[: line.index(b" ")]):  # most of what is said of a thing stands together
            said = list(group)
            part = part_of(about)
            writing[0][part].writelines(said)
            for line in said:
                _, predicate, rest = line.split(b" ", 2)
                if predicate == _TYPE:
                    writing[1][part].write(line)
                    writing[0][part].write(b" ".join((about, predicate, rest.replace(b">", _FOCUS + b">", 1))))
                elif predicate in classed:
                    node = rest.split(b" ", 1)[0]
                    writing[2][part_of(node)].write(b"%s %d\n" % (node, part))
    with ExitStack() as files:
        appending = [files.enter_context(path.open("ab")) for path in data]
        for asked, known in zip(wanted, types, strict=True):
            _add_types(asked, known, appending)
    yield from data


def _add_types(asked: Path, known: Path, parts: Sequence[IO[bytes]]) -> None:
    """Write the types of nodes into the parts that asked for them."""
    types: dict[bytes, list[bytes]] = defaultdict(list)
    for line in known.read_bytes().splitlines(keepends=True):
        types[line.split(b" ", 1)[0]].append(line)
    for line in asked.read_bytes().splitlines():
        node, part = line.split(b" ")
        parts[int(part)].writelines(types.get(node, ()))


def _problem(published: Published, result: shacl.Result, path: str) -> Problem:
    about = f"{result.focus_node} {result.path or ''}".strip()
    return published.problem(f"{about} breaks a shape: {result.message or result.component} ({result.severity})", path)

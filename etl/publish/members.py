"""Pages of an event stream: members, each an activity (a thing was created, updated or deleted), and what is said of their things."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from etl.publish.changes import ADDED, CHANGED, REMOVED
from etl.publish.gzipped import compressed
from etl.publish.rdf import RDF_TYPE, XSD, Said, batched, line, said
from etl.publish.rows import read
from etl.tables import load_tables

PAGE = "ldes/{version}.nq.gz"
"""Where a release holds the page of each release up to it."""

AS, TREE = "https://www.w3.org/ns/activitystreams#", "https://w3id.org/tree#"
ACTIVITIES = {ADDED: f"{AS}Create", CHANGED: f"{AS}Update", REMOVED: f"{AS}Delete"}
"""What happened to a thing → the class of the activity."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one release. dataset_iri: of the source; version: the release's name; published: its time in the stream, ISO 8601."""

    base_iri: str
    dataset_iri: str
    version: str
    published: str

    @property
    def iri(self) -> str:
        """IRI of the page, where it can be had."""
        return f"{self.dataset_iri}/{PAGE.format(version=self.version)}"

    @property
    def stream_iri(self) -> str:
        """IRI of the stream that it is a page of."""
        return f"{self.dataset_iri}/ldes"

    @property
    def time(self) -> ox.Literal:
        """The time of its release in the stream."""
        return ox.Literal(self.published, datatype=ox.NamedNode(f"{XSD}dateTime"))

    @property
    def head(self) -> str:
        """What it says of itself, as a line of N-Quads."""
        return line(ox.Quad(ox.NamedNode(self.iri), ox.NamedNode(RDF_TYPE), ox.NamedNode(f"{TREE}Node")))

    def member_iri(self, key: str) -> str:
        """IRI of the member that is about the thing of a key, and of the graph of what is said of that thing."""
        return f"{self.dataset_iri}/releases/{self.version}/{key}"

    def members(self, kind: str) -> Callable[[str], str]:
        """A function that writes the member of this kind that is about the thing of a key; as text, for most of a page is members."""
        belongs = f"<{self.stream_iri}> <{TREE}member>"
        is_a, about, at = f"<{RDF_TYPE}> <{ACTIVITIES[kind]}>", f"<{AS}object>", f"<{AS}published> {self.time}"

        def write(key: str) -> str:
            member, thing = f"<{self.member_iri(key)}>", f"<{self.base_iri}{key}>"
            return f"{belongs} {member} .\n{member} {is_a} .\n{member} {about} {thing} .\n{member} {at} .\n"

        return write

    def told(self, one: Said, member: Callable[[str], str]) -> str:
        """What a row says of its thing, after the thing's member, if the row is not about a part of it."""
        says = Said(one.statements, f"<{self.member_iri(one.key)}>").nquads
        return says if one.is_part else member(one.key) + says


def write_first_page(folder: Path, page: Page) -> None:
    """Write the page of a first release, in which all is new, as gzipped N-Quads from its CSVs."""
    target = folder / PAGE.format(version=page.version)
    target.parent.mkdir(exist_ok=True)
    member = page.members(ADDED)
    with compressed(target) as file:
        file.write(page.head.encode())
        for table in load_tables().values():
            for some in batched(said(table, read(folder / "csv" / f"{table.name}.csv"), page.base_iri)):
                file.write("".join([page.told(one, member) for one in some]).encode())

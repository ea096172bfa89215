"""The files of a release that a catalogue offers, with their formats in the words of the EU's and IANA's lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from etl.publish import changes, parquet
from etl.publish.files import FileRecord
from etl.tables import Table


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file as a catalogue offers it.

    name: part of its IRI; format_code: of the EU's file types; media_type: IANA's; is_gzip: whether it is compressed;
    conforms_to: path of what describes it, or ""; also_as: path of the same in a format that catalogues do not know to be open, or "".
    """

    file: FileRecord
    name: str
    title_en: str
    title_de: str
    format_code: str
    media_type: str
    is_gzip: bool = False
    conforms_to: str = ""
    also_as: str = ""


_DUMPS = {  # by folder and ending of the path
    ("rdf/", ".nq.gz"): ("everything as N-Quads", "alles als N-Quads", "RDF_N_QUADS", "application/n-quads"),
    ("rdf/", ".ttl.gz"): ("everything as Turtle", "alles als Turtle", "RDF_TURTLE", "text/turtle"),
    ("text/", ".jsonl.gz"): ("texts of the documents as JSON lines", "Texte der Dokumente als JSON-Zeilen", "JSON", "application/json"),
}

_CHANGES = (
    "ids that this release added, changed or removed",
    "Kennungen, die dieser Stand neu hat, geändert hat oder nicht mehr hat",
    "CSV",
    "text/csv",
)


def distributions(files: Iterable[FileRecord], tables: Mapping[str, Table], version: str) -> list[Distribution]:
    """What a catalogue offers of a release: every table's CSV, the dumps, the texts, and what changed."""
    by_path = {file.path: file for file in files}
    what_changed = Distribution(by_path[changes.FILE.format(version=version)], "changes", *_CHANGES)
    return [_table(table, by_path[f"csv/{table.name}.csv"]) for table in tables.values()] + [
        what_changed,
        *(
            Distribution(file, file.path.partition("/")[2].removesuffix(".gz").rpartition(".")[2], *words, is_gzip=True)
            for file in by_path.values()
            for (folder, ending), words in _DUMPS.items()
            if file.path.startswith(folder) and file.path.endswith(ending)
        ),
    ]


def _table(table: Table, file: FileRecord) -> Distribution:
    texts = table.descriptor
    described, also = f"{file.path}-metadata.json", parquet.FILE.format(table=table.name)
    return Distribution(file, table.name, texts["title"], texts["title_de"], "CSV", "text/csv", conforms_to=described, also_as=also)

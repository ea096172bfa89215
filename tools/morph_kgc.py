"""The rate of morph-kgc (https://github.com/morph-kgc/morph-kgc) beside ours, for some tables, with a mapping made from the same schemas.

It does not go together with our pins, so it runs in an environment of its own: any Python with `pip install morph-kgc`.
"""

import json
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from etl.publish.rdf import DATATYPES, RDF_TYPE, XSD, quads
from etl.publish.rows import partitions, read
from etl.publish.templates import absolute
from etl.settings import DEFAULT_BASE_IRI
from etl.tables import Table, load_tables

TABLES = ("papers", "agenda_items", "questions")

_PREFIXES = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
_RUN = """
import json, sys, time, morph_kgc
began = time.process_time()
triples = morph_kgc.materialize_set(sys.argv[1])
print(json.dumps([len(triples), time.process_time() - began]))
"""


def mapped(rows: Path, folder: Path, python: Path) -> dict[str, Any]:
    """Triples a second of processor time of both, without the start of Python: theirs in memory, ours in a file. Both must be as many."""
    tables = {name: merged(rows, name, folder) for name in TABLES}
    mapping = folder / "mapping.ttl"
    mapping.write_text(_PREFIXES + "\n".join(chain.from_iterable(maps(load_tables()[name], path) for name, path in tables.items())))
    config = folder / "morph.ini"
    config.write_text(
        f"[CONFIGURATION]\nsafe_percent_encoding=/:\nnumber_of_processes=1\nlogging_level=ERROR\n[data]\nmappings={mapping}\n",
        encoding="utf-8",
    )
    answer = subprocess.run([python, "-c", _RUN, str(config)], check=True, capture_output=True, text=True).stdout
    number, seconds = json.loads(answer.splitlines()[-1])
    began = time.process_time()
    with (folder / "ours.nq").open("wb") as file:
        ox.serialize(made(tables), file, format=ox.RdfFormat.N_QUADS)
    own = time.process_time() - began
    ours = {quad.triple for quad in made(tables)}
    if len(ours) != number:
        raise RuntimeError(f"morph-kgc makes {number} triples, and we {len(ours)}")
    rates = {"map_triples_per_s": round(number / own), "morph_kgc_triples_per_s": round(number / seconds)}
    return {**rates, "times_morph_kgc": round(seconds / own, 1)}


def made(tables: Mapping[str, Path]) -> Iterator[ox.Quad]:
    """The quads of tables, by the paths of their CSVs."""
    return (quad for name, path in tables.items() for quad in quads(load_tables()[name], read(path), DEFAULT_BASE_IRI))


def merged(rows: Path, table: str, folder: Path) -> Path:
    """One CSV of a table's partitions."""
    path = folder / f"{table}.csv"
    with path.open("w", encoding="utf-8") as file:
        for number, part in enumerate(partitions(rows, table)):
            text = part.read_text(encoding="utf-8")
            file.write(text if not number else text.partition("\n")[2])
    return path


def maps(table: Table, path: Path) -> Iterator[str]:
    """A map of triples for each thing that the rows of a table speak of, in RML (https://rml.io/specs/rml/)."""
    said: dict[str, list[str]] = defaultdict(list)
    for name in table.rdf_types:
        said[table.about_url].append(_constant(RDF_TYPE, name))
    for field in table.fields:
        if field.property_url:
            said[field.about_url or table.about_url].append(_cell(field.property_url, field))
    for link in table.virtual:
        said[link.about_url].append(f"rr:predicate <{link.property_url}> ; rr:objectMap [ {_node(link.value_url)} ]")
    for number, (subject, objects) in enumerate(said.items()):
        source = f'rml:logicalSource [ rml:source "{path}" ; rml:referenceFormulation ql:CSV ]'
        statements = " ;\n".join(f"  rr:predicateObjectMap [ {one} ]" for one in objects)
        yield f"<#{table.name}{number}> {source} ;\n  rr:subjectMap [ {_node(subject)} ] ;\n{statements} .\n"


def _constant(predicate: str, iri: str) -> str:
    return f"rr:predicate <{predicate}> ; rr:objectMap [ rr:constant <{iri}> ]"


def _cell(predicate: str, field: Any) -> str:
    if field.value_url:
        return f"rr:predicate <{predicate}> ; rr:objectMap [ {_node(field.value_url)} ]"
    kind = f'rr:language "{field.lang}"' if field.lang else f"rr:datatype <{XSD}{DATATYPES[field.type]}>"
    return f'rr:predicate <{predicate}> ; rr:objectMap [ rml:reference "{field.name}" ; {kind} ]'


def _node(template: str) -> str:
    full = absolute(template, DEFAULT_BASE_IRI).replace("{+", "{")
    return f'rr:template "{full}" ; rr:termType rr:IRI' if "{" in full else f"rr:constant <{full}>"

"""Does every fact's evidence point at words of its document, and are they the words that it quotes?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from etl.model.documents import fold_whitespace
from etl.publish.checks.published import Problem, Published
from etl.publish.rows import TEXTS_FILE, evidence_columns, field_of, texts
from etl.tables import expand

_LENGTH = expand("rg:characterCount")


class _Words(NamedTuple):
    """A place in a document's text; quote is "" where the row does not repeat the words."""

    start: int
    end: int
    quote: str
    where: str


def bad_evidence(published: Published) -> Iterator[Problem]:
    """Evidence outside its document's text, and quotes that are not that text."""
    lengths = _lengths(published)
    found: dict[str, list[_Words]] = defaultdict(list)
    for document_id, words in _evidence(published):
        found[document_id].append(words)
        if not 0 <= words.start < words.end <= lengths.get(document_id, 0):
            length = lengths.get(document_id, "no")
            yield published.problem(f"{words.start}..{words.end} lies outside a text of {length} code points", words.where)
    for document_id, text in texts(published.folder):
        if len(text) != lengths.get(document_id):
            yield published.problem(
                f"the text of {document_id} has {len(text)} code points instead of {lengths.get(document_id)}", TEXTS_FILE
            )
        for words in found[document_id]:
            if words.quote and words.quote != fold_whitespace(text[words.start : words.end]):
                yield published.problem("the quote is not the document's text at its offsets", words.where)


def _lengths(published: Published) -> dict[str, int]:
    """Length of the text of every document that was read."""
    for table in published.tables.values():
        if length := field_of(table, _LENGTH):
            key = table.primary_key[0]
            return {row[key]: int(row[length.name]) for row in published.rows(table.name) if row[length.name]}
    return {}


def _evidence(published: Published) -> Iterator[tuple[str, _Words]]:
    """The document and the words of every row that has evidence; the columns are found by their properties."""
    for table in published.tables.values():
        if columns := evidence_columns(table):
            for number, row in enumerate(published.rows(table.name), start=2):
                words = row[columns.quote] if columns.quote else ""
                place = int(row[columns.start]), int(row[columns.end])
                yield row[columns.source], _Words(*place, words, f"csv/{table.name}.csv row {number}")

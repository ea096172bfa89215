"""Is there anything left in the texts and tables that ought to be masked?"""

from collections.abc import Iterator
from functools import partial

from etl.publish.checks.published import Problem, Published
from etl.publish.names import Officials, signers
from etl.publish.privacy import find_private
from etl.publish.rows import TEXTS_FILE, evidence_columns, free_text, texts


def private_words(published: Published) -> Iterator[Problem]:
    """Private words in texts, and in cells that do not repeat a text; they are not quoted here."""
    cleared = published.known.cleared
    named, doubtful = cleared.look(texts(published.folder))
    officials = signers(published.tables, published.rows) | named
    for document_id, text in texts(published.folder) if doubtful or officials != cleared.officials else ():
        if document_id in doubtful or officials != cleared.officials:
            for span in find_private(text, officials):
                yield _problem(published, span.kind, f"{TEXTS_FILE} {document_id} {span.start}..{span.end}")
    yield from published.look(partial(_in_cells, officials=officials))


def _in_cells(published: Published, officials: Officials) -> Iterator[Problem]:
    for table in published.tables.values():
        evidence = evidence_columns(table)
        free = [name for name in free_text(table) if not (evidence and name == evidence.quote)]
        for number, row in enumerate(published.rows(table.name), start=2):
            for name in free:
                for span in find_private(row[name], officials):
                    yield _problem(published, span.kind, f"csv/{table.name}.csv row {number} {name}")


def _problem(published: Published, kind: str, path: str) -> Problem:
    return published.problem(f"{kind} not masked", path)

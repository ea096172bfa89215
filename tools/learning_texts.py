"""Write the texts that the models of commitments learn from, as `train_commitments.py` and `tune_encoder.py` take them. Needs ../shared.

    python -m tools.learning_texts FOLDER

FOLDER/karlsruhe and FOLDER/karlsruhe-more: the normalised text of every annotated document; FOLDER/labelled: of every answer that we
labelled ourselves (`tools/labels.py`); FOLDER/unlabelled, of papers that nobody annotated: the answer items of every other answer, and
statements of the administration on motions and the like, drawn by lot, which tell in the same words what it does and will do. Each in
FILE.txt. They are texts of the corpus: not for the repository.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

from etl.decode.normal_form import normalise_text
from etl.extract import paper, read_paper
from etl.extract.commitments.finding import read_sentences
from etl.identifiers import mint
from etl.model.documents import Document
from etl.model.facts import PaperContext
from tools.accuracy import CORPUS, GOLD, lines
from tools.labels import labelled_documents

AT_LARGE, CHOSEN, LABELLED, UNLABELLED = "karlsruhe", "karlsruhe-more", "labelled", "unlabelled"
SETS = (AT_LARGE, CHOSEN)
STATEMENT = re.compile(r"\A(?:StN|Stellungnahme)|Stellungnahme (?:der Verwaltung|zum Antrag)")
HEAD = 600  # characters in which a statement says that it is one
SENTENCES, FEWEST, MOST = 30_000, 5, 150  # of all statements; of one


def main() -> None:
    """Write all texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for name in (*SETS, LABELLED, UNLABELLED):
        (folder / name).mkdir(parents=True, exist_ok=True)
    labelled = labelled_documents()
    annotated = {document: name for name in SETS for path in (GOLD / name).glob("*.json") for document in documents_of(path)}
    statements = list[Document]()
    for context in contexts():
        if any(document.source_url in annotated for document in context.documents):
            for document in context.documents:
                if document.source_url in annotated:
                    write(folder / annotated[document.source_url], document, document.text)
            continue
        found = list(answers(context))
        for document, text in found:
            is_labelled = document.source_url in labelled
            write(folder / (LABELLED if is_labelled else UNLABELLED), document, document.text if is_labelled else text)
        if not found:
            statements += [one for one in context.documents if STATEMENT.search(f"{one.name}\n{one.text[:HEAD]}")]
    for document in drawn(statements):
        write(folder / UNLABELLED, document, document.text)


def documents_of(annotation: Path) -> list[str]:
    """The names of the documents of an annotated paper."""
    return [document["file"] for document in json.loads(annotation.read_text("utf-8"))["documents"]]


def write(folder: Path, document: Document, text: str) -> None:
    """Write the text of a document."""
    (folder / f"{document.source_url}.txt").write_text(text, "utf-8")


def contexts() -> Iterator[PaperContext]:
    """The recorded papers with their decoded texts, as reading takes them."""
    papers = {paper["id"]: paper for paper in lines("papers")}
    files = [(key, file) for key, paper in papers.items() for file in (*paper.get("auxiliaryFile", ()), paper.get("mainFile")) if file]
    owners = {file["id"]: (key, file.get("name") or "") for key, file in files}
    organizations = tuple(name for one in lines("organizations") for name in (one.get("name"), one.get("shortName")) if name)
    for path in sorted(CORPUS.glob("texts-*.jsonl.xz")):
        found: dict[str, list[Document]] = {}
        for line in lines(path.name.removesuffix(".jsonl.xz")):
            key, name = owners.get(line["id"], ("", ""))
            number = line["id"].rsplit("/", 1)[1]
            found.setdefault(key, []).append(
                Document(mint("document", number, scope="learning"), number, name, normalise_text(line["text"]))
            )
        found.pop("", None)
        for key, documents in found.items():
            name, reference, paper_type = (papers[key].get(field) or "" for field in ("name", "reference", "paperType"))
            yield PaperContext(name, reference, paper_type, "Stadt Karlsruhe", tuple(documents), organizations)


def answers(context: PaperContext) -> Iterator[tuple[Document, str]]:
    """The answer documents of a paper, and the text of their items. No commitment is looked for: the models may be those to be made."""
    found: dict[str, list[str]] = {}
    documents = {document.document_id: document for document in context.documents}
    with patch.object(paper, "find_commitments", lambda *_, **__: ()):
        facts = read_paper(context)
    for answer in facts.answers:
        for item in answer.items:
            text = documents[item.evidence.document_id].text[item.evidence.start : item.evidence.end]
            found.setdefault(item.evidence.document_id, []).append(text)
    yield from ((documents[key], "\n\n".join(items)) for key, items in found.items())


def drawn(documents: Sequence[Document]) -> Iterator[Document]:
    """Documents by lot, until there are sentences enough."""
    left = SENTENCES
    for document in random.Random(0).sample(documents, len(documents)):  # noqa: S311 — the same each time
        count = len(read_sentences(document.text, (), ()))
        if left > 0 and FEWEST <= count <= MOST:
            left -= count
            yield document


if __name__ == "__main__":
    main()

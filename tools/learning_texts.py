"""Write the texts that the models of commitments learn from, as `train_commitments.py` and `tune_encoder.py` take them. Needs ../shared.

    python -m tools.learning_texts FOLDER

FOLDER/karlsruhe and FOLDER/karlsruhe-more: the normalised text of every annotated document; FOLDER/unlabelled, of papers that nobody
annotated: the answer items of every answer, and so many statements of the administration on motions and the like, drawn by lot, that tell
in the same words what it will do. Each in FILE.txt. They are texts of the corpus: not for the repository.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from etl.decode.normal_form import normalise_text
from etl.extract import read_paper
from etl.identifiers import mint
from etl.model.documents import Document
from etl.model.facts import PaperContext
from tools.accuracy import CORPUS, GOLD, lines

SETS = ("karlsruhe", "karlsruhe-more")


def main() -> None:
    """Write all texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for name in (*SETS, "unlabelled"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    annotated = {document: name for name in SETS for path in (GOLD / name).glob("*.json") for document in documents_of(path)}
    for context in contexts():
        sets = {annotated[document.source_url] for document in context.documents if document.source_url in annotated}
        for document in context.documents:
            if document.source_url in annotated:
                (folder / annotated[document.source_url] / f"{document.source_url}.txt").write_text(document.text, "utf-8")
        for name, text in () if sets else answers(context):
            (folder / "unlabelled" / f"{name}.txt").write_text(text, "utf-8")


def documents_of(annotation: Path) -> list[str]:
    """The names of the documents of an annotated paper."""
    return [document["file"] for document in json.loads(annotation.read_text("utf-8"))["documents"]]


def contexts() -> Iterator[PaperContext]:
    """The recorded papers with their decoded texts, as reading takes them."""
    papers = {paper["id"]: paper for paper in lines("papers")}
    owners = {file["id"]: (key, file.get("name") or "") for key, paper in papers.items() for file in paper.get("auxiliaryFile", ())}
    owners |= {
        paper["mainFile"]["id"]: (key, paper["mainFile"].get("name") or "") for key, paper in papers.items() if paper.get("mainFile")
    }
    organizations = tuple(name for one in lines("organizations") for name in (one.get("name"), one.get("shortName")) if name)
    for path in sorted(CORPUS.glob("texts-*.jsonl.xz")):
        found: dict[str, list[Document]] = {}
        for line in lines(path.name.removesuffix(".jsonl.xz")):
            if line["id"] in owners:
                (key, name), number = owners[line["id"]], line["id"].rsplit("/", 1)[1]
                found.setdefault(key, []).append(
                    Document(mint("document", number, scope="learning"), number, name, normalise_text(line["text"]))
                )
        for key, documents in found.items():
            name, reference, paper_type = (papers[key].get(field) or "" for field in ("name", "reference", "paperType"))
            yield PaperContext(name, reference, paper_type, "Stadt Karlsruhe", tuple(documents), organizations)


def answers(context: PaperContext) -> Iterator[tuple[str, str]]:
    """The answer documents of a paper: name, and the text of their items."""
    found: dict[str, list[str]] = {}
    documents = {document.document_id: document for document in context.documents}
    for answer in read_paper(context).answers:
        for item in answer.items:
            document = documents[item.evidence.document_id]
            found.setdefault(document.source_url, []).append(document.text[item.evidence.start : item.evidence.end])
    yield from ((name, "\n\n".join(items)) for name, items in found.items())


if __name__ == "__main__":
    main()

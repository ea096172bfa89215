"""Rows of an invented council, as `etl.normalise` would hand them on: one answered inquiry with commitments, one unanswered."""

import csv
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from etl.publish.release import ReleaseInfo
from etl.sources.model import Source
from etl.tables import load_tables

SOURCE = Source(
    id="musterstadt",
    name="Stadt Musterstadt",
    adapter="oparl",
    ags="99123456",
    system="https://ris.example.org/oparl/system",
    license="https://www.govdata.de/dl-de/by-2-0",
)
RELEASE = ReleaseInfo(modified="2024-05-02T08:00:00+02:00", software_version="0.1.0", data_version="2024.05.02")
OPARL = "https://ris.example.org/oparl"

QUESTION = "Wie viele Bänke stehen\nim Stadtpark?"
COMMITMENT = "Das Gartenamt wird gemeinsam mit dem Parkverein\nbis 2025 neue Bänke aufstellen."
ASKING = f"Anfrage der Fraktion Linden\n1. {QUESTION}\n"
ANSWERING = f"Stellungnahme\nZu 1: Im Stadtpark stehen zwölf Bänke. {COMMITMENT}\n"
PASSAGE = ANSWERING[ANSWERING.index("Im Stadtpark") : -1]


def thing(kind: str, number: int) -> str:
    return f"id/{kind}/{number:016x}"


TEXTS = {thing("document", 1): ASKING, thing("document", 2): ANSWERING, thing("document", 3): "Anfrage\n1. Wann wird die Brücke saniert?\n"}


def place(number: int, words: str) -> dict[str, str]:
    """Where words stand in the text of a document."""
    start = TEXTS[thing("document", number)].index(words)
    return {"document_id": thing("document", number), "start": str(start), "end": str(start + len(words))}


def fold(words: str) -> str:
    return " ".join(words.split())


Rows = dict[str, dict[str, list[dict[str, str]]]]
"""Rows by table and partition."""

BODY, COUNCIL, FACTION, OFFICE = thing("body", 1), *(thing("organization", number) for number in (1, 2, 3))
ANSWER, ITEM, COMMITTED = thing("answer", 2), thing("answer-item", 2) + "-21", thing("commitment", 2) + "-60"


def council() -> Rows:
    return (
        _organizations() | _meetings() | _papers() | _documents() | _inquiries() | _questions() | _answers() | _commitments() | _refused()
    )


def _organizations() -> Rows:
    return {
        "bodies": {"all": [{"body_id": BODY, "name": "Stadt Musterstadt", "ags": "99123456", "source_url": f"{OPARL}/body/1"}]},
        "organizations": {
            "all": [
                {"organization_id": key, "body_id": BODY, "name": name, "kind_code": kind, "source_url": f"{OPARL}/organization/{number}"}
                for number, (key, name, kind) in enumerate(
                    [(COUNCIL, "Gemeinderat", "council"), (FACTION, "Fraktion Linden", "faction"), (OFFICE, "Gartenamt", "office")],
                    start=1,
                )
            ]
        },
    }


def _meetings() -> Rows:
    return {
        "meetings": {
            "2023": [
                {"meeting_id": thing("meeting", 1), "body_id": BODY, "organization_id": COUNCIL, "name": "Gemeinderat"}
                | {"started_at": "2023-11-20T15:30:00+01:00", "source_url": f"{OPARL}/meeting/1"}
            ]
        },
        "agenda_items": {
            "2023": [
                {"agenda_item_id": thing("agenda-item", 1), "meeting_id": thing("meeting", 1), "number": "4.1", "name": "Bänke"}
                | {"paper_id": thing("paper", 1)}
            ]
        },
    }


def _papers() -> Rows:
    papers = [
        {"paper_id": thing("paper", n), "body_id": BODY, "reference": f"24/00{n}", "name": name, "paper_type": "Anfrage"}
        | {"paper_type_code": "inquiry", "published_on": on, "source_url": f"{OPARL}/paper/{n}"}
        for n, name, on in ((1, "Bänke im Stadtpark", "2023-11-06"), (2, "Sanierung der „Brücke“", "2024-01-15"))
    ]
    return {
        "papers": {"2023": papers[:1], "2024": papers[1:]},
    }


def _documents() -> Rows:
    documents = [
        {
            "document_id": thing("document", n),
            "paper_id": thing("paper", paper),
            "name": name,
            "role_code": role,
            "source_url": f"{OPARL}/file/{n}",
        }
        | {"download_url": f"https://ris.example.org/dateien/[{n}] Text.pdf".replace(" ", "%20"), "media_type": "application/pdf"}
        | {"sha256": f"{n:064x}", "page_count": "1", "text_method_code": "text-layer", "char_count": str(len(TEXTS[thing("document", n)]))}
        for n, paper, name, role in ((1, 1, "Anfrage", "inquiry"), (2, 1, "Stellungnahme", "answer"), (3, 2, "Anfrage", "inquiry"))
    ]
    return {
        "documents": {"2023": documents[:2], "2024": documents[2:]},
    }


def _inquiries() -> Rows:
    inquiries = [
        {
            "inquiry_id": thing("inquiry", 1),
            "paper_id": thing("paper", 1),
            "document_id": thing("document", 1),
            "title": "Bänke im Stadtpark",
        }
        | {"mode_code": "written", "session_on": "2023-11-20", "answered_on": "2023-11-16", "days_to_answer": "10"},
        {
            "inquiry_id": thing("inquiry", 3),
            "paper_id": thing("paper", 2),
            "document_id": thing("document", 3),
            "title": "Sanierung der „Brücke“",
        }
        | {"mode_code": "unknown"},
    ]
    return {
        "inquiries": {"2023": inquiries[:1], "2024": inquiries[1:]},
        "inquiry_authors": {
            "2023": [
                {"inquiry_id": thing("inquiry", 1), "position": "1", "name": "Linden", "kind_code": "group", "organization_id": FACTION}
                | place(1, "Linden")
            ]
        },
    }


def _questions() -> Rows:
    return {
        "questions": {
            "2023": [
                {"question_id": thing("question", 1) + "-31", "inquiry_id": thing("inquiry", 1), "position": "1", "number": "1"}
                | {"text": fold(QUESTION)}
                | place(1, QUESTION)
            ],
            "2024": [
                {"question_id": thing("question", 3) + "-11", "inquiry_id": thing("inquiry", 3), "position": "1", "number": "1"}
                | {"text": "Wann wird die Brücke saniert?"}
                | place(3, "Wann wird die Brücke saniert?")
            ],
        },
    }


def _answers() -> Rows:
    return {
        "answers": {
            "2023": [
                {"answer_id": ANSWER, "inquiry_id": thing("inquiry", 1), "document_id": thing("document", 2), "answered_on": "2023-11-16"}
            ]
        },
        "answer_items": {
            "2023": [{"answer_item_id": ITEM, "answer_id": ANSWER, "position": "1", "text": fold(PASSAGE)} | place(2, PASSAGE)]
        },
        "answer_item_questions": {
            "2023": [{"answer_item_id": ITEM, "question_id": thing("question", 1) + "-31", "document_id": thing("document", 2)}]
        },
    }


def _commitments() -> Rows:
    return {
        "commitments": {
            "2023": [
                {"commitment_id": COMMITTED, "answer_id": ANSWER, "answer_item_id": ITEM, "quote": fold(COMMITMENT)}
                | {"kind_code": "cooperation", "status_code": "planned", "is_partnership": "true", "committing_party_name": "Gartenamt"}
                | {"committing_party_id": OFFICE, "confidence": "0.9", "method": "cues/1"}
                | place(2, COMMITMENT)
            ]
        },
        "commitment_partners": {"2023": [{"commitment_id": COMMITTED, "position": "1", "name": "Parkverein"} | place(2, "Parkverein")]},
        "commitment_mentions": {
            "2023": [
                {"commitment_id": COMMITTED, "position": "1", "kind_code": "time", "text": "2025"} | place(2, "2025"),
                {"commitment_id": COMMITTED, "position": "2", "kind_code": "place", "text": "Stadtpark"}
                | {"linked_url": "https://www.wikidata.org/entity/Q1"}
                | place(2, "Stadtpark"),
            ]
        },
    }


def _refused() -> Rows:
    return {
        "quarantine": {
            "all": [
                {"table_name": "papers", "source_url": f"{OPARL}/paper/9", "field": "published_on", "raw_value": "31.02.2023"}
                | {"reason": "no date", "first_seen_at": "2024-05-02T08:00:00+02:00"}
            ]
        },
    }


def write_partition(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, load_tables()[path.parent.name].columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_rows(folder: Path) -> Path:
    """Write the folder of checked partitions and texts; return it."""
    for table, parts in council().items():
        for name, rows in parts.items():
            write_partition(folder / table / f"{name}.csv", rows)
    (folder / "texts").mkdir()
    for year, numbers in (("2023", (1, 2)), ("2024", (3,))):
        lines = (json.dumps({"document_id": thing("document", n), "text": TEXTS[thing("document", n)]}) + "\n" for n in numbers)
        (folder / "texts" / f"{year}.jsonl.gz").write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    return folder

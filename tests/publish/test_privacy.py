"""E-mail addresses, telephone numbers, private addresses and names of citizens are masked, and nothing else is."""

import gzip
import json
import lzma
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.model.documents import fold_whitespace
from etl.processes import helpers
from etl.publish.checks.privacy import private_words
from etl.publish.checks.published import Known, Published
from etl.publish.files import read_json
from etl.publish.merging import Incoming, merge
from etl.publish.names import officials_in, signers
from etl.publish.privacy import MASK, Cleared, digest, find_private, mask
from etl.publish.publisher import publish
from etl.publish.rows import TEXTS_FILE, read, texts
from etl.publish.takedown import Takedown
from etl.publish.validate import validate
from etl.settings import Settings
from etl.tables import load_tables
from tests.publish.musterstadt import RELEASE, SOURCE, council, thing, write_partition

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "karlsruhe"
CONTACT = "Tel. 0123 45-678"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Mail an erika.muster@example.org.", "erika.muster@example.org"),
        ("erika(at)example.org", "erika(at)example.org"),
        ("rat@\nexample-stadt.de", "rat@\nexample-stadt.de"),
        ("erika .muster@example.org", "erika .muster@example.org"),
        ("Telefon: 0123 456-0", "0123 456-0"),
        ("Tel.: (0123) 4567-89,", "(0123) 4567-89"),
        ("Fax 0123456-7890", "0123456-7890"),
        ("Durchwahl\n4567-89", "4567-89"),
        ("unter 0123/456-7890 erreichbar", "0123/456-7890"),
        ("+49 (0)123 456 78 90", "+49 (0)123 456 78 90"),
        ("wohnhaft in der Lindenstraße 12 a, 99123 Musterstadt", "Lindenstraße 12 a, 99123 Musterstadt"),
        ("Stadtrat Max Muster, Am Alten Weg 3, 99123 Musterstadt,", "Am Alten Weg 3, 99123 Musterstadt"),
        ("Erika Muster\nLindenstr. 12\n99123 Musterstadt\n", "Lindenstr. 12\n99123 Musterstadt"),
    ],
)
def test_what_is_private_is_masked(text: str, secret: str) -> None:
    hidden = "".join(letter if letter.isspace() else MASK for letter in secret)
    assert mask(text)[0] == text.replace(secret, hidden)


@pytest.mark.parametrize(
    "text",
    [
        "Vorlage 0123/2024 vom 01.02.2024",
        "Nr. 0123/2024/1",
        "zwischen 06 - 20 Uhr",
        "3 048 2 272 2 139 2 054 2 026",
        "Stand 2013/2014: 076 450",
        "Konzept Mobil 2030",
        "Der Radweg in der Lindenstraße 12 wird saniert.",
        "Lindenstr. 12 99123 Musterstadt keine",
        "Stadträtin Erika Muster (Linden)",
        "§ 1 Abs. 2 Nr. 3, 1.500,00 €",
        "IBAN und @ allein",
    ],
)
def test_what_is_not_private_stays(text: str) -> None:
    assert list(find_private(text)) == []


def test_an_address_is_counted_once() -> None:
    assert mask("Telefon 0123 456-7890, rat@example.org") == (f"Telefon {MASK * 4} {MASK * 8}, {MASK * 15}", {"telephone": 1, "e-mail": 1})


@given(st.text(alphabet="aB0145 \n@.+-/()Tel", max_size=60))
def test_masking_keeps_offsets_and_leaves_nothing(text: str) -> None:
    masked = mask(text)[0]
    assert list(find_private(masked)) == []
    assert [letter.isspace() for letter in masked] == [letter.isspace() for letter in text]
    assert all(new in (old, MASK) for new, old in zip(masked, text, strict=True))


@pytest.fixture(scope="module")
def private_rows(rows: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows, with a telephone number in the place of the answer's first words, and one in the title of a paper."""
    folder = Path(shutil.copytree(rows, tmp_path_factory.mktemp("private") / "rows"))
    path = folder / "texts" / "2023.jsonl.gz"
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    for line in lines:
        line["text"] = line["text"].replace("Im Stadtpark ste", CONTACT)
    path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode(), mtime=0))
    for table in ("answer_items", "papers"):
        found = council()[table]["2023"]
        words = [
            {name: value.replace("Im Stadtpark ste", CONTACT).replace("Bänke im", CONTACT) for name, value in row.items()} for row in found
        ]
        write_partition(folder / table / "2023.csv", words)
    return folder


@pytest.fixture(scope="module")
def folder(private_rows: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(private_rows, SOURCE, Settings(output=tmp_path_factory.mktemp("output")), RELEASE).folder


def test_texts_and_what_repeats_them_are_masked(folder: Path) -> None:
    hidden = f"Tel. {MASK * 4} {MASK * 6}"
    (item,) = read(folder / "csv" / "answer_items.csv")
    text = dict(texts(folder))[thing("document", 2)]
    assert item["text"].startswith(f"{hidden}hen zwölf Bänke")
    assert item["text"] == fold_whitespace(text[int(item["start"]) : int(item["end"])])


def test_other_words_are_masked(folder: Path) -> None:
    assert next(row["name"] for row in read(folder / "csv" / "papers.csv")) == f"Tel. {MASK * 4} {MASK * 6} Stadtpark"


def test_nothing_private_is_in_any_file(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        if path.is_file():
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            assert b"0123 45-678" not in content


def test_what_is_masked_is_counted(folder: Path) -> None:
    assert read_json(folder / "reports" / "quality.json")["masked"] == {"telephone": 2}


def test_a_masked_release_is_valid(folder: Path) -> None:
    assert validate(folder) == []


def test_without_anything_private_rows_stay_as_they_are(rows: Path, published: Path) -> None:
    for table in ("commitments", "questions"):
        parts = [path.read_bytes().split(b"\n", 1)[1] for path in sorted((rows / table).iterdir())]
        assert (published / "csv" / f"{table}.csv").read_bytes().split(b"\n", 1)[1] == b"".join(parts)


def test_a_partition_without_a_last_line_end_is_joined_all_the_same(rows: Path, published: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(rows, tmp_path / "rows"))
    for path in (folder / "questions").iterdir():
        path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    (tmp_path / "csv").mkdir()
    with helpers(1, size=0) as here:
        merge(Incoming.begin(folder, tmp_path, Takedown(), here), ())
    assert (tmp_path / "csv" / "questions.csv").read_bytes() == (published / "csv" / "questions.csv").read_bytes()


def test_private_words_that_were_not_masked_are_found(copy: Path) -> None:
    path = copy / "csv" / "papers.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Bänke", "rat@example.org"), encoding="utf-8")
    assert any("e-mail not masked" in str(problem) and "rat@" not in str(problem) for problem in validate(copy))


def words_left(folder: Path, cleared: Cleared) -> list[str]:
    published = replace(Published.open(folder), known=Known(cleared))
    return [problem.what for problem in private_words(published)]


def test_a_cleared_text_is_not_looked_through_again_but_another_one_is(copy: Path) -> None:
    path = copy / TEXTS_FILE
    found = dict(texts(copy))
    officials = signers(load_tables(), Published.open(copy).rows).union(*map(officials_in, found.values()))
    cleared = Cleared(officials, {digest(text): frozenset(officials_in(text)) for text in found.values()})
    assert words_left(copy, cleared) == []
    lines = [json.dumps({"document_id": name, "text": f"{text} rat@example.org"}) for name, text in found.items()]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert words_left(copy, cleared) == ["e-mail not masked"] * len(found)


def test_a_cleared_text_is_looked_through_again_if_others_hold_offices(copy: Path) -> None:
    text = "Herr Linde fragt."
    (copy / TEXTS_FILE).write_bytes(gzip.compress(json.dumps({"document_id": "id/document/1", "text": text}).encode()))
    assert words_left(copy, Cleared(frozenset({"Linde"}), {digest(text): frozenset()})) == ["name not masked"]


def test_a_quote_is_masked_by_itself_if_its_text_is_not_there(private_rows: Path, tmp_path: Path) -> None:
    rows = Path(shutil.copytree(private_rows, tmp_path / "rows", ignore=shutil.ignore_patterns("texts")))
    (tmp_path / "csv").mkdir()
    with helpers(1, size=0) as here:
        merge(Incoming.begin(rows, tmp_path, Takedown(), here), ())
    assert "0123" not in (tmp_path / "csv" / "answer_items.csv").read_text(encoding="utf-8")


def recorded(year: int, number: int) -> Iterator[str]:
    with lzma.open(CORPUS / f"texts-{year}.jsonl.xz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] or "" for line in islice(lines, number))


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is absent")
@pytest.mark.parametrize("year", [2008, 2021])
def test_real_texts_hold_no_address_or_number_afterwards(year: int) -> None:
    """By patterns that are not those of the code: something with an @ and a dot; a mobile number; a number after a word for it."""
    crude = re.compile(r"\w@\w[\w-]*\.\w|\b01[567]\d[ /-]?\d{6}|\b(?:Tel|Telefon|Fax)\b[.:]? \(?0\d{3}")
    found = [text for text in recorded(year, 400) if crude.search(text)]
    assert found
    assert [match for text in found if (match := crude.search(mask(text)[0]))] == []
    assert all(len(mask(text)[0]) == len(text) for text in found)


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is absent")
def test_real_texts_keep_their_references_and_dates() -> None:
    kept = re.compile(r"\b\d\d\.\d\d\.(?:19|20)\d\d\b|\b20\d\d/\d{4}\b")
    for text in recorded(2019, 100):
        assert kept.findall(mask(text)[0]) == kept.findall(text)

"""Measure how well the published tables hold what careful readers found: `make accuracy`. Needs ../shared.

    python -m tools.accuracy [--check] [SET …]

For each set of annotated papers: harvest them from the replay server (or from their folder), read them as a run does, and compare the rows
with the annotations, paper by paper. Writes precision, recall and F1 of each row to vocab/accuracy.json, which every release carries, with
an interval of 95 % that comes from drawing the papers again and again. A paper is never judged by a model that has seen it
(`tools/folds.py`). The sets whose names end in -encoder are read with the extra `embeddings`, if it is installed; the others without it.
With --check, nothing is written: it exits with 1 if a row has fallen below what is written there.
"""

import argparse
import json
import lzma
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from etl import __version__
from etl.extract.commitments.packed import packed_path
from etl.harvest import harvest
from etl.model.facts import PaperFacts
from etl.run import build_source, facts, silent
from etl.settings import Settings
from etl.sources import Source
from etl.store import open_store
from tools.folds import LEARNED_FROM, read_by_default, read_held_out, read_held_out_with_extra, read_with_extra
from tools.replay import SHARED, recorded, replay

EVALUATE = SHARED / "tools" / "evaluate.py"
GOLD, CORPUS = SHARED / "gold", SHARED / "corpus" / "karlsruhe"
REPORT = Path(__file__).resolve().parents[1] / "vocab" / "accuracy.json"
DRAWS = 1000
NOISE = 0.01  # a fall of F1 that a change elsewhere may bring about

#: Row of the comparison → found rightly, in the gold, found at all.
Counts = dict[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Annotated papers: their name, the annotations, and the folder of their texts (None = the recorded corpus, over the replay server).

    reader: how a paper is read, in a worker process; needs_encoder: whether that takes the extra `embeddings`.
    """

    name: str
    annotations: Path
    texts: Path | None = None
    body_name: str = "Stadt Karlsruhe"
    reader: Callable[[Any], PaperFacts] = read_by_default
    needs_encoder: bool = False


_OTHER = GoldSet("other", GOLD / "other" / "annotations", GOLD / "other", "Bezirksamt Friedrichshain-Kreuzberg")
SETS = (
    GoldSet("karlsruhe", LEARNED_FROM, reader=read_held_out),
    GoldSet("karlsruhe-encoder", LEARNED_FROM, reader=read_held_out_with_extra, needs_encoder=True),
    _OTHER,
    replace(_OTHER, name="other-encoder", reader=read_with_extra, needs_encoder=True),
    GoldSet("seed", GOLD / "seed", SHARED / "seed", "Stadt Köln"),
)


def main() -> None:
    """Measure the sets that are named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if not EVALUATE.is_file():
        sys.exit(0 if arguments.check else "make accuracy needs the annotations beside the checkout (../shared)")
    written = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.is_file() else {"sets": {}}
    measured: dict[str, Any] = {}
    fallen: list[str] = []
    for one in SETS:
        if (arguments.sets and one.name not in arguments.sets) or (one.needs_encoder and packed_path() is None):
            continue
        with tempfile.TemporaryDirectory() as folder:
            measured[one.name] = measure(one, Path(folder), by_paper=not arguments.check)
        show(one.name, measured[one.name])
        fallen += falls(one.name, written["sets"].get(one.name, {}).get("rows", {}), measured[one.name]["rows"])
    print("\n".join(fallen) or "no row has fallen")
    if arguments.check:
        sys.exit(bool(fallen))
    report = {"measured_on": datetime.now(UTC).date().isoformat(), "version": __version__, "sets": written["sets"] | measured}
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def falls(name: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The rows that have fallen by more than noise."""
    pairs = ((row, before[row]["f1"], now.get(row, {"f1": 0.0})["f1"]) for row in before)
    return [f"{name}: {row} has fallen from {was:.3f} to {is_now:.3f}" for row, was, is_now in pairs if is_now < was - NOISE]


def show(name: str, measured: Mapping[str, Any]) -> None:
    """Print the figures of one set."""
    print(f"{name} ({measured['papers']} papers)")
    for row, figures in measured["rows"].items():
        low, high = figures["f1_interval"]
        values = " ".join(f"{figures[key]:6.3f}" for key in ("precision", "recall", "f1"))
        print(f"  {row:40} {values}  [{low:.3f}, {high:.3f}] {figures['gold']:5} {figures['found']:5}", flush=True)


def measure(gold: GoldSet, folder: Path, *, by_paper: bool) -> dict[str, Any]:
    """The figures of one set; intervals need the comparison paper by paper."""
    tables = read(gold, folder)
    annotations = sorted(gold.annotations.glob("*.json"))
    groups = [[path] for path in annotations] if by_paper else [annotations]
    with ThreadPoolExecutor(2) as pool:
        counted = list(pool.map(lambda paths: compare(paths, tables, gold.texts or folder / "corpus", folder / paths[0].stem), groups))
    rows = {row: figures(row, counted) for row in dict.fromkeys(row for counts in counted for row in counts)}
    return {"papers": len(annotations), "rows": rows}


def read(gold: GoldSet, folder: Path) -> Path:
    """Harvest and build the papers of a set; gives a folder of whole tables."""
    settings = Settings(data=folder / "data")
    with patch.object(facts, "_read_one", gold.reader):
        build(gold, folder, settings)
    return whole_tables(settings.data / "rows" / "gold", folder / "csv")


def build(gold: GoldSet, folder: Path, settings: Settings) -> None:
    """Harvest and build the papers of a set."""
    if gold.texts:
        source = Source("gold", gold.body_name, "folder", path=gold.texts, files=("all",))
        _run(source, settings)
    else:
        with replay(corpus=only(gold, folder / "corpus")) as url:
            _run(recorded("gold", url, files="all"), settings)


def _run(source: Source, settings: Settings) -> None:
    now = datetime.now(UTC)
    harvest(source, open_store(settings), settings, now=now, progress=silent)
    build_source(source, settings, now=now, progress=silent)


def only(gold: GoldSet, folder: Path) -> Path:
    """The recorded corpus with only the papers of a set, their meetings and their texts."""
    folder.mkdir()
    wanted = {json.loads(path.read_text(encoding="utf-8"))["paper"] for path in gold.annotations.glob("*.json")}
    papers = [paper for paper in lines("papers") if str(paper["id"]).rsplit("/", 1)[1] in wanted]
    meetings = {consultation.get("meeting") for paper in papers for consultation in paper.get("consultation", ())}
    files = {file["id"] for paper in papers for file in (*paper.get("auxiliaryFile", ()), paper.get("mainFile") or {}) if file}
    _write(folder / "papers.jsonl.xz", papers)
    _write(folder / "meetings.jsonl.xz", (meeting for meeting in lines("meetings") if meeting["id"] in meetings))
    _write(folder / "organizations.jsonl.xz", lines("organizations"))
    for path in sorted(CORPUS.glob("texts-*.jsonl.xz")):
        texts = [text for text in lines(path.name.removesuffix(".jsonl.xz")) if text["id"] in files]
        if texts:
            _write(folder / path.name, texts)
    return folder


def lines(name: str) -> Iterator[dict[str, Any]]:
    """The records of one file of the recorded corpus."""
    with lzma.open(CORPUS / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _write(path: Path, values: Iterator[dict[str, Any]] | Sequence[dict[str, Any]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8", preset=0) as target:
        target.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def whole_tables(rows: Path, folder: Path) -> Path:
    """The tables of a build, each in one file."""
    folder.mkdir()
    for table in filter(Path.is_dir, rows.iterdir()):
        parts = [path.read_text(encoding="utf-8") for path in sorted(table.glob("*.csv"))]
        if parts:
            head = parts[0].partition("\n")[0]
            (folder / f"{table.name}.csv").write_text(head + "\n" + "".join(part.partition("\n")[2] for part in parts), encoding="utf-8")
    return folder


def compare(annotations: Sequence[Path], tables: Path, texts: Path, folder: Path) -> Counts:
    """What the comparison counts for some papers."""
    folder.mkdir()
    for path in annotations:
        (folder / path.name).write_bytes(path.read_bytes())
    command = [sys.executable, str(EVALUATE), "--gold", str(folder), "--csv", str(tables), "--texts", str(texts)]
    subprocess.run([*command, "--json", str(folder / "result")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    result = json.loads((folder / "result").read_text(encoding="utf-8"))
    return {row: (round(one["precision"] * one["found"]), one["gold"], one["found"]) for row, one in result.items()}


def figures(row: str, counted: Sequence[Counts]) -> dict[str, Any]:
    """Precision, recall and F1 of one row over all papers, and how far F1 would vary with other papers of the kind."""
    counts = [one[row] for one in counted if row in one]
    chance = random.Random(row)  # noqa: S311 — the same draws each time
    draws = sorted(scores([chance.choice(counts) for _ in counts])[2] for _ in range(DRAWS))
    precision, recall, f1 = scores(counts)
    interval = [round(draws[int(DRAWS * share)], 3) for share in (0.025, 0.975)]
    sums = [sum(part) for part in zip(*counts, strict=True)]
    values = {"precision": precision, "recall": recall, "f1": f1}
    return {name: round(value, 3) for name, value in values.items()} | {"f1_interval": interval, "gold": sums[1], "found": sums[2]}


def scores(counts: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    right, gold, found = (sum(part) for part in zip(*counts, strict=True))
    return right / found if found else 0.0, right / gold if gold else 0.0, 2 * right / (gold + found) if gold + found else 0.0


if __name__ == "__main__":
    main()

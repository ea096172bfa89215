"""Measure reading: speed from decoded text to facts, memory, and that no text, however mutated, fails or takes long. Needs ../shared.

    python -m tools.bench_read [--texts N] [--mutations N]

Speed: documents a second and core over the recorded texts, paper by paper, commitments included, without the extra `embeddings`; numpy
counts with one thread, as in the worker processes of a build.
Memory: the highest that the process has held so far, after every 5,000 texts: it must not grow with them.
Mutations: recorded inquiries and answers cut, doubled, shuffled, riddled with control characters, or joined to 5 MB on one line; exits
with 1 if one raises or takes longer than a second per 100,000 characters (and per paper, for shorter ones). A benchmark, not a test.
"""

import argparse
import json
import lzma
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any
from unittest.mock import patch

from etl.decode.normal_form import normalise_text
from etl.extract import read_paper
from etl.extract.commitments import finding
from etl.identifiers import mint
from etl.model.documents import Document
from etl.model.facts import PaperContext
from tools.replay import SHARED

CORPUS = SHARED / "corpus" / "karlsruhe"
LIMIT_S, PER_CHARS = 1.0, 100_000
HUGE_CHARS, HUGE_EVERY = 5_000_000, 2_000
MEMORY_EVERY = 5_000
CONTROL = [*map(chr, range(32)), "\x7f", "\u00ad", "\u200b", "\u2028", "\ufffd", "\ufeff"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper's name, its type, and its documents: (name, text)."""

    name: str
    paper_type: str
    files: tuple[tuple[str, str], ...]

    def context(self) -> PaperContext:
        """The paper as reading takes it."""
        documents = tuple(
            Document(mint("document", f"{at}", scope="bench"), f"{at}", name, text) for at, (name, text) in enumerate(self.files)
        )
        return PaperContext(self.name, "", self.paper_type, "Stadt Musterstadt", documents)


def main() -> None:
    """Measure, print, and exit with 1 if a mutated text failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=0, help="so many texts, 0 = all")
    parser.add_argument("--mutations", type=int, default=10_000)
    arguments = parser.parse_args()
    if not CORPUS.is_dir():
        sys.exit("the recorded corpus beside the checkout (../shared) is needed")
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":  # numpy asks when it is loaded
        command = [sys.executable, "-m", "tools.bench_read", *sys.argv[1:]]
        os.execvpe(sys.executable, command, {**os.environ, "OPENBLAS_NUM_THREADS": "1"})  # noqa: S606 — our own command
    with patch.object(finding, "load_encoder", lambda: None):
        measure_speed(arguments.texts or sys.maxsize)
        sys.exit(mutate(arguments.mutations))


def papers() -> Iterator[Paper]:
    """The recorded papers with their decoded texts."""
    owners: dict[str, dict[str, Any]] = {}
    for paper in _lines(CORPUS / "papers.jsonl.xz"):
        owners |= {file["id"]: {"paper": paper, "name": file.get("name") or ""} for file in paper.get("auxiliaryFile", ())}
    for path in sorted(CORPUS.glob("texts-*.jsonl.xz")):
        files: dict[str, list[tuple[str, str]]] = {}
        about: dict[str, dict[str, Any]] = {}
        for line in _lines(path):
            owner = owners.get(line["id"])
            paper = owner["paper"] if owner else line
            about[paper["id"]] = paper
            files.setdefault(paper["id"], []).append((owner["name"] if owner else "", normalise_text(line["text"])))
        yield from (Paper(about[key].get("name") or "", about[key].get("paperType") or "", tuple(own)) for key, own in files.items())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def measure_speed(most: int) -> None:
    """Print documents a second and core, the commitments found, the slowest paper, and the memory on the way."""
    texts = found = 0
    spent, slowest = 0.0, (0.0, "")
    for paper in papers():
        if texts >= most:
            break
        context = paper.context()
        start = time.process_time()
        facts = read_paper(context)
        took = time.process_time() - start
        spent, texts, found = spent + took, texts + len(paper.files), found + len(facts.commitments)
        slowest = max(slowest, (took, paper.name))
        if texts // MEMORY_EVERY > (texts - len(paper.files)) // MEMORY_EVERY:
            print(f"{texts} texts: {getrusage(RUSAGE_SELF).ru_maxrss // 1024} MB", flush=True)
    print(f"{texts} texts, {found} commitments, {spent:.1f} s of one core: {texts / spent:.0f} documents a second", flush=True)
    print(f"slowest paper {slowest[0]:.2f} s", flush=True)


def mutate(count: int) -> bool:
    """Read so many mutated papers; gives whether one raised or took too long."""
    chance = random.Random(4)  # noqa: S311 — the same mutations each time
    kept = [paper for paper in islice((paper for paper in papers() if paper.paper_type == "Anfrage"), 400) if len(paper.files) > 1]
    failed, worst = 0, 0.0
    for number in range(count):
        paper = chance.choice(kept)
        name, text = paper.files[1]
        text = huge(text, chance) if number % HUGE_EVERY == HUGE_EVERY - 1 else mutated(text, chance)
        broken = Paper(paper.name, paper.paper_type, ((paper.files[0][0], mutated(paper.files[0][1], chance)), (name, text))).context()
        allowed = LIMIT_S * max(1.0, sum(len(document.text) for document in broken.documents) / PER_CHARS)
        start = time.process_time()
        try:
            read_paper(broken)
        except Exception as error:  # noqa: BLE001 — whatever it is, it is what we look for
            failed += 1
            print(f"mutation {number} of {paper.name!r}: {error!r}", flush=True)
        share = (time.process_time() - start) / allowed
        worst = max(worst, share)
        if share > 1:
            failed += 1
            print(f"mutation {number} of {paper.name!r}: {share:.1f} times as long as allowed, {len(text)} characters", flush=True)
    print(f"{count} mutated texts, {failed} failed; the slowest took {worst:.2f} of the time allowed", flush=True)
    return bool(failed)


def mutated(text: str, chance: random.Random) -> str:
    """A text cut, doubled, shuffled, riddled with control characters, or without its line breaks; often several of these."""
    for _ in range(chance.randint(1, 3)):
        low, high = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        lines = text.split("\n")
        text = chance.choice(
            (
                lambda low=low, high=high, text=text: text[low:high],
                lambda text=text: text * 2,
                lambda lines=lines: "\n".join(chance.sample(lines, len(lines))),
                lambda text=text: "".join(sign + chance.choice(CONTROL) * (chance.random() < 0.02) for sign in text),
                lambda text=text: text.replace("\n", chance.choice((" ", "", "\x0c", "\r"))),
            )
        )()
    return text


def huge(text: str, chance: random.Random) -> str:
    """5 MB on one line, made of a text over and over."""
    line = text.replace("\n", chance.choice((" ", ""))) or "x"
    return (line * (HUGE_CHARS // len(line) + 1))[:HUGE_CHARS]


if __name__ == "__main__":
    main()

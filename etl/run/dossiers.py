"""Dossiers: the papers that are read together, because one may answer the other."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from etl.model.inquiry_names import may_be_inquiry
from etl.model.records import File, Paper

_MOST_PAPERS = 6  # papers in a chain longer than this are no question and answer
_UNDATED = "undated"
# A paper's number as names cite it: "2016/0123", "AN/0123/2016", "21-4776", "DS/1246/V"
_CITED = re.compile(r"(?<![\w/-])(?:[A-Za-zÄÖÜ]{1,6}[/-])?\d{1,5}[/-][\w/-]{1,12}(?<![/-])")
_ANSWERS = re.compile(r"antwort|stellungnahme|\bStN\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Papers read together, the one that asks first; files: those that these papers own, with the paper's id."""

    papers: tuple[Paper, ...]
    files: tuple[tuple[str, File], ...]

    @property
    def main(self) -> Paper:
        """The paper that the dossier is about."""
        return self.papers[0]

    @property
    def partition(self) -> str:
        """The year of the main paper."""
        return self.main.published_on[:4] or _UNDATED


def dossiers(papers: Mapping[str, Paper]) -> Iterator[Dossier]:
    """Every paper in one dossier, every file in one too: where several papers show the same file, the oldest owns it."""
    owner: dict[str, str] = {}
    for paper in sorted(papers.values(), key=_age):
        for file in paper.files:
            owner.setdefault(file.url, paper.url)
    for group in _groups(papers):
        members = sorted((papers[url] for url in group), key=lambda paper: (not is_asking(paper), _age(paper)))
        files = tuple((paper.url, file) for paper in members for file in paper.files if owner[file.url] == paper.url)
        yield Dossier(tuple(members), files)


def is_asking(paper: Paper) -> bool:
    """Whether a paper may be an inquiry, by its type, its name and its files' names."""
    return may_be_inquiry(paper.name, paper.paper_type, [file.name for file in paper.files])


def _age(paper: Paper) -> tuple[str, str]:
    return paper.published_on or "9999", paper.url


def _groups(papers: Mapping[str, Paper]) -> Iterable[list[str]]:
    """The papers that name each other, or whose names cite each other, if at least one may be an inquiry; every other paper alone."""
    neighbours: dict[str, set[str]] = {url: set() for url in papers}
    for url, paper in papers.items():
        for other in paper.related_urls:
            if other in papers and other != url:
                neighbours[url].add(other)
                neighbours[other].add(url)
    for url, other in _citations(papers):
        neighbours[url].add(other)
        neighbours[other].add(url)
    done: set[str] = set()
    for url in sorted(papers):
        if url in done:
            continue
        group = _reachable(url, neighbours)
        together = len(group) <= _MOST_PAPERS and any(is_asking(papers[one]) for one in group)
        yield from [group] if together else [[one] for one in group]
        done.update(group)


def _citations(papers: Mapping[str, Paper]) -> Iterator[tuple[str, str]]:
    """The papers that say in their name or a file's name that they answer, and the inquiry whose number they cite there."""
    bearers = Counter(paper.reference for paper in papers.values())
    asking = {paper.reference: url for url, paper in papers.items() if bearers[paper.reference] == 1 and is_asking(paper)}
    for url, paper in papers.items():
        names = [name for name in (paper.name, *(file.name for file in paper.files)) if _ANSWERS.search(name)]
        cited = {number for name in names for number in _CITED.findall(name)} - {paper.reference}
        yield from ((url, asking[number]) for number in sorted(cited & asking.keys()))


def _reachable(start: str, neighbours: Mapping[str, set[str]]) -> list[str]:
    found, waiting = {start}, [start]
    while waiting:
        for other in neighbours[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return sorted(found)

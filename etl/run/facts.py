"""Facts of dossiers: read once per content and version of the reader, kept in between."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from etl.model.facts import PaperContext, PaperFacts
from etl.model.progress import Progress
from etl.run.fingerprint import code_fingerprint
from etl.run.pool import Failed, each
from etl.run.reading import Outcome, Spread, Work
from etl.run.texts import texts_of
from etl.store import Store

_TIMEOUT_S = 120.0
_KEEP_EVERY = 100
_FEW = 80  # a second process takes longer to start than one takes to read so many
_FACTS = TypeAdapter(PaperFacts)


@dataclass(frozen=True, slots=True)
class Due:
    """A context to be read under a key, which stands for all that it holds; left_out: hashes of the texts that stayed in the store."""

    key: str
    context: PaperContext
    left_out: frozenset[str] = frozenset()

    def slim(self) -> "Due":
        """Without the texts that the store holds."""
        stored = frozenset(one.sha256 for one in self.context.documents if one.sha256 and one.text)
        documents = tuple(replace(one, text="", pages=()) if one.sha256 in stored else one for one in self.context.documents)
        return Due(self.key, replace(self.context, documents=documents), self.left_out | stored)

    def whole(self, store: Store) -> "Due":
        """With its texts again."""
        if not self.left_out:
            return self
        texts = texts_of(store, sorted(self.left_out))
        filled = (
            replace(one, text=texts[one.sha256].text, pages=texts[one.sha256].pages) if one.sha256 in self.left_out else one
            for one in self.context.documents
        )
        return Due(self.key, replace(self.context, documents=tuple(filled)))


def read_facts(store: Store, contexts: Iterable[Due], *, spread: Spread, progress: Progress) -> dict[str, str]:
    """Read contexts, whose facts are in the store then; gives, by their keys, why the reading of some failed.

    What was read under a key before is not read again. All that is due is read together: readers take long to start.
    """
    wanted = {one.key: one for one in contexts}
    known = store.derived_keys(_space(), list(wanted))
    due = [one for key, one in wanted.items() if key not in known]
    failures: dict[str, str] = {}
    for done, (key, reason) in enumerate(spread(Work(_read, slim=Due.slim), due), 1):
        if reason:
            failures[key] = reason
        progress("reading facts", done, len(due))
    return failures


def facts_of(store: Store, keys: Sequence[str]) -> dict[str, PaperFacts]:
    """The facts that were read under these keys."""
    return {key: _FACTS.validate_json(payload) for key, payload in store.derived(_space(), keys).items()}


def _space() -> str:
    return f"facts/{code_fingerprint('extract', 'model')}"


def _read(store: Store, due: Sequence[Due], workers: int) -> Iterator[Outcome]:
    """Read contexts, and keep their facts."""
    fresh: list[tuple[str, bytes]] = []
    for one, result in each(_read_one, (one.whole(store) for one in due), workers=workers, timeout_s=_TIMEOUT_S, few=_FEW):
        if isinstance(result, Failed):
            yield one.key, f"reading {result.reason}"
            continue
        fresh.append((one.key, _FACTS.dump_json(result)))
        if len(fresh) >= _KEEP_EVERY:
            store.keep_derived(_space(), fresh)
            fresh.clear()
        yield one.key, ""
    store.keep_derived(_space(), fresh)


def _read_one(due: Due) -> PaperFacts:
    from etl.extract import read_paper  # noqa: PLC0415 — takes half a second to load, where nothing is due for nothing

    return read_paper(due.context)

"""Facts of dossiers: read once per content and version of the reader, kept in between."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pydantic import TypeAdapter

from etl.fingerprint import code_fingerprint
from etl.model.facts import PaperContext, PaperFacts
from etl.model.progress import Progress
from etl.run.pool import Failed, each
from etl.run.reading import Outcome, Spread, Work
from etl.run.texts import texts_of
from etl.store import Store

_TIMEOUT_S = 120.0
_KEEP_EVERY = 20
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


def read_facts(store: Store, contexts: Iterable[Due], *, spread: Spread, progress: Progress) -> Iterator[Outcome]:
    """Read contexts, and say of each how it went once its facts are in the store; first of those that were read under their key before.

    All that is due is read together: readers take long to start.
    """
    wanted = {one.key: one for one in contexts}
    known = store.derived_keys(_space(), list(wanted))
    yield from ((key, "") for key in wanted if key in known)
    due = [one for key, one in wanted.items() if key not in known]
    for done, outcome in enumerate(spread(Work(_read, slim=Due.slim), due), 1):
        progress("reading facts", done, len(due))
        yield outcome


def facts_of(store: Store, keys: Sequence[str]) -> dict[str, PaperFacts]:
    """The facts that were read under these keys."""
    return {key: _FACTS.validate_json(payload) for key, payload in store.derived(_space(), keys).items()}


def _space() -> str:
    return f"facts/{code_fingerprint('extract', 'model')}"


def _read(store: Store, due: Sequence[Due], workers: int) -> Iterator[Outcome]:
    """Read contexts, and keep their facts."""
    results = each(_read_one, (one.whole(store) for one in due), workers=workers, timeout_s=_TIMEOUT_S, few=_FEW)
    while some := list(islice(results, _KEEP_EVERY)):
        store.keep_derived(_space(), [(one.key, _FACTS.dump_json(result)) for one, result in some if not isinstance(result, Failed)])
        yield from ((one.key, f"reading {result.reason}" if isinstance(result, Failed) else "") for one, result in some)


def _read_one(due: Due) -> PaperFacts:
    from etl.extract import read_paper  # noqa: PLC0415 — takes half a second to load, where nothing is due for nothing

    return read_paper(due.context)

"""Facts of dossiers: read once per content and version of the reader, kept in between."""

import logging
from collections.abc import Mapping

from pydantic import TypeAdapter

from etl.extract import read_paper
from etl.model.facts import PaperContext, PaperFacts
from etl.model.progress import Progress
from etl.run.fingerprint import code_fingerprint
from etl.run.pool import Failed, each
from etl.store import Store

_TIMEOUT_S = 120.0
_KEEP_EVERY = 100
_FACTS = TypeAdapter(PaperFacts)
_NO_FACTS = PaperFacts()

logger = logging.getLogger(__name__)


def read_facts(
    store: Store, contexts: Mapping[str, PaperContext], *, workers: int, progress: Progress
) -> tuple[dict[str, PaperFacts], dict[str, str]]:
    """The facts of contexts by their keys, and why the reading of some failed.

    contexts: by a key that stands for all that a context holds; what was read under a key before is not read again.
    """
    space = f"facts/{code_fingerprint('extract', 'model')}"
    facts = {key: _FACTS.validate_json(payload) for key, payload in store.derived(space, list(contexts)).items()}
    due = [(key, context) for key, context in contexts.items() if key not in facts]
    failures: dict[str, str] = {}
    fresh: list[tuple[str, bytes]] = []
    for done, ((key, _), result) in enumerate(each(_read, due, workers=workers, timeout_s=_TIMEOUT_S), 1):
        if isinstance(result, Failed):
            facts[key], failures[key] = _NO_FACTS, f"reading {result.reason}"
            continue
        facts[key] = result
        fresh.append((key, _FACTS.dump_json(result)))
        if len(fresh) >= _KEEP_EVERY:
            store.keep_derived(space, fresh)
            fresh.clear()
        progress("reading facts", done, len(due))
    store.keep_derived(space, fresh)
    return facts, failures


def _read(item: tuple[str, PaperContext]) -> PaperFacts:
    return read_paper(item[1])

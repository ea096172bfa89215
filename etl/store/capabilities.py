"""What is known of the servers of sources: the last probe of each."""

import json

from etl.model.capabilities import Capabilities, from_data
from etl.store.store import Store

_SPACE = "capabilities"


def keep_capabilities(store: Store, source_id: str, capabilities: Capabilities) -> None:
    """Keep what a probe found out about a source's server, instead of what was known before."""
    store.keep_derived(_SPACE, [(source_id, json.dumps(capabilities.as_data(), ensure_ascii=False, sort_keys=True).encode())])


def known_capabilities(store: Store, source_id: str) -> Capabilities | None:
    """What the last probe found out about a source's server; None if it was never probed, or by a version that wrote it otherwise."""
    found = store.derived(_SPACE, [source_id]).get(source_id)
    try:
        return from_data(json.loads(found)) if found else None
    except ValueError:
        return None

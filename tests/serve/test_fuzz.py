"""What nobody should ask; `python -m tools.fuzz_serve` asks ten thousand times."""

import asyncio

from tools.fuzz_serve import attack_all


def test_no_request_breaks_the_server(url: str) -> None:
    counts, findings = asyncio.run(attack_all(url, seed=6, requests=300))
    assert findings == []
    assert {kind for kind, _ in counts} == {"api", "sparql", "path", "header", "body", "page"}

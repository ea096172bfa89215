"""The demo council: the fictitious Stadt Musterstadt, its records and documents, and a server that publishes them as OParl 1.1.

Everything in it is invented. Its ids lie under a domain that is reserved for examples, so a run on it can never reach the network.
"""

from etl.demo.council import ORIGIN, SYSTEM_URL
from etl.sources.model import Source

# Land keys run from 01 to 16, so no municipality can ever have a key that begins with 99.
# 000 at the end is what a city has that is a district of its own.
AGS = "99012000"


def demo_source(base_url: str) -> Source:
    """The demo council as a source whose requests go to a server at `base_url` (see `etl.demo.server.serve_demo`)."""
    return Source(
        id="demo",
        name="Stadt Musterstadt",
        adapter="oparl",
        ags=AGS,
        system=SYSTEM_URL,
        reach={f"{ORIGIN}/": f"{base_url.rstrip('/')}/"},
        requests_per_second=0,
    )

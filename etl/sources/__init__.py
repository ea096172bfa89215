"""Sources: one council, one YAML file. A source is data; code is for what really differs."""

from etl.sources.load import known_sources, load_source
from etl.sources.model import Source

__all__ = ["Source", "known_sources", "load_source"]

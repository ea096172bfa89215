"""The stages in their order, without Prefect: what the command line and the flows run. Nothing here knows the network or RDF itself."""

from etl.model.progress import Progress, silent
from etl.run.due import why_due
from etl.run.stages import build_source, harvest_source, note_unchanged, publish_source

__all__ = ["Progress", "build_source", "harvest_source", "note_unchanged", "publish_source", "silent", "why_due"]

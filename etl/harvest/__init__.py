"""Talk to the network, politely, and keep what comes: objects and files, as they came. Nothing here reads what a document says."""

from etl.harvest.harvest import harvest
from etl.harvest.peek import something_new
from etl.harvest.report import HarvestReport

__all__ = ["HarvestReport", "harvest", "something_new"]

"""Read German council documents: what a paper's documents are, who asks what, who answers which question, who binds itself to what.

Pure functions over texts: no files, no network, no tables. `read_paper` is the only door.
"""

from etl.extract.paper import read_paper

__all__ = ["read_paper"]

"""The working store: an index (a database through SQLAlchemy Core) and blobs (an fsspec URL).

Raw first: every object and file lies here as it came before anything reads it. What is derived from them (texts, facts) is kept under the
hash of what it was derived from and can be thrown away at any time.
"""

from etl.store.blobs import Blobs
from etl.store.index import Index, open_index
from etl.store.store import Store, open_store

__all__ = ["Blobs", "Index", "Store", "open_index", "open_store"]

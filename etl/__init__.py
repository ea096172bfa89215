"""ratsgraph: from council information systems to open, linked, checkable data."""

__version__ = "0.1.0"

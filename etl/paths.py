"""Every path that ratsgraph knows, in one place. Imports nothing of ratsgraph."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
VOCAB = PACKAGE.parent / "vocab"
TABLES = VOCAB / "tables"
COUNCILS = PACKAGE / "sources" / "councils"
DEMO = PACKAGE / "demo"

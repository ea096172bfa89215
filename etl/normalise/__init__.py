"""Facts and records to rows: names to ids, codes by lookup, checks by the table schemas; bad rows to quarantine with their reason."""

from etl.normalise.check import check_rows, drop_orphans, in_order, key_of
from etl.normalise.corrections import Correction, apply_corrections, load_corrections, not_applied
from etl.normalise.facts import DossierRows, Session, dossier_rows
from etl.normalise.names import OrganizationIndex
from etl.normalise.partitions import TEXTS, Partitions
from etl.normalise.records import RecordRows
from etl.normalise.rows import Rows

__all__ = [
    "TEXTS",
    "Correction",
    "DossierRows",
    "OrganizationIndex",
    "Partitions",
    "RecordRows",
    "Rows",
    "Session",
    "apply_corrections",
    "check_rows",
    "dossier_rows",
    "drop_orphans",
    "in_order",
    "key_of",
    "load_corrections",
    "not_applied",
]

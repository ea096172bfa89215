"""What went wrong with one thing: the line that ends in the quarantine table. Imports nothing of ratsgraph."""

from dataclasses import dataclass

_LONGEST_RAW_VALUE = 2000


@dataclass(frozen=True, slots=True)
class Issue:
    """One bad row or thing: the table it would have stood in, the source's id of it, the field, the raw value and why it is bad."""

    table_name: str
    source_url: str
    reason: str
    field: str = ""
    raw_value: str = ""

    def __post_init__(self) -> None:
        """Keep the raw value readable: at most 2,000 characters of it, none that no encoding can write."""
        object.__setattr__(self, "raw_value", self.raw_value[:_LONGEST_RAW_VALUE].encode(errors="replace").decode())
        object.__setattr__(self, "reason", " ".join(self.reason.split()))

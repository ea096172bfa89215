"""What a harvest did, in numbers, and what went wrong on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from etl.issues import Issue
from etl.store.objects import ObjectCounts


@dataclass(slots=True)
class HarvestReport:
    """Counts of one harvest: objects per list, files by outcome, requests; and the issues to note.

    list_issues: what went wrong in each list that was walked, by its URL; it joins what was noted before, unless the list is one of
    whole_lists, which this harvest has seen from its first page to its last. walks: how each list was walked, by its name: "changes",
    "whole" or "newest end".
    """

    lists: dict[str, ObjectCounts] = field(default_factory=dict)
    files_fetched: int = 0
    files_failed: int = 0
    files_kept: int = 0
    requests: int = 0
    issues: list[Issue] = field(default_factory=list)
    list_issues: dict[str, list[Issue]] = field(default_factory=dict)
    whole_lists: set[str] = field(default_factory=set)
    walks: dict[str, str] = field(default_factory=dict)

    def count(self, list_name: str, counts: ObjectCounts) -> None:
        """Add the counts of a page to its list."""
        self.lists.setdefault(list_name, ObjectCounts()).add(counts)

    def note(self, list_url: str, issues: Iterable[Issue]) -> None:
        """Note what went wrong on a page of a list, be it nothing."""
        self.list_issues.setdefault(list_url, []).extend(issues)

    @property
    def news(self) -> int:
        """How many objects and files are not as they were."""
        return sum(counts.news for counts in self.lists.values()) + self.files_fetched

    def stats(self) -> dict[str, Any]:
        """The counts as plain data, as they are kept with the run."""
        lists = {name: {field: getattr(counts, field) for field in counts.__dataclass_fields__} for name, counts in self.lists.items()}
        files = {"fetched": self.files_fetched, "failed": self.files_failed, "kept": self.files_kept}
        return {
            "lists": lists,
            "walks": dict(self.walks),
            "files": files,
            "requests": self.requests,
            "issues": len(self.issues) + sum(map(len, self.list_issues.values())),
        }

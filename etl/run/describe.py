"""What the stages of a run did, each in a line for people: for the command line and for logs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.harvest import HarvestReport
    from etl.publish.release import PublishResult
    from etl.run.build import BuildReport

_READ = ("inquiries", "answers", "questions", "commitments")


def harvested(report: "HarvestReport") -> str:
    """What a harvest fetched."""
    objects = ", ".join(f"{counts.seen} {name}" for name, counts in report.lists.items() if name not in ("system", "bodies"))
    files = f"{report.files_fetched} files fetched, {report.files_kept} kept, {report.files_failed} failed"
    return f"harvested {objects or 'nothing'}; {report.news} new or changed; {files}; {report.requests} requests"


def built(report: "BuildReport") -> str:
    """What a build made."""
    if not report.changed:
        return "rows unchanged"
    counts = ", ".join(f"{report.rows.get(name, 0)} {name}" for name in _READ)
    return f"built {len(report.partitions)} partitions ({counts} in them); {report.quarantined} rows in quarantine"


def published(result: "PublishResult") -> str:
    """What was published."""
    if not result.changed:
        return f"{result.folder} is as it was"
    return f"published {sum(result.counts.values())} rows and {result.triples} triples in {result.folder}"

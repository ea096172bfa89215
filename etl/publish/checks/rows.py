"""Do the rows keep what their schemas promise: types, codes, keys, and references to other tables?"""

from collections.abc import Iterator

import frictionless

from etl.publish.checks.published import Problem, Published
from etl.publish.files import PACKAGE


def invalid_rows(published: Published) -> Iterator[Problem]:
    """What frictionless finds in the package: about 20,000 rows a second, the slowest of the checks."""
    report = frictionless.Package(str(published.folder / PACKAGE)).validate()
    for what, where in _findings(report):
        yield published.problem(what, where, "correct or quarantine the row, then build and publish again")


def _findings(report: frictionless.Report) -> Iterator[tuple[str, str]]:
    yield from ((error.message, PACKAGE) for error in report.errors)
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            yield error.message, f"{task.place} row {row}" if row else task.place

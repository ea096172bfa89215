"""How Prefect is to behave under the command line; Prefect itself is imported elsewhere, and only when it is needed."""

import os
import sys

from etl.settings import Settings

# Prefect logs the traceback of every error that ends a task; the command line says it in one line, and shows more with --verbose.
_QUIET = {"PREFECT_LOGGING_LEVEL": "CRITICAL", "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL"}

# With its temporary server, which takes seconds to start, and a minute on a machine that has other work.
_PATIENCE_S = "300"


def quiet_prefect(settings: Settings) -> None:
    """Tell Prefect, by its environment, what to say and where to keep its database."""
    for name, value in _QUIET.items() if "--verbose" not in sys.argv else ():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", _PATIENCE_S)
    os.environ.setdefault("PREFECT_HOME", str((settings.data / "prefect").absolute()))
    os.environ.setdefault("PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED", "true")  # so that its database does not grow for ever

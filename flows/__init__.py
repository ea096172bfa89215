"""Prefect flows: they run the stages with retries, schedule and a record of every run. Nothing else knows Prefect."""

import os

# Prefect's server tells its maker that it started, and its client counts what is used, unless it is told not to.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

"""Tell an operator what happened to a source: once when it fails, falls silent or is well again, not every night."""

from datetime import UTC, datetime

import httpx

from etl.run.conditions import Condition, condition_changed
from etl.settings import Settings

_TIMEOUT_S = 20.0


def notify(source_id: str, condition: Condition, settings: Settings) -> bool:
    """Post the condition of a source to the webhook of the settings, if it is another than the last time; gives whether it was.

    What the webhook does not take is told with the next run.

    Raises:
        httpx.HTTPError: if the webhook does not take it.
    """
    if not settings.webhook:
        return False
    with condition_changed(source_id, condition, settings) as is_news:
        if not is_news:
            return False
        message = {
            "source": source_id,
            "condition": condition.kind,
            "message": condition.message,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "text": f"{source_id}: {condition.kind}{': ' if condition.message else ''}{condition.message}",
        }
        httpx.post(settings.webhook, json=message, timeout=_TIMEOUT_S).raise_for_status()
    return True

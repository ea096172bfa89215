"""Where the checked rows of a source lie: in the data folder, and, if there is a URL for them, there too for other machines."""

from pathlib import Path

from etl.settings import Settings
from etl.store.mirror import Mirror


def fetch_rows(source_id: str, settings: Settings) -> Path:
    """The folder of a source's rows, as they were last handed out by any machine.

    Raises:
        StoreError: if they cannot be fetched.
    """
    folder = settings.data / "rows" / source_id
    if settings.rows_url:
        _mirror(folder, settings).fetch()
    return folder


def hand_out_rows(source_id: str, settings: Settings) -> None:
    """Let other machines have the rows of a source.

    Raises:
        StoreError: if they cannot be written.
    """
    if settings.rows_url:
        _mirror(settings.data / "rows" / source_id, settings).hand_out()


def _mirror(folder: Path, settings: Settings) -> Mirror:
    return Mirror(folder, f"{settings.rows_url.rstrip('/')}/{folder.name}")

"""The command that finds out what a server can do."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from etl.cli.console import err, print_table
from etl.cli.options import Data, settings_of
from etl.errors import UsageError

if TYPE_CHECKING:
    from etl.harvest.client import Client
    from etl.model.capabilities import Capabilities
    from etl.sources import Source
    from etl.store import Store


class ProbeFormat(StrEnum):
    """How the result of a probe is written."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"


Target = Annotated[str, typer.Argument(metavar="URL", help="URL of an OParl System; or a source, whose probe is kept.", show_default=False)]


def probe(
    target: Target,
    result_format: Annotated[ProbeFormat, typer.Option("--format", help="table, json or yaml.")] = ProbeFormat.TABLE,
    save: Annotated[Path | None, typer.Option("--save", help="Write it to a file too (.json, else YAML).", show_default=False)] = None,
    data: Data = None,
) -> None:
    """Find out in at most 15 polite requests what an OParl server can and cannot do."""
    from etl.harvest.client import client_for
    from etl.harvest.probe import probe as ask
    from etl.sources import Source, load_source
    from etl.store import open_store

    settings, is_url = settings_of(data, None), target.startswith(("http://", "https://"))
    source = Source("probe", urlsplit(target).netloc, "oparl", system=target) if is_url else load_source(target)
    if source.adapter != "oparl":
        raise UsageError("only a source with adapter oparl can be probed", where=target, todo="name another, or the URL of an OParl System")
    client, now = client_for(source, settings), datetime.now(UTC)
    found = ask(source, client, now=now) if is_url else _kept(source, client, open_store(settings), now=now)
    if save:
        _save(found, save)
    if result_format is ProbeFormat.TABLE:
        print_table(("what", "found"), _lines(found))
    else:
        sys.stdout.write(_as_json(found) if result_format is ProbeFormat.JSON else _as_yaml(found))


def _kept(source: "Source", client: "Client", store: "Store", *, now: datetime) -> "Capabilities":
    """Probe a source and keep what was found, or that it could not be reached."""
    from etl.harvest.probe import probe as ask
    from etl.store.capabilities import keep_capabilities
    from etl.store.runs import noted_run

    with noted_run(store, source.id, "probe", now=now) as run:
        try:
            found = ask(source, client, now=now)
        finally:
            run.stats = {"requests": client.requests_made}
        keep_capabilities(store, source.id, found)
    return found


def _save(found: "Capabilities", path: Path) -> None:
    try:
        path.write_text(_as_json(found) if path.suffix == ".json" else _as_yaml(found), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the file cannot be written ({type(error).__name__})", where=str(path), todo="check the path") from error
    err.print(f"written to {path}", markup=False)


def _as_json(found: "Capabilities") -> str:
    return json.dumps(found.as_data(), ensure_ascii=False, indent=1) + "\n"


def _as_yaml(found: "Capabilities") -> str:
    import yaml

    return yaml.safe_dump(found.as_data(), allow_unicode=True, sort_keys=False, width=140)


def _lines(found: "Capabilities") -> Iterator[tuple[str, str]]:
    data = found.as_data()
    for name, value in data.items():
        if name == "bodies":
            for body in value:
                yield "body", f"{body['name'] or body['id']}: {', '.join(body['lists']) or 'no lists'}"
        else:
            yield name.replace("_", " "), _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {part}" for name, part in value.items() if part)
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "none"
    return "unknown" if value in (None, "") else str(value)

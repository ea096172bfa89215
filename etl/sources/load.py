"""Read source files and say clearly what is wrong with one."""

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from etl import paths
from etl.errors import SourceFileError
from etl.sources.model import Source
from etl.tables import load_tables
from etl.yaml_text import from_yaml

ADAPTERS = ("oparl", "folder")
FILE_POLICIES = ("all", "inquiry", "none")
FREQUENCIES = ("daily", "weekly", "monthly", "irreg")  # of the EU's list, as catalogues say it

_ID = re.compile(r"[a-z][a-z0-9-]*")
_AGS = re.compile(r"[0-9]{8}")
_QID = re.compile(r"Q[1-9][0-9]*")
_HTTP = ("http://", "https://")
_KEYS = tuple(field.name for field in dataclasses.fields(Source))
_TEXTS = ("id", "name", "adapter", "ags", "system", "license", "wikidata", "body", "vendor", "frequency", "path")


def known_sources(folder: Path = paths.COUNCILS) -> dict[str, Path]:
    """The councils that travel with ratsgraph: id → source file."""
    return {path.stem: path for path in sorted(folder.glob("*.yml"))}


def load_source(name_or_path: str) -> Source:
    """The source of a known id, or of a source file.

    Raises:
        SourceFileError: if there is none, or it holds what cannot be understood.
    """
    known = known_sources().get(name_or_path)
    path = known or Path(name_or_path)
    try:
        content = from_yaml(path.read_text(encoding="utf-8"))
    except OSError as error:
        todo = "`ratsgraph sources` lists the known ones; a path must be that of a source file"
        raise SourceFileError("no source of this name", where=name_or_path, todo=todo) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourceFileError(f"the source file is no YAML ({' '.join(str(error).split())})", where=str(path), todo="mend it") from error
    if not isinstance(content, dict):
        raise SourceFileError("the source file holds no keys", where=str(path), todo="see docs/add-a-council.md")
    return read_source(content, where=str(path), folder=path.parent)


def read_source(content: Mapping[str, Any], *, where: str, folder: Path) -> Source:
    """A source from the keys of its file; relative paths count from the file's folder.

    Raises:
        SourceFileError: for an unknown key, a missing one, or a value of the wrong kind.
    """
    unknown = sorted(str(key) for key in content if key not in _KEYS)
    if unknown:
        raise SourceFileError(f"unknown key {', '.join(map(repr, unknown))}", where=where, todo=f"known keys are {', '.join(_KEYS)}")
    values: dict[str, Any] = {key: value for key, value in content.items() if value is not None}
    for key in _TEXTS:
        _demand(isinstance(values.get(key, ""), str), f"{key} must be text (in quotes, if it is a number)", where)
    for key in ("id", "name", "adapter"):
        _demand(bool(values.get(key)), f"the key {key!r} is missing", where)
    _demand(bool(_ID.fullmatch(values["id"])), f"id {values['id']!r} must be lower case letters, digits and hyphens", where)
    _demand(values["adapter"] in ADAPTERS, f"adapter {values['adapter']!r} is none of {', '.join(ADAPTERS)}", where)
    for key, pattern, form in (("ags", _AGS, "eight digits in quotes"), ("wikidata", _QID, "an item's id such as Q64")):
        value = values.get(key, "")
        _demand(not value or bool(pattern.fullmatch(value)), f"{key} {value!r} must be {form}", where)
    _demand(values.get("license", _HTTP[0]).startswith(_HTTP), f"license {values.get('license')!r} must be an http(s) URL", where)
    frequency = values.get("frequency", FREQUENCIES[0])
    _demand(frequency in FREQUENCIES, f"frequency {frequency!r} is none of {', '.join(FREQUENCIES)}", where)
    values["files"] = _files(values.get("files", Source.__dataclass_fields__["files"].default), where)
    _check_numbers(values, where)
    _check_adapter(values, where)
    if "path" in values:
        values["path"] = (folder / values["path"]).resolve()
    return Source(**values)


def _files(value: Any, where: str) -> tuple[str, ...]:
    policies = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list | tuple) else ()
    known = bool(policies) and all(policy in FILE_POLICIES for policy in policies)
    _demand(known, f"files must be one of {', '.join(FILE_POLICIES)}, not {value!r}", where)
    return policies


def _check_numbers(values: Mapping[str, Any], where: str) -> None:
    for key in ("requests_per_second", "crawl_every_days", "max_file_mb"):
        number = values.get(key, 1)
        fine = isinstance(number, int | float) and not isinstance(number, bool) and number >= 0
        _demand(fine, f"{key} must be a number of at least 0, not {number!r}", where)
    expect = values.get("expect", {})
    fine = isinstance(expect, dict) and all(table in load_tables() and type(least) is int for table, least in expect.items())
    _demand(fine, "expect must name tables with their least number of rows", where)


def _check_adapter(values: Mapping[str, Any], where: str) -> None:
    reach = values.get("reach", {})
    _demand(
        isinstance(reach, dict) and all(isinstance(part, str) for pair in reach.items() for part in pair),
        "reach must map URL prefixes to URL prefixes",
        where,
    )
    if values["adapter"] == "folder":
        _demand(bool(values.get("path")), "adapter folder needs the key 'path'", where)
        return
    _demand(str(values.get("system", "")).startswith(_HTTP), "adapter oparl needs the key 'system' with an http(s) URL", where)
    _demand(all(part.startswith(_HTTP) for pair in reach.items() for part in pair), "reach must hold http(s) prefixes", where)


def _demand(condition: bool, what: str, where: str) -> None:
    if not condition:
        raise SourceFileError(what, where=where, todo="see docs/add-a-council.md")

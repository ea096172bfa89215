"""The documents say what is so."""

import re
from pathlib import Path

import pytest

from etl.cli.app import app
from etl.sources.model import Source
from tools.generate import stale

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((ROOT / "docs").rglob("*.md"))
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
_CODE_PATH = re.compile(r"`((?:etl|flows|vocab|docs|tools|tests)/[\w./-]+)`")


def test_generated_files_are_current() -> None:
    assert stale() == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    dead = [link for link in _LINK.findall(text) if not (page.parent / link).exists()]

    assert dead + [path for path in _CODE_PATH.findall(text) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("command", [command.callback.__name__ for command in app.registered_commands if command.callback])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"ratsgraph {command}|make {command}", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", [name for name in Source.__slots__ if name not in ("path", "expect")])
def test_every_key_of_a_source_file_is_explained(key: str) -> None:
    assert f"{key}:" in (ROOT / "docs" / "add-a-council.md").read_text(encoding="utf-8")

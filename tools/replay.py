"""The recorded council of ../shared as a running OParl server, for measurements and for tests."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import yaml

from etl.sources import Source, load_source

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SERVER = SHARED / "tools" / "oparl_replay.py"
PREFIX = "https://web1.karlsruhe.de/"


@contextmanager
def replay(*options: str, corpus: Path = SHARED / "corpus" / "karlsruhe") -> Iterator[str]:
    """A replay server of a corpus with these options on a free port of the loopback interface; gives its URL, with a slash at its end.

    Raises:
        RuntimeError: if it does not start.
    """
    command = [sys.executable, str(SERVER), "--corpus", str(corpus), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            match = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline() if server.stdout else "")
            if not match:
                raise RuntimeError("the replay server did not start")
            yield match[0]
        finally:
            server.terminate()


def recorded(source_id: str, url: str, *, files: str = "inquiry") -> Source:
    """The recorded council as a source whose requests go to a replay server, without a limit on them."""
    return Source(
        id=source_id,
        name="Stadt Karlsruhe",
        adapter="oparl",
        ags="08212000",
        system=f"{PREFIX}oparl/system",
        license="https://www.govdata.de/dl-de/zero-2-0",
        reach={PREFIX: url},
        files=(files,),
        requests_per_second=0,
    )


def written(source: Source, path: Path) -> Source:
    """A source as a file that other processes can read, and as it is read from there."""
    keys = ("id", "name", "adapter", "ags", "system", "license", "requests_per_second")
    values = {key: getattr(source, key) for key in keys} | {"reach": dict(source.reach), "files": list(source.files)}
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return load_source(str(path))


def control(url: str, change: Mapping[str, int | str]) -> dict[str, list[str]]:
    """Change something on a replay server, or move its clock; gives the ids of what was changed."""
    request = urllib.request.Request(f"{url}_control", json.dumps(change).encode(), method="POST")  # noqa: S310 — loopback
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        answer: dict[str, list[str]] = json.load(response)
    return answer

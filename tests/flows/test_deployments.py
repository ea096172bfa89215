"""`prefect.yaml` and the limits that deployments keep, without a server."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.run.calendar import nightly
from etl.sources import Source, load_source

pytestmark = pytest.mark.filterwarnings("ignore")

ROOT = Path(__file__).parents[2]
HERE = Source("here", "Musterstadt", "oparl", system="https://rats.example/oparl/system")


def deployments() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    return found


def test_every_deployment_is_a_known_source_at_its_minute_of_the_night() -> None:
    for one in deployments():
        (source,) = one["parameters"]["sources"]
        assert (one["name"], one["schedules"][0]["cron"]) == (load_source(source).id, nightly(source))


def test_every_deployment_starts_the_flow() -> None:
    from prefect.flows import load_flow_from_entrypoint  # noqa: PLC0415

    for entrypoint in {one["entrypoint"] for one in deployments()}:
        assert load_flow_from_entrypoint(str(ROOT / entrypoint)).name == "ratsgraph-scheduled"


def test_councils_on_one_host_share_a_limit() -> None:
    from flows.limits import host_limit  # noqa: PLC0415

    there = replace(HERE, id="there", system="https://rats.example/other/oparl/system")
    assert host_limit(HERE) == host_limit(there) == ["ratsgraph-rats.example"]


def test_the_limit_is_that_of_the_host_that_is_asked() -> None:
    from flows.limits import host_limit  # noqa: PLC0415

    assert host_limit(replace(HERE, reach={"https://rats.example/": "http://127.0.0.1:8765/"})) == ["ratsgraph-127.0.0.1:8765"]


def test_a_folder_has_no_limit() -> None:
    from flows.limits import host_limit  # noqa: PLC0415

    assert host_limit(Source("x", "X", "folder")) == []

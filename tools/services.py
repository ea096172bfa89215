"""What a cluster stands on, as real processes on free ports of the loopback interface: PostgreSQL, an S3 server, Dask."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

_STARTS_WITHIN_S = 60.0
_PASSWORD = "geheim"  # noqa: S105 — of a database that lives as long as a test
_BUCKET = "ratsgraph"
_NOBODY = ("postgres", "nobody")  # whom the database runs as, where root runs the tests: PostgreSQL refuses root


def postgresql_programs() -> Path | None:
    """The folder of PostgreSQL's programs, None if it is not installed."""
    known = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    folders = [*known, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@dataclass(frozen=True, slots=True)
class Database:
    """A running PostgreSQL server; url: of its first database."""

    url: str
    process: "subprocess.Popen[bytes]"

    def new(self) -> str:
        """The URL of a new, empty database."""
        name = f"rats_{uuid.uuid4().hex}"
        with sa.create_engine(self.url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop_connections(self) -> None:
        """End all connections but the one that asks for it."""
        with sa.create_engine(self.url).connect() as connection:
            connection.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))


@contextmanager
def postgresql(programs: Path) -> Iterator[Database]:
    """A PostgreSQL server that asks for a password and sorts by German rules, not by code points.

    Raises:
        RuntimeError: if it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        data, password = Path(folder) / "data", Path(folder) / "password"
        password.write_text(_PASSWORD, encoding="utf-8")
        owner = _owner(Path(folder), password)
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "rats", "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"]
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=de-DE"]
        subprocess.run([*initdb, *locale], check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
        port = free_port()
        server = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"]
        url = f"postgresql+psycopg://rats:{_PASSWORD}@127.0.0.1:{port}/postgres"
        with running(server, cwd=folder, stop=signal.SIGQUIT, **owner) as process:
            _wait_for(lambda: _connects(url), process)
            yield Database(url, process)


def _owner(*paths: Path) -> dict[str, Any]:
    """Whom the server runs as, and give him these paths, where this process is root."""
    if os.geteuid():
        return {}
    account = next(one for one in pwd.getpwall() if one.pw_name in _NOBODY)
    for path in paths:
        os.chown(path, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _connects(url: str) -> bool:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        with engine.connect():
            return True
    except sa.exc.OperationalError:
        return False


@contextmanager
def s3() -> Iterator[dict[str, str]]:
    """An S3 server (moto) with the bucket `ratsgraph`; gives the environment by which clients find it.

    Raises:
        RuntimeError: if it does not start.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]) as process:
        _wait_for(lambda: _put(f"{url}/{_BUCKET}"), process)
        yield {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "rats",
            "AWS_SECRET_ACCESS_KEY": _PASSWORD,
            "AWS_DEFAULT_REGION": "us-east-1",
        }


def _put(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(urllib.request.Request(url, method="PUT"), timeout=5):  # noqa: S310 — loopback
        return True
    return False


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """A scheduler and its workers."""

    address: str
    workers: "Sequence[subprocess.Popen[bytes]]"

    def kill_worker(self) -> None:
        """End the first worker and its processes as a power cut would."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)


@contextmanager
def dask_cluster(environment: Mapping[str, str], *, workers: int = 2) -> Iterator[DaskCluster]:
    """A Dask scheduler and workers of one thread each, with this environment.

    Raises:
        RuntimeError: if the scheduler does not start.
    """
    dask, env = [sys.executable, "-m", "dask"], {**os.environ, **environment}
    with tempfile.TemporaryDirectory(prefix="dask-") as folder, ExitStack() as stack:
        file = Path(folder) / "scheduler.json"
        quiet = ["--no-dashboard", "--host", "127.0.0.1"]
        scheduler = [*dask, "scheduler", "--port", "0", "--scheduler-file", str(file), *quiet]
        process = stack.enter_context(running(scheduler, env=env, cwd=folder))
        _wait_for(file.exists, process)
        address = str(json.loads(file.read_text(encoding="utf-8"))["address"])
        worker = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", folder, *quiet]
        started = [stack.enter_context(running(worker, env=env)) for _ in range(workers)]
        yield DaskCluster(address, started)


@contextmanager
def running(command: Sequence[str], *, stop: signal.Signals = signal.SIGTERM, **options: Any) -> "Iterator[subprocess.Popen[bytes]]":
    """A process with those that it starts, in a group of their own, until the context ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **options)
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(is_there: Any, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        if is_there():
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not start")

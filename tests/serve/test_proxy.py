"""The server behind Debian's nginx, as deploy/nginx.conf puts it."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from etl import paths

NGINX, OPENSSL = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), shutil.which("openssl")
pytestmark = pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="needs the Debian packages nginx and openssl")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def configured(folder: Path, url: str, port: int) -> Path:
    """The configuration of deploy/, with the paths and ports of this test, as an nginx of its own."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    names = ["-subj", "/CN=rat.example.org", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([str(OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *names], check=True, capture_output=True)
    text = (paths.VOCAB.parent / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen [::]:443": f"listen 127.0.0.1:{free_port()}",
        "/etc/ssl/rat.example.org.pem": str(certificate),
        "/etc/ssl/rat.example.org.key": str(key),
        "/var/log/nginx/ratsgraph.log": str(folder / "access.log"),
        "http://127.0.0.1:8000": url,
    }.items():
        assert old in text
        text = text.replace(old, new)
    temporary = "".join(f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    path = folder / "nginx.conf"
    alone = f"pid {folder / 'pid'};\nerror_log {folder / 'error.log'};\ndaemon off;\nmaster_process off;\nevents {{}}\n"
    path.write_text(f"{alone}http {{\n{temporary}{text}}}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def proxy(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    command = [str(NGINX), "-e", str(folder / "error.log"), "-c", str(configured(folder, url, port))]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with subprocess.Popen(command) as server:
        transport = httpx.HTTPTransport(verify=False, retries=8)
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", transport=transport, headers={"host": "rat.example.org"}) as client:
            yield client
        server.terminate()


def test_pages_come_through(proxy: httpx.Client) -> None:
    answer = proxy.get("/", headers={"accept": "text/html"})
    assert (answer.status_code, answer.text[:15]) == (200, "<!doctype html>")


def test_queries_come_through(proxy: httpx.Client) -> None:
    assert proxy.post("/sparql", data={"query": "ASK {}"}).json()["boolean"] is True


def test_links_lead_back_to_the_proxy(proxy: httpx.Client) -> None:
    following = proxy.get("/api/inquiries", params={"limit": 1}).json()["next"]
    assert following.startswith("https://rat.example.org/api/inquiries?")


def test_a_part_of_a_dump_comes_through(proxy: httpx.Client) -> None:
    answer = proxy.get("/dataset/demo/rdf/demo.nq.gz", headers={"range": "bytes=0-9"})
    assert (answer.status_code, len(answer.content)) == (206, 10)


def test_counts_are_for_the_operator_alone(proxy: httpx.Client) -> None:
    assert proxy.get("/metrics").status_code == 403

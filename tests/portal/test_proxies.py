"""The files of deploy/ for nginx and Caddy, run: the portal sees the visitor, whatever the visitor claims."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from accounts.client_address import BelievesTheProxy, client_address

ROOT = Path(__file__).resolve().parents[2]
NAME = "courses.example.org"
FORGED = "203.0.113.9"
FORGERIES = {
    "X-Forwarded-For": FORGED,
    "X_Forwarded_For": FORGED,
    "x-forwarded_for": FORGED,
    "Forwarded": f"for={FORGED};proto=http",
    "X_Forwarded_Proto": "http",
}


def program(name: str) -> str:
    """Return the path of Debian's nginx or Caddy, installed by apt if we are root; else skip."""
    path = os.pathsep.join([os.environ["PATH"], "/usr/sbin"])
    if not shutil.which(name, path=path) and os.geteuid() == 0 and shutil.which("apt-get"):
        package = {"nginx": "nginx-light"}.get(name, name)
        argv = ["apt-get", "install", "--yes", "--no-install-recommends", package]
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(argv, check=False, capture_output=True, timeout=180, env=quiet)
    return shutil.which(name, path=path) or pytest.skip(f"Install {name}: apt-get install {name}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def process(*argv: str | Path, port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block; begin once it listens."""
    env = os.environ | environment
    with subprocess.Popen(argv, env=env, cwd=ROOT, start_new_session=True) as running:
        try:
            deadline = time.monotonic() + 60
            while not listens(port):
                assert running.poll() is None, f"{argv[0]} ended"
                assert time.monotonic() < deadline, f"{argv[0]} does not listen"
                time.sleep(0.05)
            yield running
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGTERM)
            running.wait(30)


def portal_at(port: int) -> Any:
    server = ("-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--port", str(port))
    return process(sys.executable, *server, "tests.portal.echo:application", port=port)


def changed(name: str, **changes: str) -> str:
    """Return a file of deploy/ with other places; each must be there."""
    text = (ROOT / "deploy" / name).read_text()
    for before, after in changes.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


def nginx(folder: Path, portal: int, secure: int, plain: int) -> Any:
    where = program("nginx")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={NAME}", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    places = {
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "127.0.0.1:8000": f"127.0.0.1:{portal}",
        "/etc/ssl/portal/fullchain.pem": str(certificate),
        "/etc/ssl/portal/privkey.pem": str(key),
        "/etc/nginx/portal": str(ROOT / "deploy"),
        "/var/log/nginx": str(folder),
    }
    (folder / "portal.conf").write_text(changed("nginx.conf", **places))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "main.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid;\n"
        f"events {{}}\nhttp {{ {temporary} include {folder}/portal.conf; }}\n"
    )
    argv = (where, "-e", folder / "error.log", "-p", folder, "-c", folder / "main.conf")
    return process(*argv, port=secure)


def caddy(folder: Path, portal: int, secure: int, plain: int) -> Any:
    where = program("caddy")
    places = {
        f"\n{NAME} {{": f"\n{NAME} {{\n\ttls internal",
        "127.0.0.1:8000": f"127.0.0.1:{portal}",
        "/etc/caddy/portal": str(ROOT / "deploy"),
    }
    ours = (
        f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {secure}\n\tskip_install_trust\n}}\n"
    )
    (folder / "Caddyfile").write_text(ours + changed("Caddyfile", **places))
    argv = (where, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile")
    home = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    return process(*argv, port=secure, **home)


class Proxy:
    """A proxy that runs, and how to ask it."""

    def __init__(self, secure: int, plain: int) -> None:
        self.secure, self.plain = secure, plain

    def wait(self) -> None:
        """Return once it has its certificate: Caddy makes one after it listens."""
        deadline = time.monotonic() + 60
        while True:
            try:
                self.ask("/healthz")
                return
            except ssl.SSLError:
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def ask(
        self, path: str = "/", method: str = "GET", body: Any = None, **headers: str
    ) -> tuple[int, str]:
        context = ssl._create_unverified_context()  # noqa: S323  our own, made a moment ago
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.secure, timeout=30, context=context
        )
        connection.sock = context.wrap_socket(
            socket.create_connection(("127.0.0.1", self.secure), 30), server_hostname=NAME
        )
        connection.request(method, path, body, {"Host": NAME, **headers})
        answer = connection.getresponse()
        found = answer.status, answer.read().decode()
        connection.close()
        return found


@contextmanager
def run(kind: Any, folder: Path, portal: int) -> Iterator[Proxy]:
    proxy = Proxy(free_port(), free_port())
    with kind(folder, portal, proxy.secure, proxy.plain):
        proxy.wait()
        yield proxy


@pytest.fixture(params=[nginx, caddy], scope="module")
def proxy(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    portal = free_port()
    folder = tmp_path_factory.mktemp("proxy")
    with portal_at(portal), run(request.param, folder, portal) as proxy:
        yield proxy


@pytest.mark.parametrize("trust", ["forwarded", "1"])
def test_the_portal_sees_the_visitor_whatever_the_visitor_claims(
    proxy: Proxy, settings: Any, trust: str
) -> None:
    status, told = proxy.ask(**FORGERIES)
    assert status == 200
    assert FORGED not in told
    request = HttpRequest()
    request.META = json.loads(told)
    settings.TRUST_PROXY = trust
    request.META["REMOTE_ADDR"] = "10.0.0.2"
    BelievesTheProxy(lambda _: HttpResponse())(request)
    assert client_address(request) == "127.0.0.1"
    assert request.META["wsgi.url_scheme"] == "https"
    assert request.META["HTTP_HOST"] == NAME


def test_bodies_of_each_place_fit_and_larger_ones_are_refused_with_a_sentence(proxy: Proxy) -> None:
    piece = bytes(8 * 1024 * 1024)
    status, told = proxy.ask("/admin/upload/0/", "PATCH", piece)
    assert (status, json.loads(told)["size"]) == (200, len(piece))
    assert proxy.ask("/admin/import/", "POST", bytes(50 * 1024 * 1024))[0] == 200
    # The answer comes before the body, whose rest nobody reads.
    length = {"Content-Length": str(4 * 1024 * 1024)}
    status, told = proxy.ask("/accounts/login/", "POST", b"x", **length)
    assert status == 413
    assert "too large to send" in told


def test_http_leads_to_https(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=30)
    connection.request("GET", "/courses/", headers={"Host": NAME})
    answer = connection.getresponse()
    assert answer.status in {301, 308}
    assert str(answer.headers["Location"]).startswith(f"https://{NAME}")
    connection.close()


@pytest.mark.parametrize("kind", [nginx, caddy])
def test_without_the_portal_there_is_a_page_in_our_words(kind: Any, tmp_path: Path) -> None:
    with run(kind, tmp_path, free_port()) as proxy:
        status, page = proxy.ask("/courses/")
    assert status == 502
    assert "What was saved stays saved" in page
    assert "1-888-373-7888" in page


def test_one_word_has_no_other_spelling_for_the_server() -> None:
    """The reason for `Forwarded`: of two spellings of the other header the server keeps the last."""
    port = free_port()
    with portal_at(port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        mine = {"Forwarded": "for=192.0.2.7", "X-Forwarded-For": "192.0.2.7"}
        connection.request("GET", "/", headers=mine | {"X_Forwarded_For": FORGED})
        told = json.loads(connection.getresponse().read())
        connection.close()
    assert told["HTTP_FORWARDED"] == "for=192.0.2.7"
    assert told["HTTP_X_FORWARDED_FOR"] == FORGED

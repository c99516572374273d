"""With the front and without it, every address answers a stranger, a learner and an administrator alike."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from tests import factories
from tests.access_rows import VALUES, Side, make_side
from tests.first_rows import put_back
from tests.portal.test_proxies import free_port
from tests.portal.two_servers import database_environment, serve
from tests.staff_members import sign_in

WSGI, FRONT = ("wsgi", "portal.wsgi:application"), ("rsgi", "portal.front.application:application")
DEFAULTS = {
    "int": "1",
    "slug": "x",
    "str": "x",
    "path": "x/y",
    "uuid": f"{0:08}-0000-0000-0000-{0:012}",
}
HEALTH = ("/healthz", "/readyz", "/workerz")
# Sent by production alone: the name of the portal there.
NAME = "courses.example.org"

pytestmark = pytest.mark.django_db

type Told = tuple[int, set[tuple[str, str]]]


@dataclass
class World:
    """Both servers' ports, every address, and each person's cookie."""

    ports: tuple[int, int]
    addresses: list[str]
    cookies: dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with django_db_blocker.unblock():
        before = connection.creation.serialize_db_to_string()
        try:
            side = make_side("own")
            # Confirmed: the page of email addresses would make the missing row, and other pages ask for it.
            chief = factories.make_user(is_staff=True, is_superuser=True, verified=True)
            cookies = {"stranger": ("", "")}
            # A session for each server: what one page leaves in it, another shows.
            cookies["administrator"] = (_cookie(sign_in(chief)), _cookie(sign_in(chief)))
            learners = Client(), Client()
            for client in learners:
                client.force_login(side.learner)
            cookies["learner"] = (_cookie(learners[0]), _cookie(learners[1]))
            with both(tmp_path_factory.mktemp("data")) as ports:
                yield World(ports, sorted(addresses(side)), cookies)
        finally:
            put_back(before)


def _cookie(client: Client) -> str:
    return f"sessionid={client.cookies['sessionid'].value}"


@contextmanager
def both(folder: Path, **environment: str) -> Iterator[tuple[int, int]]:
    """Serve the test's database without the front and with it."""
    environment = database_environment(folder) | environment
    with ExitStack() as stack:
        ports = free_port(), free_port()
        for port, kind in zip(ports, (WSGI, FRONT), strict=True):
            stack.enter_context(serve(port, *kind, **environment))
        yield ports


def addresses(side: Side) -> set[str]:
    """Return an address for every pattern of the resolver, about `side` where it names something."""

    def value(match: re.Match[str]) -> str:
        if match["name"] not in VALUES:
            return DEFAULTS[match["kind"] or "str"]
        known = VALUES[match["name"]](side)
        # A kind of rows is an object, which a converter of its own writes.
        return str(known) if isinstance(known, int | str | UUID) else "questions"

    routes = patterns(get_resolver("portal.urls"))
    filled = {re.sub(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>", value, route) for route in routes}
    return {
        "/" + re.sub(r"\(\?P.*?\)|\(\?:.*?\)", "x", each).replace("^", "").rstrip("$")
        for each in filled
    }


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from patterns(pattern, route)


def ask(port: int, path: str, cookie: str = "", method: str = "GET", **headers: str) -> Told:
    found = HTTPConnection("127.0.0.1", port, timeout=60)
    sent = {"Host": "localhost", **headers} | ({"Cookie": cookie} if cookie else {})
    found.request(method, path.replace("\\Z", ""), headers=sent)
    answer = found.getresponse()
    answer.read()
    found.close()
    told = [(name.lower(), value) for name, value in answer.getheaders()]
    # How a length is told is not compared: granian sends in chunks what Django gave none; the front counts.
    # Nor that an answer is told to vary by its packing: the front packs texts for strangers, Django HTML only.
    unlike = {("vary", "Accept-Encoding")}
    # Nor the ETag of HEAD: a page from memory tells what GET would, Django none.
    names = {"content-length", "transfer-encoding"} | ({"etag"} if method == "HEAD" else set())
    kept = [pair for pair in told if pair[0] not in names and pair not in unlike]
    return answer.status, {(name, _fixed(name, value)) for name, value in kept}


def _fixed(name: str, value: str) -> str:
    """Leave out what two requests never have in common: the time, and what is drawn by lot."""
    if name in {"date", "expires", "etag"}:
        return "…"
    if name == "set-cookie":
        return re.sub(r"=[^;]*|expires=[^;]*", "=…", value, count=1).partition("expires=")[0]
    return value


def differing(world: World, actor: str, method: str) -> list[str]:
    """Ask every address of both servers, in step; return those that do not answer alike.

    They share a database: if one server were pages ahead, what a page writes would be another's difference.
    """
    # Others see the same refusal at each of its some hundred pages.
    staff = {"/admin/", "/admin/people/", "/admin/courses/course/"}
    found = [
        path
        for path in world.addresses
        if actor == "administrator" or not path.startswith("/admin/") or path in staff
    ]

    differences: list[str] = []
    with ThreadPoolExecutor(2) as two:
        for path in found:
            one, other = two.map(
                lambda port, cookie, path=path: ask(port, path, cookie, method),
                world.ports,
                world.cookies[actor],
            )
            if one != other:
                told = f"{one[0]} {one[1] - other[1]} is {other[0]} {other[1] - one[1]}"
                differences.append(f"{path}: {told} with the front")
    return differences


@pytest.mark.parametrize("actor", ["stranger", "learner", "administrator"])
def test_every_address_answers_alike(world: World, actor: str) -> None:
    assert len(world.addresses) > 200
    assert differing(world, actor, "GET") == []


def test_every_address_answers_alike_to_head(world: World) -> None:
    assert differing(world, "stranger", "HEAD") == []


def test_a_host_is_allowed_alike(world: World) -> None:
    paths = ("/", "/healthz", "/watch/beat/", "/media/x.mp4", "/static/x.css")
    hosts = ("localhost", "elsewhere.example", "local_host", "[::1]", "", "a b")
    for path, host, method in product(paths, hosts, ("GET", "POST", "OPTIONS", "DELETE")):
        wsgi, front = (ask(port, path, method=method, Host=host) for port in world.ports)
        assert front == wsgi, (path, host, method)


@pytest.fixture(scope="module")
def production(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[int, int]]:
    strict = {
        "PORTAL_ENV": "production",
        "ALLOWED_HOSTS": NAME,
        "EMAIL_HOST": "mail.example.org",
        "TRUST_PROXY": "forwarded",
        "SECURE_HSTS_PRELOAD": "1",
    }
    with django_db_blocker.unblock(), both(tmp_path_factory.mktemp("data"), **strict) as ports:
        yield ports


def test_https_and_its_promise_are_alike(production: tuple[int, int]) -> None:
    paths = (*HEALTH, "/", "/watch/beat/", "/healthz?x=%00", "/nowhere")
    for path, host, proto in product(paths, (NAME, "localhost"), ("https", "http", "")):
        told = {"Host": host, "Forwarded": f"for=192.0.2.7;proto={proto}"}
        wsgi, front = (ask(port, path, **told) for port in production)
        assert front == wsgi, (path, told)
        if (path, host) == ("/", NAME):
            assert front[0] == (200 if proto == "https" else 301)


def test_health_is_told_before_anything_else(production: tuple[int, int]) -> None:
    _, front = production
    for proto, promised in (("http", False), ("https", True)):
        told = {"Host": NAME, "Forwarded": f"for=192.0.2.7;proto={proto}"}
        status, headers = ask(front, "/healthz", **told)
        assert status == 200
        assert ("strict-transport-security" in dict(headers)) is promised

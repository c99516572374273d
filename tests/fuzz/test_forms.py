"""Every form of every page stands odd values in its fields, whoever sends it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.encoding import force_str

from tests.fuzz.odd import FORM, ODD
from tests.fuzz.test_addresses import ROUTES, TABLES, path_of
from tests.fuzz.world import World, kwargs_of, make_world

pytestmark = pytest.mark.django_db


@dataclass
class Form:
    """A form of a page that is sent by POST: where to, and what it would send as it stands."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({name for name, _ in self.fields}))


class _Forms(HTMLParser):
    """Finds the forms of a page, with the value of each field as a browser would send it."""

    def __init__(self, page: str, html: str) -> None:
        super().__init__()
        self.page, self.found, self.open = page, list[Form](), False
        self.select = self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name = told.get("name", "")
        if tag == "form":
            self.open = told.get("method", "").lower() == "post"
            if self.open:
                self.found.append(Form(urljoin(self.page, told.get("action") or self.page)))
        elif not self.open:
            return
        elif tag in {"input", "button"} and name:
            if told.get("type") == "file":
                self.found[-1].files.append(name)
            else:
                self.found[-1].fields.append((name, told.get("value", "on")))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self.found[-1].fields.append((self.select, told.get("value", "")))
        elif tag == "textarea":
            self.found[-1].fields.append((name, "text"))

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "form"
        self.select = "" if tag == "select" else self.select


@pytest.mark.parametrize("actor", ["visitor", "learner", "administrator"])
def test_every_form_stands_odd_values(actor: str) -> None:
    world, odd = make_world(), cycle(ODD.items())
    world.share = max(world.share, 0.5)  # there are few of them
    known: set[tuple[str, tuple[str, ...]]] = set()
    for form in _forms_of(world, actor):
        if (form.action, form.names) in known:
            continue
        known.add((form.action, form.names))
        _send_odd(world, actor, form, odd)
    least = {"visitor": 15, "learner": 55, "administrator": 400}
    world.verdict(at_least=least[actor])


def _forms_of(world: World, actor: str) -> Iterator[Form]:
    """Yield the forms of every page that opens, for each course where its address names one."""
    stands_for = kwargs_of(world)
    for route in ROUTES:
        if TABLES.match(route) and not route.endswith(("/add/", "/change/")):
            continue
        courses = stands_for["slug"] if "<slug:slug>" in route and actor == "learner" else [""]
        for slug in courses:
            values = {name: str(found[0]) for name, found in stands_for.items()}
            page = world.ask(
                actor, "GET", path_of(route, values | ({"slug": slug} if slug else {}))
            )
            if page.status_code == 200 and "html" in page["Content-Type"]:
                yield from _Forms(page.wsgi_request.path, page.text).found


def _send_odd(world: World, actor: str, form: Form, odd: Iterator[tuple[str, Any]]) -> None:
    """Send a form with something odd in every field, and with something odd in only one of them."""
    first = dict(reversed(form.fields))  # of radio buttons and options, the first
    names = list(first)
    everywhere = [(name, next(odd)[1]) for name in names]
    _send(world, actor, form, everywhere)
    _send(world, actor, form, [pair for pair in everywhere for _ in range(2)])
    for name in islice(cycle(names), min(len(names), 2)):
        told, value = next(odd)
        _send(world, actor, form, list((first | {name: value}).items()), f"{told} as {name}")
    for name in form.files:
        for content in (b"", b"\0\xff" * 50, b"PK\x03\x04", str(next(odd)[1]).encode()):
            for ending in ("csv", "xlsx"):
                file = SimpleUploadedFile(f"a.{ending}", content)
                data = {key: force_str(value) for key, value in first.items()} | {name: file}
                body = encode_multipart(BOUNDARY, data)
                sent = {"data": body, "content_type": MULTIPART_CONTENT}
                world.try_odd(actor, "POST", form.action, told=f"{content[:9]!r} as {name}", **sent)


def _send(
    world: World, actor: str, form: Form, fields: list[tuple[str, Any]], told: str = ""
) -> None:
    body = urlencode(fields)
    world.try_odd(actor, "POST", form.action, told=told, data=body, content_type=FORM)

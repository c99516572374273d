"""Every address, with every method and odd parameters, breaks nothing, whoever asks."""

import re
from collections.abc import Iterator, Mapping
from itertools import cycle, product
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.fuzz.odd import FORM, ODD
from tests.fuzz.world import kwargs_of, make_world

pytestmark = pytest.mark.django_db

METHODS = ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# What pages read from an address; all of them are sent at once, each with the same oddity.
PARAMETERS = [
    "page",
    "left",
    "before",
    "q",
    "next",
    "on",
    "version",
    "csv",
    "course",
    "courses",
    "layout",
    "state",
    "area",
    "draft",
    "video",
    "attempt",
    "profession",
    "record",
    "renew",
    "file",
    "forget-pending",
    "destination",
    "from",
    "to",
    "since",
    "until",
    "period",
    "credit",
    "provider",
    "kind",
    "action",
    "person",
    "completed_from",
    "completed_to",
    "expiry",
    "credits",
    "names",
    "dates",
    "month",
]
TABLE_PARAMETERS = [
    "_to_field",
    "_popup",
    "p",
    "o",
    "e",
    "q",
    "all",
    "id",
    "id__exact",
    "id__in",
    "pk__gt",
    "id__isnull",
    "user__email",
    "course__slug",
    "_changelist_filters",
    "created_at__gte",
    "no_such_field",
    "no_such__lookup",
]
HEADERS = [
    "Host",
    "Cookie",
    "Accept-Language",
    "Referer",
    "Range",
    "If-Range",
    "If-None-Match",
    "If-Modified-Since",
    "Content-Type",
    "Content-Length",
    "X-Forwarded-For",
    "X-CSRFToken",
    "Origin",
    "User-Agent",
    "Accept",
]
_KWARG = re.compile(r"<(?:\w+:)?(\w+)>")


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        yield from [route] if isinstance(pattern, URLPattern) else _routes(pattern, route)


ROUTES = sorted({route for route in _routes(get_resolver("portal.urls")) if "(?P" not in route})
# Pages that Django makes for each table alike.
TABLES = re.compile(
    "|".join(f"admin/{m._meta.app_label}/{m._meta.model_name}/" for m in admin.site._registry)
)


def path_of(route: str, values: Mapping[str, str | bytes]) -> str:
    """Return an address with its kwargs filled in, whether or not they fit."""
    return "/" + _KWARG.sub(lambda found: quote(values[found[1]]), route)


@pytest.mark.parametrize("actor", ["visitor", "learner", "administrator"])
def test_every_address_stands_every_method_and_odd_parameters(actor: str) -> None:
    world, odd, one_of = make_world(), cycle(ODD.items()), cycle(METHODS)
    values: dict[str, str | bytes] = {
        name: str(found[0]) for name, found in kwargs_of(world).items()
    }
    for route in ROUTES:
        path, alike = path_of(route, values), TABLES.match(route)
        (world.try_odd if alike else world.ask)(actor, "GET", path)
        for method in [next(one_of)] if alike else METHODS:
            told, value = next(odd)
            body = urlencode([(name, value) for name in PARAMETERS])
            world.try_odd(actor, method, path, told=told, data=body, content_type=FORM)
        for told, value in [] if alike else [next(odd) for _ in range(3)]:
            query = urlencode([(name, value) for name in PARAMETERS])
            world.try_odd(actor, "GET", f"{path}?{query}", told=told)
        for name in _KWARG.findall(route):
            for told, value in [next(odd) for _ in range(1 if alike else 2)]:
                world.try_odd(actor, "GET", path_of(route, values | {name: value}), told=told)
    world.verdict(at_least=3200)


def test_every_table_stands_odd_lookups_and_choices() -> None:
    world, odd = make_world(), cycle(ODD.items())
    parameters = cycle(TABLE_PARAMETERS)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        table, new = reverse(f"{name}_changelist"), reverse(f"{name}_add")
        fields = [field.name for field in model._meta.get_fields()]
        for parameter in [*fields, *(next(parameters) for _ in range(4))]:
            told, value = next(odd)
            query = urlencode({parameter: value})
            world.try_odd("administrator", "GET", f"{table}?{query}", told=told)
        told, value = next(odd)
        query = urlencode([(each, value) for each in (*fields, "_to_field", "_popup")])
        world.try_odd("administrator", "GET", f"{new}?{query}", told=told)
        for chosen in ("1", next(odd)[1]):
            data = {"action": "delete_selected", "index": "0", "_selected_action": chosen}
            world.try_odd("administrator", "POST", table, data=urlencode(data), content_type=FORM)
    world.verdict(at_least=1200)


def test_what_is_no_table_is_no_filter_either() -> None:
    world = make_world()
    unheld = [
        (model, field.name)
        for model in admin.site._registry
        for field in model._meta.get_fields()
        if isinstance(held := field.related_model, type)
        and not held._meta.concrete_model._meta.managed  # type: ignore[union-attr]
    ]
    assert len(unheld) >= 4
    for model, name in unheld:
        table = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert world.ask("administrator", "GET", f"{table}?{name}=1").status_code == 400, name


def test_odd_headers_break_nothing() -> None:
    world = make_world()
    asked = cycle(
        product(("GET", "POST"), ("/", "/watch/beat/", "/accounts/login/", "/media/a.pdf"))
    )
    for (told, value), name in product(ODD.items(), HEADERS):
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        sent = {name: text.encode("latin-1", "replace").decode("latin-1")}
        method, path = next(asked)
        world.try_odd("visitor", method, path, told=f"{told} as {name}", headers=sent)
    many = ",".join(f"l{number};q=0.{number}" for number in range(10_000))
    cookies = "; ".join(f"c{number}=1" for number in range(10_000))
    odd = f'sessionid={"x" * 9000}; csrftoken="\\000"; messages=[[{"[" * 900}'
    for headers in ({"Accept-Language": many}, {"Cookie": cookies}, {"Cookie": odd}):
        world.try_odd("visitor", "GET", "/accounts/login/", told="a long header", headers=headers)
    world.verdict(at_least=390)

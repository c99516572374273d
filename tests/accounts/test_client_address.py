"""Whoever is counted is the visitor: not the proxy, not what a visitor claims, not one of many addresses."""

import logging
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.adapter import AccountAdapter
from accounts.client_address import (
    SILENT_PROXY,
    BelievesTheProxy,
    clean_address,
    client_address,
    counted_client,
)
from accounts.models import User
from certificates.codes import format_code, new_code
from portal.environment import trusted_proxies
from staff.attention import silent_proxy
from tests.staff_members import sign_in

pytestmark = pytest.mark.django_db
PROXY, VISITOR, FORGED = "10.0.0.2", "192.0.2.7", "203.0.113.9"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


def behind(settings: Any, trust: str, path: str = "/", **headers: str) -> HttpRequest:
    """Return what a view is given for a request that came through the proxy."""
    settings.TRUST_PROXY = trust
    request = RequestFactory().get(path, REMOTE_ADDR=PROXY, headers=headers)
    BelievesTheProxy(lambda _: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("trust", "header", "seen"),
    [
        ("1", VISITOR, VISITOR),
        ("1", f"{FORGED}, {VISITOR}", VISITOR),
        ("1", f"{FORGED},{FORGED} , {VISITOR}:4711", VISITOR),
        ("2", f"{FORGED}, {VISITOR}, 10.0.0.1", VISITOR),
        ("2", VISITOR, PROXY),
        ("1", "", PROXY),
        ("1", "unknown", PROXY),
        ("1", "[2001:db8::7]:443", "2001:db8::7"),
    ],
)
def test_the_entry_of_the_operators_own_proxy_counts(
    settings: Any, trust: str, header: str, seen: str
) -> None:
    request = behind(settings, trust, **{"X-Forwarded-For": header})
    assert client_address(request) == seen


@pytest.mark.parametrize(
    ("header", "seen", "secure"),
    [
        (f"for={VISITOR};proto=https", VISITOR, True),
        (f'For="{VISITOR}:80"; Proto=http', VISITOR, False),
        ('for="[2001:db8::7]";proto=https', "2001:db8::7", True),
        ("proto=https;for=2001:db8::7", "2001:db8::7", True),
        (f"for={FORGED};proto=https, for={VISITOR};proto=http", VISITOR, False),
        ("for=_hidden;proto=https", PROXY, True),
        ("for=", PROXY, False),
        ("", PROXY, False),
    ],
)
def test_forwarded_is_one_word_that_nothing_else_arrives_as(
    settings: Any, header: str, seen: str, secure: bool
) -> None:
    forged = {"X-Forwarded-For": FORGED, "X-Forwarded-Proto": "https"}
    request = behind(settings, "forwarded", Forwarded=header, **forged)
    assert (client_address(request), request.is_secure()) == (seen, secure)


def test_the_scheme_is_what_the_proxy_says(settings: Any) -> None:
    said = {"X-Forwarded-For": VISITOR, "X-Forwarded-Proto": "https"}
    assert behind(settings, "1", **said).is_secure()
    assert not behind(settings, "1", **{"X-Forwarded-For": VISITOR}).is_secure()
    appended = {"X-Forwarded-For": f"{FORGED}, {VISITOR}", "X-Forwarded-Proto": "https, http"}
    assert not behind(settings, "1", **appended).is_secure()
    inside = {"X-Forwarded-For": f"{VISITOR}, 10.0.0.1", "X-Forwarded-Proto": "https, http"}
    assert behind(settings, "2", **inside).is_secure()


def test_without_a_proxy_no_header_is_read(settings: Any) -> None:
    with pytest.raises(MiddlewareNotUsed):
        behind(settings, "", **{"X-Forwarded-For": FORGED})


def test_a_proxy_that_names_nobody_is_logged_once_and_shown_to_administrators(
    settings: Any, caplog: pytest.LogCaptureFixture, rf: RequestFactory
) -> None:
    settings.TRUST_PROXY = "1"
    believes = BelievesTheProxy(lambda _: HttpResponse())
    believes(rf.get("/readyz"))
    believes(rf.get("/", headers={"X-Forwarded-For": VISITOR}))
    assert cache.get(SILENT_PROXY) is None
    with caplog.at_level(logging.WARNING, "portal.proxy"):
        believes(rf.get("/"))
        believes(rf.get("/courses/"))
    [record] = caplog.records
    assert "X-Forwarded-For" in record.getMessage()
    assert VISITOR not in record.getMessage()
    request: Any = rf.get("/")
    request.user = AnonymousUser()
    assert list(silent_proxy(request)) == []
    boss = User.objects.create_superuser(email="boss@example.org", password=None)
    assert "sends no X-Forwarded-For" in sign_in(boss).get("/admin/").text


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("::ffff:192.0.2.7", VISITOR),
        ("2001:DB8:0::7", "2001:db8::7"),
        (" 192.0.2.7 ", VISITOR),
        ("192.0.2.7:80:90", ""),
        ("192.0.2.", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_spelling(written: str, address: str) -> None:
    assert clean_address(written) == address


def test_an_ipv6_network_is_one_client_and_ipv4_in_ipv6_is_many(rf: RequestFactory) -> None:
    def counted(address: str) -> str:
        return counted_client(rf.get("/", REMOTE_ADDR=address))

    assert counted("2001:db8:1:2::1") == counted("2001:db8:1:2:ffff::9")
    assert counted("2001:db8:1:2::1") != counted("2001:db8:1:3::1")
    assert counted("::ffff:192.0.2.7") == VISITOR
    assert counted("") == "unknown"
    request = rf.get("/", REMOTE_ADDR="2001:db8:1:2::1")
    assert AccountAdapter(request).get_client_ip(request) == "2001:db8:1:2::1"


@pytest.mark.parametrize("limit", ["sign-up", "verify"])
def test_every_limit_counts_an_ipv6_network_as_one(settings: Any, limit: str) -> None:
    def ask(address: str) -> int:
        client = Client(REMOTE_ADDR=address)
        if limit == "verify":
            return client.get(f"/verify/{format_code(new_code())}/").status_code
        return client.post("/accounts/signup/", {}).status_code

    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "2/m/ip"}
    # Twice as many as /verify/ allows in a minute: the minute may change on the way.
    answers = {ask(f"2001:db8:1:2::{n:x}") for n in range(1, 64)}
    assert 429 in answers
    assert ask("2001:db8:1:3::1") != 429


@pytest.mark.parametrize("value", ["yes", "10", "-1", "on", "1.1.1.1"])
def test_another_value_stops_the_start_with_a_sentence(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="TRUST_PROXY must be forwarded"):
        trusted_proxies(value)


@pytest.mark.parametrize(
    ("value", "kept"), [("", ""), ("0", ""), ("2", "2"), ("Forwarded", "forwarded")]
)
def test_it_names_the_header_or_counts_the_proxies(value: str, kept: str) -> None:
    assert trusted_proxies(value) == kept
